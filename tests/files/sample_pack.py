"""A pack in which every field of every part is filled, made from the types of domain.pack."""

import dataclasses
import types
import typing
from itertools import count

from engine.domain.pack import PACK_SCHEMA, DecisionPack

NUMBERS = count(1)


def sample_pack() -> DecisionPack:
    """Return a pack without any empty part; its values mean nothing."""
    pack = filled(DecisionPack)
    assert isinstance(pack, DecisionPack)
    return dataclasses.replace(pack, heng=dataclasses.replace(pack.heng, schema=PACK_SCHEMA))


def filled(kind: typing.Any) -> object:
    """Return a value of a type, every part of it filled."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: filled(hints[field.name]) for field in dataclasses.fields(kind)})
    if typing.get_origin(kind) is not None:
        return filled_generic(typing.get_origin(kind), typing.get_args(kind))
    number = next(NUMBERS)
    return {str: f"文 “{number}” =1+1", bool: True, int: number, float: number / 7}[kind]


def filled_generic(origin: object, parts: tuple[typing.Any, ...]) -> object:
    """Return a value of a tuple, a mapping, a union or a literal type."""
    if origin is tuple:
        return tuple(filled(part) for part in _entries(parts))
    if origin in {typing.Union, types.UnionType}:
        return filled(parts[0])
    if origin is typing.Literal:
        return parts[0]
    return {f"键 {next(NUMBERS)}": filled(parts[1])}


def _entries(parts: tuple[typing.Any, ...]) -> tuple[typing.Any, ...]:
    """Return the types of a tuple's entries; one of any length gets two."""
    return (parts[0], parts[0]) if parts[-1] is Ellipsis else parts
