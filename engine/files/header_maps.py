"""Which column or indicator each header of an export means, and which map fits a file's headers.

Only exact names count, apart from width, case, blanks, the shape of brackets, and a unit in
brackets at the end, which the readers of cells heed: similar names are
:mod:`engine.files.header_suggestions`' and are for the user to confirm.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from engine.domain.records import TABLES, ColumnSpec, ColumnType, TableKind
from engine.domain.texts import Text
from engine.files.cell_durations import header_unit
from engine.files.cell_values import Reading

BLOCK_SIGN = "/"
"""Between the group row and the field row of a header of two rows: ``邀请/满意率``."""
SEEN, GUESSED, CONFIRMED = "seen", "guessed", "confirmed"
IDENTITIES = frozenset({"agent", "date", "group", "shop"})
"""Columns of an agent-day export that say whose and which day's figures a row holds."""

_BRACKETS = str.maketrans("[]{}\u3010\u3011\u300c\u300d\u3014\u3015", "()()()()()")
_READING_OF_TYPE: Mapping[ColumnType, Reading] = MappingProxyType(
    {
        ColumnType.ID: Reading.ID,
        ColumnType.TEXT: Reading.TEXT,
        ColumnType.TIME: Reading.TIME,
        ColumnType.FLAG: Reading.FLAG,
        ColumnType.NUMBER: Reading.NUMBER,
    }
)
_READING_OF_UNIT: Mapping[str, Reading] = MappingProxyType(
    {
        "s": Reading.SECONDS,
        "h": Reading.HOURS,
        "share": Reading.RATE,
        "CNY": Reading.CNY,
        "count": Reading.COUNT,
        "points": Reading.SCORE,
    }
)
_WITH_UNIT = re.compile(r"(.+?)(?:\(([^()]+)\)|(%))")
_DURATIONS = frozenset({Reading.SECONDS, Reading.MINUTES, Reading.HOURS})
# units that change no number, and those that the reader of such cells takes into account
_UNITS: Mapping[Reading, frozenset[str]] = MappingProxyType(
    {
        Reading.RATE: frozenset({"%"}),
        Reading.CNY: frozenset({"元", "cny", "rmb", "万元", "亿元"}),
        Reading.COUNT: frozenset({"人", "人次", "次", "个", "条", "单", "件", "天"}),
        Reading.SCORE: frozenset({"分"}),
    }
)


@dataclass(frozen=True, slots=True)
class HeaderTarget:
    """What one header means.

    Parameters
    ----------
    column
        A column of the table; in an agent-day export the id of an indicator, or one of
        :data:`IDENTITIES`.
    reading
        What its cells are.
    role
        Empty for plain columns. For indicators: ``rate``, ``complement_rate``, ``mean``,
        ``max``, ``total``, ``numerator``, ``complement`` (the units that missed),
        ``denominator``, or ``level_1`` to ``level_5`` (ratings of that level).
    variant
        Which of several definitions of the indicator, ``8-23``, ``net_of_refunds``; parts are
        joined by ``+``. Empty for the plain one. A denominator without variant serves them all.
    status
        ``seen`` where the name was read in public material, ``guessed`` where we think that it
        is used, ``confirmed`` where the user said so.
    source
        Key of the map's sources.
    note
        What to know before relying on it, as the map's author wrote it.
    """

    column: str
    reading: Reading
    role: str = ""
    variant: str = ""
    status: str = GUESSED
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class HeaderMap:
    """The headers of one kind of export.

    ``note`` is what its author wants known of the map; ``blocks`` maps the group row of a two-row
    header to the variant of its fields. ``confirmed`` is True for a map that the user wrote
    or confirmed: its guesses are facts.
    """

    id: str
    kind: TableKind
    name: Text
    note: Text
    headers: Mapping[str, HeaderTarget]
    blocks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    confirmed: bool = False

    @cached_property
    def targets(self) -> Mapping[str, HeaderTarget]:
        """Every target by folded header; a record table knows Heng's own names as well."""
        own = {} if self.kind is TableKind.AGENT_DAYS else _own_names(self.kind)
        written = {folded_header(header): target for header, target in self.headers.items()}
        return MappingProxyType({**own, **written})

    @cached_property
    def folded_blocks(self) -> Mapping[str, str]:
        """The variant of each block by its folded name."""
        return MappingProxyType({folded_header(name): v for name, v in self.blocks.items()})

    def target(self, header: str) -> HeaderTarget | None:
        """Return what a header means in this map, or None."""
        name = folded_header(header)
        return self._named(name) or self._with_unit(name)

    def _with_unit(self, name: str) -> HeaderTarget | None:
        """Return what a folded name means before a unit that its cells can have."""
        found = _WITH_UNIT.fullmatch(name)
        target = self._named(found[1]) if found else None
        if found is None or target is None:
            return None
        unit = found[2] or found[3]
        is_duration = target.reading in _DURATIONS and bool(header_unit(name))
        return target if is_duration or unit in _UNITS.get(target.reading, ()) else None

    def _named(self, name: str) -> HeaderTarget | None:
        if name in self.targets:
            return self.targets[name]
        block, sign, rest = name.partition(BLOCK_SIGN)
        target = self.targets.get(rest)
        if not sign or target is None or block not in self.folded_blocks:
            return None
        return _in_block(target, self.folded_blocks[block])


