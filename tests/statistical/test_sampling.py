"""The sampler's own laws, on which the control variates of ``easier_queues.py`` rely.

Every check stands at a false-alarm probability of 1e-6 under a fresh seed; about 40 of them make
4e-5 for the file.
"""

import numpy as np
import pytest
from scipy import stats
from scipy.special import kolmogorov, ndtri

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Scenario
from engine.domain.traffic import Repeat, Retry, Transfer
from engine.simulation.desk_plan import desk_of
from engine.simulation.draws import durations_s, rounds, stream, weibull_power
from engine.simulation.sampled import pool_row
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import desk, exponential, kind, team

FALSE_ALARM = 1e-6
Z = -ndtri(FALSE_ALARM / 2)
COUNT = 200_000

LOGNORMAL_SD = np.sqrt(np.log1p(0.8**2))
HYPER = Duration.phases((30.0, 330.0), (0.7, 0.3))
LAWS = [
    (Duration(Shape.EXPONENTIAL, 120.0), stats.expon(scale=120)),
    (
        Duration(Shape.LOGNORMAL, 120.0, 0.8),
        stats.lognorm(LOGNORMAL_SD, scale=120 * np.exp(-(LOGNORMAL_SD**2) / 2)),
    ),
    (Duration(Shape.GAMMA, 120.0, 0.5), stats.gamma(4, scale=30)),
    (Duration(Shape.GAMMA, 120.0, 2.0), stats.gamma(0.25, scale=480)),
    (Duration(Shape.WEIBULL, 120.0, 5**0.5), stats.weibull_min(0.5, scale=60)),
    (
        Duration(Shape.WEIBULL, 120.0, 0.3),
        stats.weibull_min(
            1 / weibull_power(0.3),
            scale=120 / stats.weibull_min(1 / weibull_power(0.3)).mean(),
        ),
    ),
    (Duration(Shape.UNIFORM, 120.0, 0.25), stats.uniform(120 - 30 * 3**0.5, 60 * 3**0.5)),
]


def exponential_misfit(values: np.ndarray) -> float:
    """Return the Kolmogorov-Smirnov p value of values against the unit exponential."""
    return misfit(-np.expm1(-values))


def misfit(shares: np.ndarray) -> float:
    """Return the Kolmogorov-Smirnov p value of values against the uniform law on [0, 1]."""
    expected = np.sort(shares)
    steps = np.arange(expected.size + 1) / expected.size
    distance = max(np.max(steps[1:] - expected), np.max(expected - steps[:-1]))
    return float(kolmogorov(distance * expected.size**0.5))


def fits(observed: np.ndarray, chances: np.ndarray) -> bool:
    """Tell whether counts suit their chances, by the chi-square test."""
    expected = chances * observed.sum()
    statistic = float(np.sum((observed - expected) ** 2 / expected))
    return bool(stats.chi2(observed.size - 1).sf(statistic) >= FALSE_ALARM)


@pytest.mark.statistical
@pytest.mark.parametrize(("duration", "law"), LAWS, ids=lambda each: getattr(each, "shape", ""))
def test_durations_follow_their_law(duration: Duration, law: object) -> None:
    """200,000 draws by Kolmogorov-Smirnov: sees a distance of 0.6 % between the laws."""
    assert law.mean() == pytest.approx(duration.mean_s)
    assert law.std() == pytest.approx(duration.mean_s * duration.cv)

    draws = durations_s(duration, stream(12, 0, duration.shape.value), COUNT)

    assert misfit(law.cdf(draws)) >= FALSE_ALARM


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("duration", "phases"),
    [
        (HYPER, [(0.7, 30.0), (0.3, 330.0)]),
        # cv^2 = 3: chances (1 +- sqrt(1/2)) / 2, means 60 / chance
        (
            Duration(Shape.HYPEREXPONENTIAL, 120.0, 3**0.5),
            [(p, 60 / p) for p in ((1 + 0.5**0.5) / 2, (1 - 0.5**0.5) / 2)],
        ),
    ],
)
def test_phases_follow_their_law(duration: Duration, phases: list[tuple[float, float]]) -> None:
    """200,000 draws by Kolmogorov-Smirnov: sees a distance of 0.6 % between the laws."""
    draws = durations_s(duration, stream(12, 0, "phases"), COUNT)

    shares = sum(chance * -np.expm1(-draws / mean_s) for chance, mean_s in phases)
    assert misfit(shares) >= FALSE_ALARM


