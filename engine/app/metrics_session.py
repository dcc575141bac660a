"""What the metrics page keeps in a reader's session, and the report that it makes of that."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.app.uploads import Export, on_disk
from engine.domain.texts import Language
from engine.errors import InputError
from engine.i18n.translate import keys, render
from engine.services.export_headers import ExportHeaders, export_headers
from engine.services.indicators import IndicatorRequest, ShopIndicators, shop_indicators

UPLOADED, MAPS, HEADERS, RESULT = (
    "metrics.uploaded",
    "metrics.maps",
    "metrics.headers",
    "metrics.result",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page, for its sentences."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the page in the reader's language."""
        return render(f"metrics_page.{key}", values, self.language)

    def known(self, key: str, otherwise: str) -> str:
        """Return a word of the page where there is one, else what was written."""
        return self.say(key) if f"metrics_page.{key}" in keys(self.language) else otherwise


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that decides the report: files, what their headers mean, and how to count.

    ``maps`` are confirmed header maps as TOML by their id, ``zones`` the time zones of single
    files by name.
    """

    exports: tuple[Export, ...]
    generated: bool = False
    maps: Mapping[str, str] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    zones: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    rules: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    scheme: str = ""

    @property
    def fingerprint(self) -> str:
        """A text that changes when any of it does."""
        files = [(export.name, export.digest) for export in self.exports]
        how = (self.period, self.rules, self.policies, self.scheme, self.generated)
        where = (self.zone, sorted(self.zones.items()))
        told = repr((files, sorted(self.maps.items()), where, how))
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """A report and the fingerprint of the choices it was made by."""

    found: ShopIndicators
    fingerprint: str
    maps: Mapping[str, str]


def computed(choices: Choices) -> Computed:
    """Return the report; nothing of the files stays on disk.

    Raises
    ------
    InputError
        ``indicators.zone``, and as :func:`engine.services.indicators.shop_indicators`.
    """
    with (
        on_disk(choices.exports, generated=choices.generated) as paths,
        written_maps(choices.maps) as maps,
    ):
        found = shop_indicators(
            IndicatorRequest(
                exports=paths,
                scheme=choices.scheme or None,
                platforms=choices.rules,
                attribution=choices.policies,
                maps=maps,
                period=choices.period or None,
                timezone=choices.zone,
                timezones=choices.zones,
                now=_now(choices.zone),
            )
        )
    return Computed(found, choices.fingerprint, dict(choices.maps))


def understood(
    exports: Sequence[Export], maps: Mapping[str, str]
) -> list[tuple[Export, ExportHeaders | InputError]]:
    """Return how the headers of each file are understood, or why they cannot be read."""
    with on_disk(exports) as paths, written_maps(maps) as own:
        return [(export, _headers(path, own)) for export, path in zip(exports, paths, strict=True)]


@contextmanager
def written_maps(maps: Mapping[str, str]) -> Iterator[tuple[Path, ...]]:
    """Yield the paths of header maps in a folder of their own, which is removed afterwards."""
    with TemporaryDirectory(prefix="heng-maps-") as name:
        paths = [Path(name) / f"{id_}.toml" for id_ in maps]
        for path, text in zip(paths, maps.values(), strict=True):
            path.write_text(text, encoding="utf-8", newline="\n")
        yield tuple(paths)


def _headers(path: Path, maps: Sequence[Path]) -> ExportHeaders | InputError:
    try:
        return export_headers(path, maps)
    except InputError as error:
        return error


def _now(zone: str) -> datetime:
    try:
        return datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise InputError("indicators.zone", zone=zone) from unknown