@dataclass(frozen=True, slots=True)
class MatchedHeader:
    """A header at its position, from 0, and what it means in the chosen map."""

    position: int
    header: str
    target: HeaderTarget


@dataclass(frozen=True, slots=True)
class UnknownHeader:
    """A header that the chosen map (or any, if none was chosen) does not know."""

    position: int
    header: str


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """How a file's headers were understood.

    Parameters
    ----------
    chosen
        The map with most exact names; None where no map knows any header, or several fit
        equally and differ in what they say (they stand in ``ambiguous``).
    matched, unknown
        Every header that is not blank, in file order. A guessed name is unknown where a name
        that was seen or confirmed says the same.
    duplicates
        Names of headers that stand there twice, or that mean the same column twice.
    ambiguous
        Ids of the maps that fit equally well; empty where one was chosen.
    alike
        Ids of other maps that fit equally well and say the same of these headers.
    missing
        Columns that the table cannot do without and no header gives.
    evidence
        How many headers each map knows, by id, where it knows any.
    """

    chosen: HeaderMap | None
    matched: tuple[MatchedHeader, ...]
    unknown: tuple[UnknownHeader, ...]
    duplicates: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> Mapping[str, str]:
        """Heng's column of each header that the map knows, for a record table."""
        return {each.header: each.target.column for each in self.matched}

    @property
    def guessed(self) -> tuple[str, ...]:
        """The headers whose meaning is our guess: shown, for the user to confirm."""
        if self.chosen is None or self.chosen.confirmed:
            return ()
        return tuple(each.header for each in self.matched if each.target.status == GUESSED)


def match_headers(headers: Sequence[str], maps: Iterable[HeaderMap]) -> HeaderMatch:
    """Return how the headers of a file are understood by the best of some maps.

    Parameters
    ----------
    headers
        As the file has them, in file order; blank ones are passed over. The two rows of a
        double header are joined by :data:`BLOCK_SIGN`.
    maps
        Shipped and the user's; a confirmed map goes before any other that knows as many names.

    Returns
    -------
    HeaderMatch
        The map that knows most headers; among equals the confirmed one, then the one whose
        table has all its required columns. If they still differ in meaning, none is chosen.
    """
    known = {each.id: each for each in maps}
    counts = {id_: _known_count(headers, each) for id_, each in known.items()}
    evidence = {id_: count for id_, count in counts.items() if count}
    if not evidence:
        return HeaderMatch(None, (), _unknown(headers, ()))
    best = max(_rank(headers, known[id_], evidence[id_]) for id_ in evidence)
    leaders = [known[id_] for id_ in evidence if _rank(headers, known[id_], evidence[id_]) == best]
    chosen = leaders[0]
    others = tuple(each.id for each in leaders[1:])
    if len({_meaning(headers, each) for each in leaders}) > 1:
        ids = tuple(each.id for each in leaders)
        return HeaderMatch(None, (), _unknown(headers, ()), ambiguous=ids, evidence=evidence)
    matched = _matched(headers, chosen)
    return HeaderMatch(
        chosen,
        matched,
        _unknown(headers, matched),
        duplicates=_duplicates(headers, matched),
        alike=others,
        missing=_missing(chosen, matched),
        evidence=evidence,
    )


