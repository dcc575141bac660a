"""Importance rows: intervals, ranks, ties, signs against the better direction, what is said."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.evidence_figures import EffectReport, ImportanceReport
from engine.domain.indicators import Direction
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.effects import effect_rows
from engine.evidence.importance_report import importance_report
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
STRONG = Term("strong", Role.LEVER, indicator="fcr")
WEAK = Term("weak", Role.LEVER, indicator="aov")
NONE = Term("none", Role.LEVER, indicator="frt")
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)
BETTER = {"fcr": Direction.HIGHER, "aov": Direction.HIGHER, "frt": Direction.LOWER}


@pytest.fixture(scope="module")
def desk(tabulate: Tabulate) -> ColumnTable:
    """6,000 contacts of 60 agents; "weak" and "none" act alike, "strong" much more."""
    rng = np.random.default_rng(21)
    agent = rng.integers(0, 60, 6_000)
    x = rng.normal(size=(6_000, 3)) + 0.3 * rng.normal(size=(60, 3))[agent]
    flag = rng.integers(0, 2, 6_000).astype(float)
    logit = x @ [0.9, 0.1, 0.1] + 0.5 * flag + rng.normal(0, 0.2, 60)[agent]
    y = (rng.random(6_000) < 1 / (1 + np.exp(-logit))).astype(float)
    score = logit + rng.normal(size=6_000)
    columns = {"strong": x[:, 0], "weak": x[:, 1], "none": x[:, 2]}
    return tabulate({"y": y, "score": score, "flag": flag, "agent": agent, **columns})


def reported(
    table: ColumnTable,
    specification: Specification,
    directions: dict[str, Direction] | None = None,
    bootstraps: int = 400,
) -> ImportanceReport:
    found = fit(table, specification)
    rows: tuple[EffectReport, ...] = effect_rows(found, 0.95, "C")
    rng = np.random.default_rng(5)
    return importance_report(found, rows, directions or BETTER, rng, bootstraps, 0.95)


@pytest.fixture(scope="module")
def report(desk: ColumnTable, specify: Specify) -> ImportanceReport:
    return reported(desk, specify(WEAK, STRONG, NONE, FLAG))


def test_rows_stand_in_order_of_rank(report: ImportanceReport) -> None:
    assert [row.rank for row in report.rows] == [1, 2, 3]
    assert report.rows[0].column == "strong"
    assert sum(row.value for row in report.rows) == pytest.approx(report.total)
    assert sum(row.share.value for row in report.rows) == pytest.approx(1.0)
    assert {row.measure for row in report.rows} == {"mcfadden"}
    assert (report.method, report.clusters, report.bootstraps) == ("shapley", 60, 400)


def test_intervals_hold_the_share_and_are_narrow_where_there_is_much(
    report: ImportanceReport,
) -> None:
    strong = report.rows[0].share

    assert strong.low is not None
    assert strong.high is not None
    assert strong.low < strong.value < strong.high < 1.0
    assert strong.high - strong.low < 0.1


def test_ranks_that_cannot_be_told_apart_are_one_tie(report: ImportanceReport) -> None:
    strong, second, third = report.rows

    assert (strong.rank_low, strong.rank_high, strong.tie) == (1, 1, 1)
    assert second.tie == third.tie == 2
    assert (second.rank_low, third.rank_high) == (2, 3)
    said = [f.sentence for f in report.findings if f.sentence.key.endswith("importance_tied")]
    assert [s.values["columns"] for s in said] == [f"{second.column}, {third.column}"]


def test_signs_and_contradictions_follow_the_effects(report: ImportanceReport) -> None:
    rows = {row.column: row for row in report.rows}

    assert {name: row.sign for name, row in rows.items()} == {"strong": 1, "weak": 1, "none": 1}
    assert [name for name, row in rows.items() if row.contradicted] == ["none"]
    assert [f.severity for f in report.findings].count("alarm") == 1
    assert {row.grade for row in report.rows} == {"C"}
    assert rows["strong"].indicator == "fcr"


def test_worse_outcome_turns_the_better_direction(desk: ColumnTable, specify: Specify) -> None:
    lost = reported(desk, specify(STRONG, NONE, value_cny=-5.0))

    assert {row.column: row.contradicted for row in lost.rows} == {"strong": True, "none": False}


def test_indicator_without_a_direction_is_never_contradicted(
    desk: ColumnTable, specify: Specify
) -> None:
    found = reported(desk, specify(STRONG, NONE), {"frt": Direction.BAND})

    assert not any(row.contradicted for row in found.rows)


def test_other_methods_stand_beside(report: ImportanceReport) -> None:
    assert set(report.other_methods) == {
        *("betasq", "pratt", "johnson", "car", "first", "last", "dominance_conditional"),
    }
    by_size = report.other_methods["dominance_conditional"]["strong"]
    assert isinstance(by_size, tuple)
    assert np.mean(by_size) == pytest.approx(report.rows[0].value)
    assert by_size[0] == pytest.approx(report.other_methods["first"]["strong"])
    assert by_size[2] == pytest.approx(report.other_methods["last"]["strong"])
    assert report.complete_dominance["strong>weak"] == 1.0
    assert len(report.complete_dominance) == 6


def test_score_is_shared_by_r2(desk: ColumnTable, specify: Specify) -> None:
    found = reported(desk, specify(STRONG, WEAK, FLAG, outcome="score", family=Family.LINEAR))

    assert (found.measure, found.method) == ("r2", "lmg")
    assert 0 < found.base < found.base + found.total < 1


def test_few_clusters_have_no_intervals_and_no_order(desk: ColumnTable, specify: Specify) -> None:
    team = ColumnTable(desk.labels, {**desk.columns, "agent": desk.column("agent") % 8})

    found = reported(team, specify(STRONG, WEAK))

    assert [row.share.low for row in found.rows] == [None, None]
    assert [(row.rank_low, row.rank_high, row.tie) for row in found.rows] == [(1, 2, 1)] * 2
    assert found.bootstraps == 0
    assert [f.sentence.key for f in found.findings] == ["finding.evidence.importance_few_clusters"]


def test_without_bootstraps_there_are_shares_alone(desk: ColumnTable, specify: Specify) -> None:
    found = reported(desk, specify(STRONG, WEAK), bootstraps=0)

    assert found.rows[0].share.low is None
    assert found.rows[0].share.value > 0.9


def test_approximation_is_named(
    desk: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.evidence.importance.MOST_REFITTED_NUMBERS", 0.0)

    found = reported(desk, specify(STRONG, WEAK))

    assert found.method == "shapley_quadratic"
    assert found.findings[0].sentence.key == "finding.evidence.importance_shapley_quadratic"


def test_same_generator_gives_the_same_report(desk: ColumnTable, specify: Specify) -> None:
    first, second = (reported(desk, specify(STRONG, WEAK), bootstraps=50) for _ in range(2))

    assert first == second


def test_category_lever_has_no_sign(small: ColumnTable, specify: Specify) -> None:
    kind = Term("kind", Role.LEVER, Transform.CATEGORY, reference="blue")

    found = reported(small, specify(kind, "wait_s"), bootstraps=50)

    assert {row.column: row.sign for row in found.rows} == {"wait_s": -1, "kind": 0}


@pytest.mark.full
def test_share_intervals_cover(tabulate: Tabulate, specify: Specify) -> None:
    """200 samples of 40 agents: the 90 % interval holds the true share at least 164 times.

    True shares from the model's own numbers: two uncorrelated levers, R2 parts 4 : 1. At a true
    coverage of 90 % a count below 164 has probability 2e-4; the percentile bootstrap of 40
    clusters covers a little less than it says.
    """
    rng = np.random.default_rng(31)
    held = 0
    for _ in range(200):
        agent = np.repeat(np.arange(40), 25)
        x = rng.normal(size=(1_000, 2))
        own = rng.normal(0, 0.5, 40)[agent]
        score = x @ [1.0, 0.5] + own + rng.normal(size=1_000)
        table = tabulate({"score": score, "a": x[:, 0], "b": x[:, 1], "agent": agent})
        found = fit(table, specify("a", "b", outcome="score", family=Family.LINEAR))
        report = importance_report(found, (), {}, rng, 300, 0.90)
        share = next(row.share for row in report.rows if row.column == "a")
        assert share.low is not None
        assert share.high is not None
        held += share.low <= 0.8 <= share.high

    assert held >= 164


def test_lever_in_bands_and_a_product_have_a_grade(desk: ColumnTable, specify: Specify) -> None:
    banded = Term("strong", Role.LEVER, Transform.BANDS, edges=(-9.0, 0.0, 1.0))
    crossed = specify(banded, WEAK, FLAG, interactions=(("strong", "weak"),))

    rows = {row.column: row for row in reported(desk, crossed, bootstraps=0).rows}

    assert [rows[name].grade for name in ("strong", "weak", "strong x weak")] == ["C"] * 3
    assert rows["strong"].sign == 1
    assert rows["strong x weak"].sign == 0
