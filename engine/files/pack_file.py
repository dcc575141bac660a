"""Decision packs as canonical JSON and back: equal packs, equal bytes."""

from dataclasses import fields
from functools import cache
from math import isinf
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from engine.domain.pack import PACK_SCHEMA, DecisionPack
from engine.domain.weights_report import GradeChangePart, SolverPart, WeightsReport
from engine.errors import Fault, InputError
from engine.files.schema_faults import shortened
from engine.formats.canonical import canonical_json, plain
from engine.formats.limits import MEGABYTE, check_size

MOST_PACK_BYTES = 50 * MEGABYTE
_PARTS = tuple(field.name for field in fields(DecisionPack) if field.name != "heng")


def write_pack(pack: DecisionPack, path: Path) -> None:
    """Write a pack as one line of canonical JSON in UTF-8, ended by a newline."""
    path.write_text(pack_text(pack), encoding="utf-8", newline="\n")


def pack_text(pack: DecisionPack) -> str:
    """Return a pack as canonical JSON but for ``heng``, which comes first as in every document.

    Equal packs still give equal bytes; the text's fingerprint is the pack's identity.

    Raises
    ------
    InternalError
        ``formats.not_finite`` when a figure is nan or infinite: absent figures are None.
    """
    rest = {name: plain(_bounds_told(getattr(pack, name))) for name in _PARTS}
    return f'{{"heng":{canonical_json(pack.heng)},{canonical_json(rest)[1:]}\n'


def read_pack(path: Path) -> DecisionPack:
    """Return the pack of a file.

    Raises
    ------
    InputError
        ``pack.invalid``: no such file, too large, not JSON, or another schema than today's.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise _refused(file, [Fault("document.not_found", "file", path.name)]) from wrong
    check_size(len(content), file, MOST_PACK_BYTES)
    return pack_from_text(content, file)


def pack_from_text(text: str | bytes, file: str) -> DecisionPack:
    """Return the pack of a JSON text that a file or a database held."""
    try:
        pack = _adapter().validate_json(text)
    except ValidationError as wrong:
        faults = [
            Fault(
                "pack.value",
                ".".join(map(str, detail["loc"])) or "file",
                shortened(detail["input"]) if detail["loc"] else "",
                {"reason": detail["msg"]},
            )
            for detail in wrong.errors(include_url=False)
        ]
        raise _refused(file, faults) from wrong
    if pack.heng.schema != PACK_SCHEMA:
        fault = Fault("pack.schema", "heng.schema", str(pack.heng.schema), {"known": PACK_SCHEMA})
        raise _refused(file, [fault])
    return pack


def _bounds_told(value: object) -> object:
    """Return a part whose unknown bounds are texts: only a solver's may be infinite.

    A search that ended without a bound has ``-inf``, which JSON has no number for; the text is
    read back as the same float.
    """
    if isinstance(value, SolverPart):
        figures = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _told(figure) for name, figure in figures.items()}
    if isinstance(value, WeightsReport | GradeChangePart):
        return {field.name: _bounds_told(getattr(value, field.name)) for field in fields(value)}
    return value


def _told(figure: object) -> object:
    return str(figure) if isinstance(figure, float) and isinf(figure) else figure


def _refused(file: str, faults: list[Fault]) -> InputError:
    told = [fault.in_file(file) for fault in faults]
    return InputError("pack.invalid", told, file=file, count=len(told))


@cache
def _adapter() -> TypeAdapter[DecisionPack]:
    return TypeAdapter(DecisionPack)
