"""An evidence report holds plain values only, so that one JSON document carries it whole."""

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from engine.domain.evidence_report import EvidenceReport
from engine.domain.texts import Finding, Sentence, Text

PLAIN = {str, int, float, bool, type(None)}
CONTAINERS = {tuple, dict, typing.Union, types.UnionType}
WORDS = {Text, Sentence, Finding}


def leaves(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) in CONTAINERS:
        for argument in typing.get_args(annotation):
            yield from leaves(argument)
    elif annotation is not Ellipsis:
        yield annotation


def parts(whole: type, known: set[type] | None = None) -> set[type]:
    """Every dataclass that stands somewhere in another one."""
    found = {whole} if known is None else known | {whole}
    for annotation in typing.get_type_hints(whole).values():
        for leaf in leaves(annotation):
            if dataclasses.is_dataclass(leaf) and leaf not in found and leaf not in WORDS:
                found = parts(typing.cast("type", leaf), found)
    return found


@pytest.mark.parametrize("part", sorted(parts(EvidenceReport), key=str), ids=lambda p: p.__name__)
def test_every_field_is_plain_or_a_part(part: type) -> None:
    allowed = PLAIN | parts(EvidenceReport) | WORDS

    for annotation in typing.get_type_hints(part).values():
        assert set(leaves(annotation)) <= allowed
