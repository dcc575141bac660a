"""The pack holds plain values only, so that one JSON document carries it whole."""

import dataclasses
import json
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest

from engine.domain import evidence_figures, evidence_report, evidence_trust, pack, weights_report
from engine.domain.texts import Finding, Sentence, Text

PLAIN = {str, int, float, bool, type(None)}
CONTAINERS = {tuple, dict, Mapping, typing.Union, types.UnionType}


def parts() -> list[type]:
    rooms = (pack, evidence_report, evidence_figures, evidence_trust, weights_report)
    own = [one for room in rooms for one in vars(room).values() if dataclasses.is_dataclass(one)]
    return list(dict.fromkeys(one for one in own if isinstance(one, type)))


def leaves(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is Literal:
        yield from map(type, typing.get_args(annotation))
    elif origin in CONTAINERS:
        for argument in typing.get_args(annotation):
            yield from leaves(argument)
    elif annotation is not Ellipsis:
        yield annotation


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_field_is_plain_or_a_part(part: type) -> None:
    allowed = PLAIN | set(parts()) | {Text, Sentence, Finding}

    for annotation in typing.get_type_hints(part).values():
        assert set(leaves(annotation)) <= allowed


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_every_part_is_frozen(part: type) -> None:
    assert part.__dataclass_params__.frozen  # type: ignore[attr-defined]  # set by dataclass


def test_an_estimate_without_interval_is_a_decision() -> None:
    decided = pack.Estimate(0.25)

    assert (decided.low, decided.high) == (None, None)


def test_a_part_survives_json() -> None:
    rule = pack.RulePart(
        Sentence("rule.cap", {"subject": {"zh": "响应", "en": "response"}}), "frt", None
    )

    told = json.loads(json.dumps(dataclasses.asdict(rule)))

    assert told["sentence"]["values"]["subject"]["en"] == "response"
    assert told["shadow_price"] is None
