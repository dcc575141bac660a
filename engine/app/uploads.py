"""The reader's files: kept in the session's memory, on disk only while something reads them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from engine.errors import Fault, InputError
from engine.formats.limits import MEGABYTE, MOST_UNPACKED_BYTES
from engine.services.indicators import GENERATED_MARK

TYPES = ("csv", "tsv", "txt", "gz", "xlsx", "xls", "ods", "parquet")
MOST_FILE_MB = MOST_UNPACKED_BYTES // MEGABYTE
MOST_FILES = 40
MOST_TOTAL_MB = 300
_NAME_SIGNS = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the reader's: ``digest`` tells its contents from others."""

    name: str
    content: bytes
    digest: str


def exports_of(files: Iterable[tuple[str, bytes]]) -> tuple[Export, ...]:
    """Return files under names that are safe on any disk and different from each other.

    Raises
    ------
    InputError
        ``uploads.refused`` with every file that is too many or too large.
    """
    given = list(files)
    _check_amount(given)
    exports: list[Export] = []
    for name, content in given:
        taken = {export.name.casefold() for export in exports}
        exports.append(Export(_free(_safe(name), taken), content, sha256(content).hexdigest()))
    return tuple(exports)


@contextmanager
def on_disk(exports: Sequence[Export], *, generated: bool = False) -> Iterator[tuple[Path, ...]]:
    """Yield the paths of the files in a folder of their own, which is removed afterwards."""
    with TemporaryDirectory(prefix="heng-uploads-") as name:
        folder = Path(name)
        paths = [folder / export.name for export in exports]
        for path, export in zip(paths, exports, strict=True):
            path.write_bytes(export.content)
        if generated:
            (folder / GENERATED_MARK).touch()
        yield tuple(paths)


def _check_amount(given: Sequence[tuple[str, bytes]]) -> None:
    faults = [
        Fault("uploads.file", "file", _megabytes(len(content)), {"most": MOST_FILE_MB}, _safe(name))
        for name, content in given
        if len(content) > MOST_FILE_MB * MEGABYTE
    ]
    total = sum(len(content) for _, content in given)
    if total > MOST_TOTAL_MB * MEGABYTE:
        faults.append(Fault("uploads.total", "file", _megabytes(total), {"most": MOST_TOTAL_MB}))
    if len(given) > MOST_FILES:
        faults.append(Fault("uploads.count", "file", str(len(given)), {"most": MOST_FILES}))
    if faults:
        raise InputError("uploads.refused", faults, count=len(faults))


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def _safe(name: str) -> str:
    """Return the last part of a name without signs that a disk or a shell takes amiss."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = _FORBIDDEN.sub("_", last).strip(" .") or "export"
    stem, ending = kept[: -len(_ending(kept))] if _ending(kept) else kept, _ending(kept)
    return stem[: _NAME_SIGNS - len(ending)] + ending


def _ending(name: str) -> str:
    return "".join(re.findall(r"(\.[A-Za-z0-9]{1,7}(?:\.gz)?)$", name))


def _free(name: str, taken: set[str]) -> str:
    ending = _ending(name)
    stem = name[: len(name) - len(ending)]
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){ending}"
    return free
