"""A whole case, with every part and with hardly any."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.domain.case import Case
from engine.domain.indicators import Scheme
from engine.domain.judgements import Panel
from engine.domain.pack import DecisionPack, PackHeader
from engine.domain.policy import WeightPolicy
from engine.domain.records import RecordSource, SetAsideRow
from engine.domain.specification import Specification
from engine.domain.texts import Text
from engine.studies.decide import CaseInputs, Effort, Streams, decide

HEADER = PackHeader("0", 1, 1, (), "small", Text("小", "Small"), True, "", 0.0, {})


def streams() -> Streams:
    first, second, third = np.random.SeedSequence(1).spawn(3)
    return Streams(*(np.random.default_rng(each) for each in (first, second, third)))


def decided(inputs: CaseInputs, stages: list[str] | None = None) -> DecisionPack:
    def progress(stage: str, _done: int, _all: int) -> None:
        if stages is not None:
            stages.append(stage)

    return decide(inputs, HEADER, streams(), Effort(1, 1, 1), progress)


@pytest.fixture
def inputs(
    shop: Any,
    scheme: Scheme,
    policy: WeightPolicy,
    panel: Panel,
    conversion: Specification,
    repurchase: Specification,
) -> CaseInputs:
    case = Case(
        id="small",
        name=Text("小", "Small"),
        seed=1,
        path=Path("small.toml"),
        generated=True,
        review_period="2026-05",
        evidence=(conversion, repurchase),
    )
    return CaseInputs(
        case, scheme, policy, panel, (), shop.source, shop.records, shop.samples, None
    )


def test_case_with_all_but_loads_holds_every_other_part(inputs: CaseInputs) -> None:
    pack = decided(inputs)

    assert [sentence.key for sentence in pack.absent] == ["absent.scenarios"]
    assert pack.review is not None
    assert pack.review.origins == ("incumbent", "judged", "evidence", "recommended")
    assert pack.judgement is not None
    assert pack.solver is not None
    assert pack.solver.proven


def test_same_seed_gives_the_same_pack(inputs: CaseInputs) -> None:
    first, second = decided(inputs), decided(inputs)

    assert first.weights == second.weights
    assert first.review == second.review
    assert first.evidence == second.evidence


def test_stages_are_told_in_their_order(inputs: CaseInputs) -> None:
    stages: list[str] = []

    decided(inputs, stages)

    assert stages == ["judgement", "evidence", "weights", "review"]


def test_rows_set_aside_are_listed_and_said(shop: Any, conversion: Specification) -> None:
    source = RecordSource(
        shop.source.path,
        shop.source.columns,
        shop.source.rows,
        (SetAsideRow(7, "frt_s", "-3", "below"),),
    )
    case = Case("bare", Text("简", "Bare"), 1, Path("bare.toml"), evidence=(conversion,))

    pack = decided(CaseInputs(case, contacts=source))

    assert [(row.row, row.value) for row in pack.set_aside] == [(7, "-3")]
    assert pack.findings[0].sentence.key == "finding.contacts.set_aside"
    assert pack.weights == ()


def test_people_are_compared_under_the_published_set_itself(inputs: CaseInputs) -> None:
    pack = decided(inputs)

    assert pack.review is not None
    for row in pack.review.agents:
        before, after = row.standings["incumbent"], row.standings["recommended"]
        if before.grade_probability > 0.999 and after.grade_probability > 0.999:
            assert row.change_probability == pytest.approx(float(row.grade_changes), abs=0.01)