@pytest.mark.statistical
def test_values_are_drawn_by_their_weights() -> None:
    """Chi-square of 200,000 draws: sees a shift of about 0.6 % of the draws."""
    duration = Duration.empirical((1.0, 2.0, 3.0, 4.0), (1.0, 0.0, 5.0, 4.0))

    draws = durations_s(duration, stream(12, 0, "values"), COUNT)

    counts = np.bincount(draws.astype(int), minlength=5)[[1, 3, 4]]
    assert counts.sum() == COUNT
    assert fits(counts, np.array([0.1, 0.5, 0.4]))


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("law", "chances"),
    [
        (Rounds(RoundsShape.GEOMETRIC, 3.7), stats.geom(1 / 3.7).pmf(np.arange(1, 12))),
        (Rounds(RoundsShape.GEOMETRIC, 1.2), stats.geom(1 / 1.2).pmf(np.arange(1, 6))),
        (Rounds(RoundsShape.POISSON, 3.7), stats.poisson(2.7).pmf(np.arange(10))),
        (Rounds.empirical((3.0, 1.0, 1.0)), np.array([0.6, 0.2, 0.2])),
    ],
)
def test_rounds_follow_their_law(law: Rounds, chances: np.ndarray) -> None:
    """Chi-square of 200,000 draws, all that is greater in one cell."""
    drawn = rounds(law, stream(12, 0, "rounds"), COUNT)

    observed = np.bincount(drawn, minlength=chances.size + 1)[1 : chances.size + 1]
    rest = 1 - chances.sum()
    if rest > 1e-9:
        observed = np.append(observed, COUNT - observed.sum())
        chances = np.append(chances, rest)
    assert observed.sum() == COUNT
    assert fits(observed, chances)


@pytest.mark.statistical
def test_arrivals_and_works_have_the_means_asked_for() -> None:
    """One replication of 600,000 customers; sees errors of 0.7 % in a mean."""
    scenario = desk(
        kinds=[kind(rate_per_h=60_000.0, work=exponential(60.0), patience_s=150.0)],
        horizon_s=36_000.0,
        max_attempts=1,
    )

    sampled = sampled_contacts(scenario, seed=11, replication=0)

    count = sampled.customers.size
    assert abs(count - 600_000) <= Z * 600_000**0.5
    for name, mean_s in (("work_s", 60.0), ("patience_s", 150.0)):
        values = sampled.first[name]
        assert abs(values.mean() - mean_s) <= Z * mean_s / count**0.5
        assert exponential_misfit(values / mean_s) >= FALSE_ALARM
    gaps = np.diff(sampled.customers["arrival_s"]) * 60_000 / 3_600
    assert exponential_misfit(gaps) >= FALSE_ALARM


@pytest.mark.statistical
def test_quantities_of_a_customer_do_not_move_together() -> None:
    """Rank correlations of 60,000 customers: sees 0.02, between quantities and with the next."""
    chat = kind(rate_per_h=60_000.0, patience_s=60.0, retry=Retry(0.5, exponential(9.0)))

    sampled = sampled_contacts(desk(kinds=[chat]), seed=11, replication=0)

    names = ("work_s", "patience_s", "solved", "transfer")
    columns = [sampled.first[name] for name in names] + [np.diff(sampled.customers["arrival_s"])]
    ranks = np.array([np.argsort(np.argsort(column[:50_000])) for column in columns])
    pairs = np.corrcoef(np.concatenate((ranks[:, 1:], ranks[:, :-1])))
    limit = -ndtri(FALSE_ALARM / 2 / 45) / 50_000**0.5
    assert np.max(np.abs(pairs[np.triu_indices(10, 1)])) <= limit


