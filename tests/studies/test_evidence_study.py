"""A whole plan on a small shop: every part is there, one failed question sinks no other."""

import json

import pytest

from engine.cli.evidence_document import evidence_document
from engine.cli.output import json_text
from engine.errors import InputError
from tests.studies.evidence_samples import SPEC, contacts, shop_study, study_of

ALONE = """schema_version = 1
[[evidence]]
id = "never"
outcome = "paid"
levers = ["same"]
"""


def test_every_part_of_the_report_is_there() -> None:
    report = shop_study().report

    assert [fit.id for fit in report.fits] == ["conversion"]
    assert report.grade == "C"
    assert report.rows == 2412
    parts = (report.roles, report.checks, report.effects, report.shapes, report.collinearity)
    more = (report.importance, report.claims, report.validation, report.sensitivity)
    assert all((*parts, *more, report.weights, report.curves))


def test_a_question_without_an_answer_is_told_and_sinks_no_other() -> None:
    keys = [each.sentence.key for each in shop_study().report.findings]

    assert keys[keys.index("finding.evidence.question_failed") + 1] == (
        "error.evidence.constant_term"
    )


def test_a_plan_none_of_whose_questions_has_an_answer_says_why() -> None:
    with pytest.raises(InputError, match=r"evidence\.constant_term"):
        study_of(ALONE, contacts())


def test_the_same_seed_gives_the_same_report() -> None:
    spec = SPEC.replace("bootstraps = 120", "bootstraps = 100")
    frame = contacts().head(1200)

    first, again = (
        json_text(evidence_document(study_of(spec, frame, 7).report, "en")) for _ in range(2)
    )

    assert first == again
    assert json.loads(first)["weights"]


def test_p_values_are_adjusted_over_the_levers_only() -> None:
    effects = shop_study().report.effects

    levers = {e.metric for e in effects if e.p_adjusted is not None}
    assert levers == {"frt_s", "solved"}
    assert all(e.p_adjusted is None or e.p_adjusted >= e.p_value for e in effects)


def test_a_column_that_the_table_lacks_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        study_of(ALONE.replace('"same"', '"frt"'), contacts())

    (fault,) = refused.value.faults
    assert (fault.code, fault.place, fault.value) == (
        "evidence.column_near",
        "evidence never",
        "frt",
    )
    assert fault.values["nearest"] == "frt_s"


def test_repeated_rows_are_left_out_only_where_the_plan_asks() -> None:
    spec = "drop_repeated = true\n".join(SPEC.split("bootstraps = 120\n", 1))
    spec = spec.replace("schema_version = 1\n", "schema_version = 1\nbootstraps = 0\n")

    kept, dropped = shop_study().report, study_of(spec, contacts()).report

    assert kept.fits[0].n - dropped.fits[0].n == 12
    (row,) = [each for each in dropped.checks if each.choice == "drop_duplicates"]
    assert row.taken


def test_bands_alone_need_no_fit() -> None:
    spec = """schema_version = 1
[[bands]]
id = "wait"
outcome = "paid"
metric = "frt_s"
cluster = "agent"
unit = "s"
edges = [0, 30, 60]
"""

    report = study_of(spec, contacts()).report

    assert [row.low for row in report.bands[0].rows] == [0, 30, 60]
    assert (report.fits, report.grade) == ((), "D")


def test_the_weights_file_and_the_report_hold_the_same_shares() -> None:
    study = shop_study()

    assert study.weights is not None
    shown = {row.indicator: row.share.value for row in study.report.weights if row.share}
    assert shown == dict(zip(study.weights.indicators, study.weights.shares, strict=True))
