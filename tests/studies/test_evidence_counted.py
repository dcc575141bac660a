"""Counted rows give the figures of single rows, and say what was not looked at."""

import pytest

from engine.errors import InputError
from engine.studies import evidence_study
from tests.studies.evidence_samples import contacts, study_of

QUESTION = """schema_version = 1
bootstraps = 50
[[evidence]]
id = "paid"
outcome = "paid"
cluster = "agent"
value_cny = 30.0
{counted}
[[evidence.terms]]
column = "frt_s"
role = "lever"
transform = "bands"
edges = [0, 30, 60]
[[evidence.terms]]
column = "solved"
role = "lever"
{solved}
[[evidence.terms]]
column = "kind"
role = "confounder"
transform = "category"
"""
FLAG = 'transform = "flag"'


def question(counted: str = "counted = true", solved: str = FLAG) -> str:
    return QUESTION.format(counted=counted, solved=solved)


def test_the_figures_are_those_of_single_rows() -> None:
    counted, single = (
        study_of(question(), contacts()).report,
        study_of(question(""), contacts()).report,
    )

    (by_counts,), (by_rows,) = counted.fits, single.fits
    assert (by_counts.n, by_counts.dropped) == (by_rows.n, by_rows.dropped)
    for found, expected in zip(by_counts.coefficients, by_rows.coefficients, strict=True):
        assert found.name == expected.name
        assert found.value == pytest.approx(expected.value, rel=1e-9, abs=1e-11)
        assert found.standard_error == pytest.approx(expected.standard_error, rel=1e-9)
    for row, other in zip(counted.effects, single.effects, strict=True):
        assert row.ame == pytest.approx(other.ame, rel=1e-9, abs=1e-11)
    assert len(counted.importance) == len(single.importance) == 1


def test_what_needs_single_rows_is_named_as_not_looked_at() -> None:
    report = study_of(question(), contacts()).report

    assert not report.validation
    assert not report.shapes
    (fit,) = report.fits
    assert "finding.evidence.counted" in {each.sentence.key for each in fit.findings}


def test_a_form_that_nobody_stated_is_refused_before_counting() -> None:
    with pytest.raises(InputError) as refused:
        study_of(question(solved=""), contacts())

    assert "spec.counted_transform" in {fault.code for fault in refused.value.faults}


def test_a_large_table_is_told_that_counting_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_study, "ROWS_WORTH_COUNTING", 1_000)

    single, counted = (study_of(question(way), contacts()) for way in ("", "counted = true"))

    told = [{each.sentence.key for each in study.report.findings} for study in (single, counted)]
    assert "finding.evidence.worth_counting" in told[0]
    assert "finding.evidence.worth_counting" not in told[1]