def day_counts(scenario: Scenario, days: int) -> np.ndarray:
    return np.array(
        [sampled_contacts(scenario, seed=4, replication=day).customers.size for day in range(days)]
    )


@pytest.mark.statistical
def test_counts_of_busy_days_have_the_moments_of_the_mixed_poisson_law() -> None:
    """1,000 days of 5,000 x gamma(28.7): mean 5000, variance 5000 + 5000^2 / 28.7 = 876,080.

    Mean by z; variance by its own standard error from the fourth moment of the gamma law,
    sqrt((2 + 6 / 28.7) / n). Sees 3 % in the mean and 24 % in the variance.
    """
    scenario = desk(
        kinds=[kind(rate_per_h=5_000 / 24, reply_work=None)],
        horizon_s=86_400.0,
        busyness_shape=28.7,
        max_attempts=1,
    )

    counts = day_counts(scenario, 1_000)

    variance = 876_080.1393728224
    assert abs(counts.mean() - 5_000) <= Z * (variance / counts.size) ** 0.5
    error = variance * ((2 + 6 / 28.7) / counts.size) ** 0.5
    assert abs(counts.var(ddof=1) - variance) <= Z * error


@pytest.mark.statistical
def test_busyness_of_intervals_adds_to_that_of_the_day() -> None:
    """1,000 days of 48 half hours of 2,000 / 48: Var = m + m^2 (1/20 + (1 + 1/20) / 4 / 48).

    The day's factor is common, those of the intervals are apart. Sees 18 % of the variance.
    """
    scenario = desk(
        kinds=[kind(rate_per_h=2_000 / 24)],
        horizon_s=86_400.0,
        busyness_shape=20.0,
        interval_busyness_shape=4.0,
        max_attempts=1,
    )

    counts = day_counts(scenario, 1_000)

    variance = 2_000 + 2_000**2 * (1 / 20 + 1.05 / 4 / 48)
    assert abs(counts.mean() - 2_000) <= Z * (variance / counts.size) ** 0.5
    error = variance * ((2 + 6 / 20) / counts.size) ** 0.5
    assert abs(counts.var(ddof=1) - variance) <= Z * error


@pytest.mark.statistical
def test_later_attempts_follow_the_law_of_first_ones() -> None:
    """What 20,000 customers read for attempt 2, leg 1 and for the first pause: no draw twice."""
    chat = kind(
        rate_per_h=20_000.0,
        work=exponential(60.0),
        retry=Retry(1.0, exponential(30.0)),
        repeat=Repeat(0.5, 1.0, exponential(90.0)),
        transfers=(Transfer("other", 0.3),),
    )
    sampled = sampled_contacts(
        desk(kinds=[chat], groups=[team(), team("other")]), seed=3, replication=0
    )

    size = int(sampled.pools["size"][0])
    customers = range(min(size, sampled.customers.size))
    for attempt, leg in ((1, 0), (0, 1)):
        rows = [pool_row(sampled, customer, attempt, leg) for customer in customers]
        assert len(set(rows)) == len(rows)
        assert exponential_misfit(sampled.later["work_s"][rows] / 60) >= FALSE_ALARM
    rows = [pool_row(sampled, customer, 0, 0) for customer in customers]
    assert exponential_misfit(sampled.pauses["retry_delay_s"][rows] / 30) >= FALSE_ALARM
    assert exponential_misfit(sampled.pauses["return_delay_s"][rows] / 90) >= FALSE_ALARM


@pytest.mark.statistical
def test_agents_are_away_with_the_probability_given() -> None:
    """400 days of 100 agents at 0.12, by the binomial normal limit: sees 0.8 points."""
    scenario = desk(groups=[team(agents=100)], absence=0.12)

    away = [
        np.count_nonzero(~desk_of(scenario, seed=2, replication=day).agents["present"])
        for day in range(400)
    ]

    assert abs(np.mean(away) / 100 - 0.12) <= Z * (0.12 * 0.88 / 40_000) ** 0.5
