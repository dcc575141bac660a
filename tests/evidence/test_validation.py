"""Validation by chance, time and unseen clusters: what each would say of real and made data."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.regressions import fit
from engine.evidence.validation import misses, validation

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]


def test_spector_in_sample_figures(
    cases: dict[str, dict[str, Any]], tabulate: Tabulate, specify: Specify
) -> None:
    expected = cases["spector_validation"]["expected"]
    table = tabulate(cases["spector_logit_ame"]["data"]["columns"])
    found = fit(table, specify("GPA", "TUCE", "PSI", outcome="GRADE", cluster=""))

    row = validation(found, table, np.random.default_rng(1)).rows[0]

    assert row.auc is not None
    assert row.calibration_slope is not None
    assert row.calibration_level is not None
    assert row.auc.value == pytest.approx(expected["auc"], abs=1e-6)
    assert row.brier == pytest.approx(expected["brier"], abs=1e-6)
    assert row.mcfadden == pytest.approx(expected["mcfadden"], abs=1e-6)
    assert row.calibration_slope.value == pytest.approx(1, abs=1e-6)
    assert row.calibration_level.value == pytest.approx(0, abs=1e-6)


def test_bank_predicts_by_chance_what_it_does_not_predict_in_time(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    """The case's own four terms, fitted to the earliest 70 % of the contacts."""
    found = fit(bank, specify(*bank_terms, cluster="wave", time="wave"))

    report = validation(found, bank, np.random.default_rng(1))

    by_scheme = {row.scheme: row.auc.value for row in report.rows if row.auc is not None}
    assert by_scheme["random"] == pytest.approx(0.77, abs=0.01)
    assert by_scheme["time"] == pytest.approx(0.60, abs=0.01)
    assert set(by_scheme) == {"in_sample", "random", "time", "unseen"}
    told = {f.sentence.key: f for f in report.findings}
    assert told["finding.evidence.validation_worse_time"].severity == "caution"
    assert any(week.alarm for week in report.drift)
    assert report.false_alarm == 0.05


