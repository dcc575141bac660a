"""How large a file may be before it is opened: text, tables, and what a zip says it unpacks to."""

import zipfile
from io import BytesIO

from engine.errors import Fault, InputError

MEGABYTE = 1_000_000
MOST_TEXT_BYTES = 10 * MEGABYTE
MOST_UNPACKED_BYTES = 100 * MEGABYTE
MOST_RATIO = 100  # an honest sheet of 20,000 x 30 cells unpacks 14 times
MOST_MEMBERS = 500
MOST_TEXT_RATIO = 200  # an export of a few hundred equal rows unpacks 100 times


def check_size(size: int, file: str, most: int = MOST_TEXT_BYTES) -> None:
    """Refuse a file of more than ``most`` bytes with the fault ``limits.too_large``."""
    if size > most:
        raise _refused(
            "limits.too_large", file, f"{size}", size_mb=size / MEGABYTE, most_mb=most / MEGABYTE
        )


def check_unpacked(unpacked: int, packed: int, file: str) -> None:
    """Refuse a compressed file as it is being unpacked, with the fault ``limits.unpacked_ratio``.

    Small files may be as repetitive as they like.
    """
    if unpacked > MOST_UNPACKED_BYTES and unpacked > MOST_TEXT_RATIO * packed:
        value = f"{unpacked / max(1, packed):.0f}"
        raise _refused("limits.unpacked_ratio", file, value, most=MOST_TEXT_RATIO)


def check_zip(content: bytes, file: str) -> None:
    """Refuse a zip (XLSX) whose directory promises too much, before anything is unpacked.

    Raises
    ------
    InputError
        ``limits.refused`` with ``limits.not_a_zip``, ``limits.zip_members``,
        ``limits.zip_unpacked`` or ``limits.zip_ratio``.
    """
    try:
        members = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as wrong:
        raise _refused("limits.not_a_zip", file, "") from wrong
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS:
        raise _refused("limits.zip_members", file, str(len(members)), most=MOST_MEMBERS)
    if unpacked > MOST_UNPACKED_BYTES:
        raise _refused(
            "limits.zip_unpacked", file, str(unpacked), most_mb=MOST_UNPACKED_BYTES / MEGABYTE
        )
    if unpacked > MOST_RATIO * packed:
        raise _refused("limits.zip_ratio", file, f"{unpacked / packed:.0f}", most=MOST_RATIO)


def _refused(code: str, file: str, value: str, **values: object) -> InputError:
    return InputError("limits.refused", [Fault(code, "file", value, values, file)], file=file)
