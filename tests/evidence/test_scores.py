"""AUC, Brier and calibration: published figures, brute force, and what no ranking can change."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit

from engine.evidence.scores import (
    Scored,
    auc,
    auc_interval,
    brier,
    calibration,
    log_likelihood,
    mcfadden,
)

LEVEL = 0.95


def scored(predicted: Any, outcome: Any, clusters: Any = None) -> Scored:
    y = np.asarray(outcome, dtype=np.float64)
    return Scored(np.asarray(predicted, dtype=np.float64), y, 1 - y, clusters)


@pytest.fixture(scope="module")
def spector(cases: dict[str, dict[str, Any]]) -> Scored:
    columns = cases["spector_logit_ame"]["data"]["columns"]
    names = ("GPA", "TUCE", "PSI")
    matrix = np.column_stack([np.ones(32), *(np.array(columns[n], float) for n in names)])
    outcome = np.array(columns["GRADE"], float)
    fit = Logit(outcome, matrix).fit(disp=0, tol=1e-12)
    return scored(fit.predict(), outcome)


def test_spector_validation_is_reproduced(
    spector: Scored, cases: dict[str, dict[str, Any]]
) -> None:
    expected = cases["spector_validation"]["expected"]
    null = scored(np.full(32, spector.ones.mean()), spector.ones)

    found = calibration(spector, LEVEL)

    assert found is not None
    assert auc(spector) == pytest.approx(expected["auc"], abs=1e-6)
    assert brier(spector) == pytest.approx(expected["brier"], abs=1e-6)
    assert mcfadden(spector, null) == pytest.approx(expected["mcfadden"], abs=1e-6)
    assert found.slope.value == pytest.approx(1.0, abs=1e-6)
    assert found.level.value == pytest.approx(0.0, abs=1e-6)


@settings(derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 3)), min_size=4, max_size=30
    ).filter(lambda rows: 1 < sum(row[1] for row in rows) < len(rows) - 1)
)
def test_auc_and_delong_variance_equal_brute_force(rows: list[tuple[int, int, int]]) -> None:
    predicted = np.array([row[0] for row in rows]) / 5
    outcome = np.array([row[1] for row in rows])
    ones, zeros = predicted[outcome == 1], predicted[outcome == 0]
    wins = (ones[:, None] > zeros) + 0.5 * (ones[:, None] == zeros)
    variance = wins.mean(1).var(ddof=1) / len(ones) + wins.mean(0).var(ddof=1) / len(zeros)

    found = auc_interval(scored(predicted, outcome), LEVEL)

    assert found is not None
    assert found.value == pytest.approx(wins.mean())
    assert (found.low is None) == (variance < 1e-15 or wins.mean() in (0, 1))
    if found.low is not None and found.high is not None:
        logits = np.log([found.low / (1 - found.low), found.high / (1 - found.high)])
        spread = found.value * (1 - found.value) * (logits[1] - logits[0]) / 2 / 1.959963984540054
        assert spread**2 == pytest.approx(variance, rel=1e-6)


def test_clusters_of_one_contact_give_delong_up_to_the_degrees() -> None:
    rng = np.random.default_rng(3)
    outcome = rng.integers(0, 2, 4000)
    predicted = expit(rng.normal(size=4000) + outcome)

    alone = auc_interval(scored(predicted, outcome), LEVEL)
    clustered = auc_interval(scored(predicted, outcome, np.arange(4000)), LEVEL)

    assert alone is not None
    assert clustered is not None
    assert clustered.low == pytest.approx(alone.low, abs=1e-5)


def test_every_row_ten_times_in_one_cluster_is_no_more_evidence() -> None:
    rng = np.random.default_rng(4)
    outcome = rng.integers(0, 2, 300)
    predicted = expit(rng.normal(size=300) + outcome)
    codes = np.arange(300)

    once = auc_interval(scored(predicted, outcome, codes), LEVEL)
    often = auc_interval(
        scored(np.tile(predicted, 10), np.tile(outcome, 10), np.tile(codes, 10)), LEVEL
    )

    assert once is not None
    assert often is not None
    assert often.low == pytest.approx(once.low)
    assert often.high == pytest.approx(once.high)


def test_groups_give_the_figures_of_their_rows() -> None:
    predicted = np.array([0.1, 0.3, 0.6])
    grouped = Scored(predicted, np.array([2.0, 3.0, 9.0]), np.array([18.0, 7.0, 1.0]))
    rows = scored(
        np.repeat(np.tile(predicted, 2), [2, 3, 9, 18, 7, 1]), np.repeat([1, 0], [14, 26])
    )

    one, other = calibration(grouped, LEVEL), calibration(rows, LEVEL)

    assert auc(grouped) == pytest.approx(auc(rows))
    assert brier(grouped) == pytest.approx(brier(rows))
    assert log_likelihood(grouped) == pytest.approx(log_likelihood(rows))
    assert one is not None
    assert other is not None
    assert one.slope.low == pytest.approx(other.slope.low)
    assert one.level.high == pytest.approx(other.level.high)


def test_calibration_finds_a_stretched_and_shifted_prediction() -> None:
    rng = np.random.default_rng(5)
    eta = rng.normal(-1, 1.5, 40_000)
    outcome = rng.random(40_000) < expit(0.5 * eta + 0.4)

    found = calibration(scored(expit(eta), outcome), LEVEL)

    assert found is not None
    assert found.slope.low < 0.5 < found.slope.high
    assert found.level.low > 0


def test_one_outcome_only_has_no_auc_and_no_slope() -> None:
    certain = scored([0.2, 0.4, 0.9], [1, 1, 1])

    assert auc_interval(certain, LEVEL) is None
    assert calibration(certain, LEVEL) is None


def test_perfect_ranking_has_no_interval() -> None:
    found = auc_interval(scored([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]), LEVEL)

    assert found is not None
    assert (found.value, found.low, found.high) == (1.0, None, None)
