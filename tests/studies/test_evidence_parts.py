"""Parts of an answer: one that the data do not bear is told and leaves the others."""

import pytest

from engine.errors import InputError, MethodError
from engine.studies.evidence_parts import Parts
from tests.studies.evidence_samples import SPEC, contacts, shop_study, study_of


def fails() -> int:
    raise MethodError("evidence.no_worth")


def test_a_failed_part_is_noted_with_its_question() -> None:
    parts = Parts()

    assert parts.attempt("q", fails) is None
    assert [each.sentence.key for each in parts.findings] == [
        "finding.evidence.question_failed",
        "error.evidence.no_worth",
    ]


def test_a_finding_is_noted_once() -> None:
    parts = Parts()

    for _ in range(2):
        parts.attempt("q", fails)

    assert len(parts.findings) == 2


def test_each_numeric_lever_has_its_shapes_and_each_fit_its_importance() -> None:
    report = shop_study().report

    assert [shape.metric for shape in report.shapes] == ["frt_s"]
    assert {row.column for row in report.importance[0].rows} == {"frt_s", "solved"}


def test_later_rows_and_unseen_agents_stand_beside_the_random_ones() -> None:
    (checked,) = shop_study().report.validation

    assert [row.scheme for row in checked.rows] == ["in_sample", "random", "time", "unseen"]


def test_a_claim_that_cannot_be_right_is_bad_input() -> None:
    spec = SPEC.replace('scale = "relative"', 'scale = "relative"\nlow = 9000\nhigh = 9001')

    with pytest.raises(InputError, match=r"evidence\.claim"):
        study_of(spec, contacts())
