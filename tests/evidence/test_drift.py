"""Weekly drift: a stated false alarm without drift, an alarm where the level moves."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit, logit

from engine.evidence.drift import FALSE_ALARM, Misses, drift

WEEKS, AGENTS, ROWS = 26, 60, 6000


def drawn(rng: np.random.Generator, shift: NDArray[np.float64], spread: float = 0.4) -> Misses:
    """Contacts of agents with lasting differences; the model knows the overall rate only."""
    week, agent = rng.integers(0, WEEKS, ROWS), rng.integers(0, AGENTS, ROWS)
    eta = logit(0.2) + rng.normal(0, spread, AGENTS)[agent] + shift[week]
    came = (rng.random(ROWS) < expit(eta)).astype(np.float64)
    rate = came.mean()
    return Misses(
        observed=came,
        expected=np.full(ROWS, rate),
        trials=np.ones(ROWS),
        variance=np.full(ROWS, rate * (1 - rate)),
        weeks=week,
        week_names=tuple(f"2026-W{j + 1:02d}" for j in range(WEEKS)),
        clusters=agent,
    )


def test_rounding_of_an_exact_fit_is_no_drift() -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=400)
    misses = Misses(
        observed=scores,
        expected=scores + rng.normal(0, 1e-15, 400),
        trials=np.ones(400),
        variance=np.full(400, 1e-33),
        weeks=np.arange(400) // 40,
        week_names=tuple(f"{j}" for j in range(10)),
        counted=False,
    )

    assert drift(misses) is None


def test_level_that_moves_after_half_a_year_is_found() -> None:
    shift = np.where(np.arange(WEEKS) >= 13, 0.5, 0.0)

    found = drift(drawn(np.random.default_rng(1), shift))

    assert found is not None
    assert found.alarm
    assert found.cusum > found.cusum_limit
    assert found.cusum_week in {"2026-W12", "2026-W13", "2026-W14"}


def test_one_strange_week_is_found_and_named() -> None:
    shift = np.zeros(WEEKS)
    shift[8] = 1.5

    found = drift(drawn(np.random.default_rng(2), shift))

    assert found is not None
    assert [row.week for row in found.weeks if row.alarm] == ["2026-W09"]
    assert found.weeks[8].observed > found.weeks[8].expected
    assert found.findings[0].sentence.values["weeks"] == "2026-W09"


def test_quiet_data_raise_nothing_and_count_everybody() -> None:
    found = drift(drawn(np.random.default_rng(3), np.zeros(WEEKS)))

    assert found is not None
    assert not found.alarm
    assert found.findings == ()
    assert sum(row.n for row in found.weeks) == ROWS


def test_weeks_without_enough_outcomes_are_shown_and_not_judged() -> None:
    found = drift(
        Misses(
            observed=np.array([1.0, 1.0, 40.0, 60.0, 50.0]),
            expected=np.array([0.1, 0.1, 50.0, 50.0, 51.8]),
            trials=np.array([1.0, 1.0, 100.0, 100.0, 100.0]),
            variance=np.array([0.09, 0.09, 25.0, 25.0, 25.0]),
            weeks=np.arange(5),
            week_names=tuple("12345"),
        )
    )

    assert found is not None
    assert found.weeks[0].z == pytest.approx(3.0)
    assert not found.weeks[0].alarm
    assert found.findings[-1].sentence.values == {"count": 2}


def test_three_weeks_are_no_chart() -> None:
    rows = np.ones(3)

    assert drift(Misses(rows, rows, rows, rows, np.arange(3), ("1", "2", "3"))) is None


@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_false_alarms_stay_near_the_stated_rate(spread: float) -> None:
    """300 quiet half-years: more than 27 alarms (9 %) have probability 1e-3 at a true 5 %.

    It would catch a true rate of 13 % with probability 0.97.
    """
    rng = np.random.default_rng(5)
    found = [drift(drawn(rng, np.zeros(WEEKS), spread)) for _ in range(300)]

    alarms = sum(one is not None and one.alarm for one in found)

    assert alarms <= stats.binom.isf(1e-3, len(found), FALSE_ALARM)


@pytest.mark.full
@pytest.mark.parametrize("spread", [0.0, 0.4, 0.8])
def test_false_alarms_of_many_half_years_stay_below_the_stated_rate(spread: float) -> None:
    """3,000 quiet half-years; false-alarm probability of this test 1e-4 at a true 5 %."""
    rng = np.random.default_rng(6)
    found = [drift(drawn(rng, np.zeros(WEEKS), spread)) for _ in range(3000)]

    alarms = sum(one is not None and one.alarm for one in found)

    assert alarms <= stats.binom.isf(1e-4, len(found), FALSE_ALARM)