def test_time_by_row_number_gives_the_same_split(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    found = fit(bank, specify(*bank_terms, cluster="wave", time="row"))

    rows = {r.scheme: r for r in validation(found, bank, np.random.default_rng(2)).rows}

    assert rows["time"].n_train == 28832
    assert rows["time"].n_test == 12356
    assert rows["time"].auc is not None
    assert rows["time"].auc.value == pytest.approx(0.60487, abs=1e-4)


def test_without_time_or_cluster_the_report_says_so(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", cluster=""))

    report = validation(found, small, np.random.default_rng(1))

    keys = [finding.sentence.key for finding in report.findings]
    assert keys == ["finding.evidence.no_time", "finding.evidence.no_unseen"]
    assert [row.scheme for row in report.rows] == ["in_sample", "random"]
    assert (report.drift, report.false_alarm) == ((), None)


def test_agents_with_their_own_intercepts_do_worse_on_unseen_agents(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    agent = rng.integers(0, 12, 2000)
    eta = np.linspace(-1.5, 1.5, 12)[agent]
    x = rng.normal(size=2000)
    y = rng.random(2000) < 1 / (1 + np.exp(-eta - 0.1 * x))
    names = np.array([f"A{code:02d}" for code in range(12)])[agent]
    table = tabulate({"y": y.astype(float), "x": x, "agent": names})
    found = fit(table, specify("x", fixed_effects=("agent",)))

    report = validation(found, table, np.random.default_rng(1))

    keys = {finding.sentence.key for finding in report.findings}
    assert "finding.evidence.validation_worse_unseen" in keys
    assert "finding.evidence.unseen_levels" in keys


def test_wrong_sign_later_is_an_alarm(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(6)
    day = np.arange(2000)
    x = rng.normal(size=2000)
    eta = np.where(day < 1400, x, -x)
    table = tabulate(
        {
            "y": (rng.random(2000) < 1 / (1 + np.exp(-eta))).astype(float),
            "x": x,
            "day": day,
            "agent": day % 50,
        }
    )
    found = fit(table, specify("x", time="day"))

    report = validation(found, table, np.random.default_rng(1))

    told = {f.sentence.key: f.severity for f in report.findings}
    assert told["finding.evidence.validation_backwards"] == "alarm"


@pytest.mark.parametrize("family", [Family.LINEAR, Family.POISSON, Family.NEGATIVE_BINOMIAL])
def test_scores_and_counts_have_an_r2_and_no_auc(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=900)
    rate = np.exp(1 + 0.5 * x) * rng.gamma(2.0, 0.5, 900)
    y = rng.poisson(rate) if family is not Family.LINEAR else 2 * x + rng.normal(size=900)
    table = tabulate({"y": y, "x": x, "day": np.arange(900) // 30, "agent": np.arange(900) % 60})
    found = fit(table, specify("x", family=family, time="day"))

    report = validation(found, table, np.random.default_rng(1))

    assert [row.scheme for row in report.rows] == ["in_sample", "random", "time", "unseen"]
    for row in report.rows:
        assert row.auc is None
        assert row.r2 is not None
        assert 0.1 < row.r2 < 0.9
    assert len(report.drift) == 30


def test_linear_r2_in_sample_is_the_fits(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", "flag", family=Family.LINEAR))

    row = validation(found, small, np.random.default_rng(1)).rows[0]

    y = found.design.outcome
    assert row.r2 == pytest.approx(1 - found.deviance / ((y - y.mean()) ** 2).sum())


def test_misses_of_a_logit_sum_to_nothing(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s"))

    told = misses(found, np.arange(600.0) // 60)

    assert (told.observed - told.expected).sum() == pytest.approx(0, abs=1e-8)


def test_rows_dropped_for_missing_values_keep_their_own_times(
    small: ColumnTable, specify: Specify
) -> None:
    wait = small.column("wait_s").copy()
    wait[::7] = np.nan
    day = np.array([f"2026-05-{1 + j // 25:02d}" for j in range(600)], dtype=object)
    day[0] = None
    table = ColumnTable(small.labels, {**small.columns, "wait_s": wait, "day": day})
    found = fit(table, specify("wait_s", time="day"))

    report = validation(found, table, np.random.default_rng(1))

    assert sum(week.n for week in report.drift) == found.rows
    assert report.rows[2].split.startswith("day>=2026-05-1")


def test_used_row_without_time_is_refused(small: ColumnTable, specify: Specify) -> None:
    day = np.arange(600.0)
    day[5] = np.nan
    table = ColumnTable(small.labels, {**small.columns, "day": day})

    with pytest.raises(InputError, match="time_missing"):
        validation(fit(table, specify("wait_s", time="day")), table, np.random.default_rng(1))


def test_training_rows_that_give_no_fit_are_said(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    day = np.arange(400)
    table = tabulate(
        {
            "y": np.where(day < 280, 0, rng.integers(0, 2, 400)),
            "x": rng.normal(size=400),
            "day": day,
        }
    )
    found = fit(table, specify("x", time="day", cluster="", family=Family.POISSON))

    report = validation(found, table, rng)

    failed = [f for f in report.findings if f.sentence.key.endswith("validation_failed")]
    assert [f.sentence.values["scheme"] for f in failed] == ["time"]


def test_bands_of_later_rows_only_are_named(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(9)
    day = np.arange(1000)
    wait = np.where(day < 700, rng.uniform(0, 60, 1000), rng.uniform(0, 120, 1000))
    table = tabulate({"y": rng.integers(0, 2, 1000), "wait_s": wait, "day": day})
    bands = Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0))

    report = validation(fit(table, specify(bands, time="day", cluster="")), table, rng)

    named = [f for f in report.findings if f.sentence.key.endswith("unseen_levels")]
    assert len(named) == 1
    assert named[0].sentence.values["scheme"] == "time"


def test_periods_of_one_subject_stay_together(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(10)
    x = rng.normal(size=600)
    weeks = rng.exponential(20 * np.exp(-0.8 * x))
    table = tabulate(
        {"came": (weeks < 30).astype(float), "weeks": np.minimum(weeks, 30), "x": x, "day": x * 0}
    )
    asked = specify(
        "x",
        outcome="came",
        cluster="",
        family=Family.HAZARD,
        duration="weeks",
        periods=(10.0, 20.0, 30.0),
        time="day",
    )
    found = fit(table, asked)

    report = validation(found, table, rng)

    assert found.rows > 600
    assert [row.scheme for row in report.rows] == ["in_sample", "random", "time", "unseen"]
    for row in report.rows:
        assert row.auc is not None
        assert row.auc.value > 0.6


def test_used_row_without_its_unseen_group_is_refused(small: ColumnTable, specify: Specify) -> None:
    team = np.array(["north", "south"] * 300, dtype=object)
    team[7] = None
    table = ColumnTable(small.labels, {**small.columns, "team": team})
    found = fit(table, specify("wait_s", unseen="team"))

    with pytest.raises(InputError, match=r"unseen_missing.*107"):
        validation(found, table, np.random.default_rng(1))
