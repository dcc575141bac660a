"""The decision page's fits are those of the study; bands need no scheme."""

from typing import Any

import pytest

from engine.domain.evidence_plan import EvidencePlan
from engine.domain.indicators import Scheme
from engine.domain.specification import BandQuestion, Specification
from engine.domain.texts import Text
from engine.studies.associations import Truths, banded, fit_parts
from engine.studies.evidence_study import EvidenceStudy, StudyOptions, evidence_study

PLANTED: Truths = {
    "conversion": {
        "frt_s": {"coefficient": -0.3, "effect": -0.06, "unit": 1.0, "plus_10_s": -0.004}
    },
    "repurchase_90d": {"attitude": {"coefficient": 0.15, "effect": 0.03, "unit": 10.0}},
}


@pytest.fixture(scope="module")
def study(
    shop: Any, scheme: Scheme, conversion: Specification, repurchase: Specification
) -> EvidenceStudy:
    plan = EvidencePlan("small", Text("小", "Small"), (), (conversion, repurchase), bootstraps=100)
    return evidence_study(shop.source, plan, StudyOptions(seed=1, tree=scheme.tree))


def test_truth_stands_beside_the_effect_in_the_effect_s_own_unit(study: EvidenceStudy) -> None:
    found = fit_parts(study.answers, PLANTED)

    attitude = next(row for row in found[1].effects if row.column == "attitude")
    assert attitude.truth == pytest.approx(0.015)
    assert attitude.truth_coefficient == pytest.approx(0.075)


def test_ten_seconds_more_have_their_own_row_and_truth(study: EvidenceStudy) -> None:
    found = fit_parts(study.answers, PLANTED)

    rows = [row for row in found[0].effects if row.column == "frt_s"]
    assert [row.per.key for row in rows] == ["effect.per_log_unit", "effect.per_shift"]
    assert [row.truth for row in rows] == [-0.06, -0.004]


def test_withheld_confounder_shows_what_it_does(study: EvidenceStudy) -> None:
    row = fit_parts(study.answers, {})[0].effects[0]

    assert row.without_confounder is not None
    assert row.without_confounder.value < row.effect.value < 0


def test_figures_and_grades_are_those_of_the_report(study: EvidenceStudy) -> None:
    parts = fit_parts(study.answers, {})

    for part, report in zip(parts, study.report.fits, strict=True):
        assert (part.id, part.n, part.grade) == (report.id, report.n, report.grade)
        slopes = [row for row in study.report.effects if row.fit == part.id and not row.band]
        first = next(row for row in slopes if row.metric == part.effects[0].column)
        assert part.effects[0].effect.value == pytest.approx(first.ame, rel=1e-9)


def test_evidence_speaks_for_the_levers_of_all_fits(study: EvidenceStudy) -> None:
    assert study.weights is not None
    assert study.weights.indicators == ("frt", "fcr", "qa_session")


def test_bands_are_answered_without_a_scheme(shop: Any) -> None:
    question = BandQuestion(
        "csat", Text("满意度", "CSAT"), "csat", "frt_s", (0.0, 30.0, 60.0), "agent", "s"
    )

    found = banded(shop.source, question)

    assert [row.low for row in found.rows] == [0.0, 30.0, 60.0]
