"""A whole case, with every part and with hardly any."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.domain.case import Case
from engine.domain.evidence_plan import Claim, ClaimScale
from engine.domain.indicators import Scheme
from engine.domain.judgements import Panel
from engine.domain.pack import DecisionPack, PackHeader
from engine.domain.policy import WeightPolicy
from engine.domain.records import RecordSource, SetAsideRow
from engine.domain.specification import Specification
from engine.domain.texts import Text
from engine.studies.decide import CaseInputs, Effort, Streams, decide

CLAIM = Claim(
    "second", Text("快 1 秒", "One second"), "conversion", "frt_s", -1.0, 0.003, ClaimScale.RELATIVE
)
HEADER = PackHeader("0", 1, 1, (), "small", Text("小", "Small"), True, "", 0.0, {})


def streams() -> Streams:
    return Streams(*(np.random.default_rng(each) for each in np.random.SeedSequence(1).spawn(4)))


def decided(inputs: CaseInputs, stages: list[str] | None = None) -> DecisionPack:
    def progress(stage: str, _done: int, _all: int) -> None:
        if stages is not None:
            stages.append(stage)

    return decide(inputs, HEADER, streams(), Effort(1, 1, 1), progress)


def timeless(pack: DecisionPack) -> DecisionPack:
    """Return a pack without the records of solvers, whose seconds differ."""
    report = pack.weights_report
    assert report is not None
    assert report.grades is not None
    assert report.solver is not None
    still = replace(report.grades, solver=replace(report.grades.solver, seconds=0.0))
    told = replace(report, solver=replace(report.solver, seconds=0.0), grades=still)
    return replace(pack, solver=None, weights_report=told)


@pytest.fixture(scope="module")
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
        claims=(CLAIM,),
        bootstraps=200,
    )
    return CaseInputs(
        case, scheme, policy, panel, (), shop.source, shop.records, shop.samples, None
    )


@pytest.fixture(scope="module")
def pack(inputs: CaseInputs) -> DecisionPack:
    return decided(inputs)


def test_case_with_all_but_loads_holds_every_other_part(pack: DecisionPack) -> None:
    assert [sentence.key for sentence in pack.absent] == ["absent.scenarios"]
    assert pack.review is not None
    assert pack.review.origins == ("incumbent", "judged", "evidence", "recommended")
    assert pack.judgement is not None
    assert pack.solver is not None
    assert pack.solver.proven


def test_the_weights_report_agrees_with_the_four_sets(pack: DecisionPack) -> None:
    report = pack.weights_report
    assert report is not None

    assert [row.recommended for row in report.indicators] == [
        leaf.recommended for leaf in pack.weights
    ]
    assert [row.judged for row in report.indicators] == [leaf.judged for leaf in pack.weights]
    assert [rule.sentence for rule in report.binding] == [rule.sentence for rule in pack.binding]
    assert report.solver == pack.solver
    assert report.grades is not None
    assert report.frontier is not None
    assert report.summary


def test_without_judgement_there_is_no_weights_report(inputs: CaseInputs) -> None:
    assert decided(replace(inputs, panel=None, contacts=None)).weights_report is None


def test_same_seed_gives_the_same_pack_and_stages_are_told_in_their_order(
    inputs: CaseInputs, pack: DecisionPack
) -> None:
    stages: list[str] = []

    again = decided(inputs, stages)

    assert timeless(again) == timeless(pack)
    own = [stage for stage in stages if not stage.startswith("evidence_")]
    assert own == ["judgement", "evidence", "weights", "review"]
    assert "evidence_fits" in stages


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


def test_people_are_compared_under_the_published_set_itself(pack: DecisionPack) -> None:
    assert pack.review is not None
    for row in pack.review.agents:
        before, after = row.standings["incumbent"], row.standings["recommended"]
        if before.grade_probability > 0.999 and after.grade_probability > 0.999:
            assert row.change_probability == pytest.approx(float(row.grade_changes), abs=0.01)


def test_whole_report_stands_in_the_pack_beside_the_fits_in_short(pack: DecisionPack) -> None:
    assert pack.evidence_report is not None
    assert pack.evidence_report.generated
    assert [claim.id for claim in pack.evidence_report.claims] == ["second"]
    assert [fit.id for fit in pack.evidence] == [fit.id for fit in pack.evidence_report.fits]


def test_fewer_resamples_than_the_judgement_still_make_a_pair(pack: DecisionPack) -> None:
    spoken = [leaf for leaf in pack.weights if leaf.evidence_speaks]
    assert spoken
    assert all(leaf.recommended is not None for leaf in pack.weights)


def test_case_that_asks_nothing_has_no_report(shop: Any) -> None:
    bare = Case("bare", Text("简", "Bare"), 1, Path("bare.toml"))

    pack = decided(CaseInputs(bare, contacts=shop.source))

    assert pack.evidence_report is None
    assert pack.evidence == ()
