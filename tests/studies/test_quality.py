"""The quality report of twelve samples, worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.quality import FormItem, ProblemType, QualityForm, RedLine, Severity, Veto
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.metrics.proportions import clopper_pearson
from engine.studies.quality import QualityReport, Strata, quality_report
from engine.studies.quality_agents import Plan

NAME = Text("名", "name")
NAN = float("nan")
FORM = QualityForm(
    "f",
    NAME,
    NAME,
    "session_score",
    100,
    80,
    Veto.ZERO,
    (
        FormItem("cold", NAME, 10, 30, Severity.NORMAL, ProblemType.ATTITUDE),
        FormItem("wrong", NAME, 15, 30, Severity.SERIOUS, ProblemType.KNOWLEDGE),
    ),
    (RedLine("abuse", NAME, ProblemType.ATTITUDE),),
)
PLAN = Plan(confidence=0.95, half_width=0.1, points_half_width=5)

# sample, agent, rater, class, session, targeted, cold, wrong, abuse, sheet's score, disputed
ROWS = [
    ("s1", "a", "q", "size", None, 0, 0, 0, 0, 100, 0),
    ("s2", "a", "r", "size", None, 0, 1, 0, 0, 90, 0),
    ("s3", "a", "q", "price", None, 0, 0, 1, 0, 85, 1),
    ("s4", "a", "r", "price", None, 1, 3, 2, 0, 40, 0),
    ("s5", "b", "q", "size", None, 0, 0, 2, 0, 70, 1),
    ("s6", "b", "r", "price", None, 0, 0, 0, 0, 95, 0),
    ("s7", "b", "q", "price", None, 0, 0, 0, 1, 0, 0),
    ("s8", "b", "r", "size", None, 1, 1, 0, 0, 90, 0),
    ("c1", "a", "q", "size", "k1", 0, 0, 0, 0, 100, 0),
    ("c2", "a", "r", "size", "k1", 0, 1, 0, 0, 90, 0),
    ("c3", "b", "q", "size", "k1", 0, 0, 1, 0, 85, 0),
    ("c4", "b", "r", "size", "k1", 0, 1, 1, 0, 75, 0),
]
NAMES = ("sample_id", "agent", "rater", "contact_class", "session")
NUMBERS = ("targeted", "cold", "wrong", "abuse", "session_score", "disputed")


def table() -> ColumnTable:
    cells = list(zip(*ROWS, strict=True))
    columns = {n: np.array(c, dtype=object) for n, c in zip(NAMES, cells[:5], strict=True)}
    columns |= {n: np.array(c, dtype=float) for n, c in zip(NUMBERS, cells[5:], strict=True)}
    columns["contact_id"] = np.array(["x"] * 8 + ["k", "k", "l", "l"], dtype=object)
    columns["month"] = np.array(["2026-05"] * 12, dtype=object)
    return ColumnTable(np.arange(2, 14), columns)


def without(*names: str) -> ColumnTable:
    whole = table()
    return ColumnTable(whole.labels, {n: c for n, c in whole.columns.items() if n not in names})


@pytest.fixture(scope="module")
def report() -> QualityReport:
    return quality_report(table(), FORM, PLAN)


def test_every_row_is_accounted_for(report: QualityReport) -> None:
    counted = report.counted

    assert (counted.rows, counted.random, counted.targeted, counted.calibration) == (12, 6, 2, 4)
    assert (counted.unscored, counted.vetoed, counted.blank_cells) == (0, 1, 0)


def test_random_samples_make_the_means(report: QualityReport) -> None:
    a, b = report.agents

    assert a.means.random_only.value == pytest.approx((100 + 90 + 85) / 3)
    assert a.means.naive.value == pytest.approx((100 + 90 + 85 + 40) / 4)
    assert b.means.random_only.value == pytest.approx((70 + 100 + 0) / 3)
    assert a.passing == clopper_pearson(3, 3, 0.95)
    assert b.passing == clopper_pearson(1, 3, 0.95)


def test_a_score_that_is_not_its_items_is_told(report: QualityReport) -> None:
    assert [(each.row, each.from_items) for each in report.differences] == [(7, 100)]
    assert report.findings[0].sentence.key == "quality_finding.differences"


def test_problems_are_of_random_samples(report: QualityReport) -> None:
    assert report.problems is not None
    wrong, cold = report.problems.items

    assert (wrong.id, wrong.points.value) == ("wrong", 45 / 6)
    assert (cold.id, cold.points.value) == ("cold", 10 / 6)
    assert report.problems.red_lines["abuse"].value == pytest.approx(1 / 6)


def test_calibration_compares_raters_on_the_same_contacts(report: QualityReport) -> None:
    (session,) = report.sessions
    assert report.calibrated is not None
    q, r = report.calibrated.raters

    assert (session.session, session.items) == ("k1", 2)
    assert (q.leniency.value, r.leniency.value) == pytest.approx((5, -5))


def test_disputes_appear_by_rater(report: QualityReport) -> None:
    q, r = report.disputes

    assert (q.rater, q.disputed.value, q.disputed.size) == ("q", 0.5, 4)
    assert r.disputed.value == 0


def test_an_appeal_is_recomputed() -> None:
    found = quality_report(table(), FORM, PLAN, disputed=["s3"]).appeal

    assert found is not None
    assert (found.agent, found.without.value) == ("a", 95)


def test_strata_of_known_size_weigh_the_random_samples() -> None:
    found = quality_report(table(), FORM, PLAN, Strata("contact_class", {"size": 60, "price": 40}))

    assert found.stratified is not None
    expected = 0.6 * (100 + 90 + 70) / 3 + 0.4 * (85 + 100 + 0) / 3
    assert found.stratified.value == pytest.approx(expected)


def test_a_sheet_without_items_has_its_own_scores_and_the_veto() -> None:
    bare = without("cold", "wrong", "abuse")
    flagged = ColumnTable(bare.labels, {**bare.columns, "red_line": np.array([1.0] + [0.0] * 11)})

    zero = quality_report(flagged, FORM, PLAN)
    fail = quality_report(flagged, replace(FORM, veto=Veto.FAIL), PLAN)

    assert zero.problems is None
    assert zero.agents[0].means.random_only.value == pytest.approx((0 + 90 + 85) / 3)
    assert fail.agents[0].means.random_only.value == pytest.approx((100 + 90 + 85) / 3)
    assert zero.agents[0].passing == fail.agents[0].passing == clopper_pearson(2, 3, 0.95)


def test_passes_without_scores_are_enough() -> None:
    bare = without("cold", "wrong", "abuse", "session_score", "session")
    passed = ColumnTable(
        bare.labels, {**bare.columns, "passed": np.array([1.0] * 6 + [0] * 5 + [NAN])}
    )

    found = quality_report(passed, FORM, PLAN)

    assert found.counted.unscored == 1
    assert np.isnan(found.shop.means.random_only.value)
    assert found.shop.passing.size == 9


def test_what_is_needed_and_lacks_is_named() -> None:
    with pytest.raises(InputError, match=r"quality\.no_scores_column"):
        quality_report(without("cold", "wrong", "abuse", "session_score"), FORM, PLAN)
    low = replace(FORM, full_score=50, pass_mark=40)
    with pytest.raises(InputError, match=r"quality\.above_full"):
        quality_report(without("cold", "wrong", "abuse"), low, PLAN)
    with pytest.raises(InputError, match=r"quality\.items_missing"):
        quality_report(without("wrong"), FORM, PLAN)
    with pytest.raises(InputError, match=r"quality\.column_needed.*contact_id"):
        quality_report(without("contact_id"), FORM, PLAN)
    with pytest.raises(InputError, match=r"quality\.column_needed.*shift"):
        quality_report(table(), FORM, PLAN, Strata("shift", {"day": 9}))


def test_the_order_of_rows_changes_nothing(report: QualityReport) -> None:
    whole = table()
    turned = ColumnTable(
        whole.labels[::-1], {name: column[::-1] for name, column in whole.columns.items()}
    )

    found = quality_report(turned, FORM, PLAN)

    assert [each.passing for each in found.agents] == [each.passing for each in report.agents]
    for one, other in zip(found.agents, report.agents, strict=True):
        assert one.means.random_only.value == pytest.approx(other.means.random_only.value)


def test_a_blank_mark_of_targeting_is_told() -> None:
    whole = table()
    marks = whole.column("targeted").copy()
    marks[0] = NAN

    found = quality_report(
        ColumnTable(whole.labels, {**whole.columns, "targeted": marks}), FORM, PLAN
    )

    assert found.counted.unmarked == 1
    assert "quality_finding.unmarked" in {each.sentence.key for each in found.findings}


def test_part_scores_show_halo_where_there_are_no_items() -> None:
    bare = without("cold", "wrong", "abuse", "session")
    parts = {"emotion": np.arange(12.0), "empathy": np.array([0.0, 5, 1, 0, 2, 3, 3, 1] * 2)[:12]}

    found = quality_report(ColumnTable(bare.labels, {**bare.columns, **parts}), FORM, PLAN).halos

    assert [each.rater for each in found] == ["q", "r"]
    assert found[0].difference == pytest.approx(-found[1].difference)