def folded_header(header: str) -> str:
    """Return a header for comparing: half width, lower case, without blanks, round brackets."""
    text = unicodedata.normalize("NFKC", header).translate(_BRACKETS).lower()
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def _own_names(kind: TableKind) -> dict[str, HeaderTarget]:
    return {
        name: HeaderTarget(name, reading_of(spec), status=SEEN)
        for name, spec in TABLES[kind].columns.items()
    }


def reading_of(spec: ColumnSpec) -> Reading:
    """Return what the cells of a column of a record table are."""
    if spec.type is ColumnType.NUMBER:
        return _READING_OF_UNIT.get(spec.unit, Reading.NUMBER)
    return _READING_OF_TYPE[spec.type]


def _in_block(target: HeaderTarget, block: str) -> HeaderTarget:
    variant = "+".join(part for part in (block, target.variant) if part)
    return replace(target, variant=variant)


def _known_count(headers: Sequence[str], header_map: HeaderMap) -> int:
    return sum(header_map.target(header) is not None for header in headers if header.strip())


def _rank(headers: Sequence[str], header_map: HeaderMap, count: int) -> tuple[int, bool, bool]:
    complete = not _missing(header_map, _matched(headers, header_map))
    return count, header_map.confirmed, complete


def _meaning(headers: Sequence[str], header_map: HeaderMap) -> tuple[object, ...]:
    """Return what a map says of the headers, to compare maps: seen or guessed is no meaning."""
    said = [
        (
            each.position,
            each.target.column,
            each.target.reading,
            each.target.role,
            each.target.variant,
        )
        for each in _matched(headers, header_map)
    ]
    return (header_map.kind, *said)


def _matched(headers: Sequence[str], header_map: HeaderMap) -> tuple[MatchedHeader, ...]:
    """Return the headers that a map knows, less guesses of what a surer header says already."""
    found = ((i, header, header_map.target(header)) for i, header in enumerate(headers))
    known = [MatchedHeader(i, header, target) for i, header, target in found if target]
    sure = {_said(each.target) for each in known if each.target.status != GUESSED}
    return tuple(
        each for each in known if each.target.status != GUESSED or _said(each.target) not in sure
    )


def _said(target: HeaderTarget) -> tuple[str, str, str]:
    return target.column, target.role, target.variant


def _unknown(headers: Sequence[str], matched: Sequence[MatchedHeader]) -> tuple[UnknownHeader, ...]:
    known = {each.position for each in matched}
    return tuple(
        UnknownHeader(i, header)
        for i, header in enumerate(headers)
        if header.strip() and i not in known
    )


def _duplicates(headers: Sequence[str], matched: Sequence[MatchedHeader]) -> tuple[str, ...]:
    names = [folded_header(header) for header in headers]
    meanings = [_said(each.target) for each in matched]
    twice = [header for header, name in zip(headers, names, strict=True) if _again(name, names)]
    twice += [
        m.header for m, said in zip(matched, meanings, strict=True) if meanings.count(said) > 1
    ]
    return tuple(dict.fromkeys(twice))


def _again(name: str, names: Sequence[str]) -> bool:
    return bool(name) and names.count(name) > 1


def _missing(header_map: HeaderMap, matched: Sequence[MatchedHeader]) -> tuple[str, ...]:
    present = {each.target.column for each in matched}
    if header_map.kind is TableKind.AGENT_DAYS:  # the other columns are made from headers
        return () if "agent" in present else ("agent",)
    return TABLES[header_map.kind].missing(present)
