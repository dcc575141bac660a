"""Few clusters: the errors beside the sandwich are right where the sandwich is too narrow."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.bias_reduced import bias_reduced
from engine.evidence.clusters import cluster_sums, sandwich
from engine.evidence.few_clusters import few_cluster_errors
from engine.evidence.regressions import fit
from engine.evidence.wild_bootstrap import summed_by_cluster, wild_test

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]

CLUSTERS = 12


def twelve_agents(rng: np.random.Generator) -> dict[str, Any]:
    """Return contacts of twelve agents; a skewed metric of the agent, without any effect."""
    sizes = rng.integers(8, 25, CLUSTERS)
    agent = np.repeat(np.arange(CLUSTERS), sizes)
    skill = rng.lognormal(0, 0.4, CLUSTERS)[agent]
    wait = rng.normal(size=len(agent))
    score = 0.5 * wait + rng.normal(0, 0.7, CLUSTERS)[agent] + rng.normal(size=len(agent))
    return {"score": score, "skill": skill, "wait": wait, "agent": agent}


def three_p_values(columns: dict[str, Any], rng: np.random.Generator) -> tuple[float, ...]:
    """Return p-values of the metric without effect: usual sandwich, CR2, wild bootstrap."""
    y, clusters = columns["score"], columns["agent"]
    x = np.column_stack([np.ones(len(y)), columns["skill"], columns["wait"]])
    bread, ones = np.linalg.inv(x.T @ x), np.ones(len(y))
    b = bread @ x.T @ y
    residual = y - x @ b
    factor = CLUSTERS / (CLUSTERS - 1) * (len(y) - 1) / (len(y) - 3)
    usual = sandwich(bread, cluster_sums(x, residual, clusters), factor)
    few = bias_reduced(x, residual, ones, clusters, [1])
    null = x[:, [0, 2]]
    restricted: NDArray[np.float64] = y - null @ np.linalg.lstsq(null, y, rcond=None)[0]
    wild = wild_test(summed_by_cluster(x, restricted, ones, clusters), 1, rng)
    return (
        float(2 * stats.t.sf(abs(b[1]) / np.sqrt(usual[1, 1]), CLUSTERS - 1)),
        float(2 * stats.t.sf(abs(b[1]) / np.sqrt(few.covariance[1, 1]), few.degrees[0])),
        wild.p_value,
    )


def rejection_rates(replications: int, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    found = [three_p_values(twelve_agents(rng), rng) for _ in range(replications)]
    return np.asarray((np.array(found) <= 0.05).mean(axis=0))


@pytest.mark.statistical
@pytest.mark.slow
def test_twelve_clusters_reject_too_often_by_the_usual_sandwich_alone() -> None:
    """500 samples at a nominal 5 %, whose standard error is 1 point.

    10 % is five of them above 5 %: CR2 and the bootstrap, where they are right, pass it with a
    probability below 1e-5. The long test pins the rates down.
    """
    usual, cr2, wild = rejection_rates(500, seed=21)

    assert usual > 0.1
    assert cr2 < 0.1
    assert wild < 0.1


@pytest.mark.statistical
@pytest.mark.full
def test_twelve_clusters_keep_five_per_cent_by_cr2_and_the_bootstrap() -> None:
    """8,000 samples: standard error 0.24 points; 1.6 points are 6 of them (false alarm 1e-9).

    CR2 errs to the safe side (3.5 to 4 %): its degrees take contacts as independent, and they
    resemble each other here with a correlation of a third.
    """
    usual, cr2, wild = rejection_rates(8000, seed=22)

    assert usual > 0.085
    assert 0.025 < cr2 < 0.066
    assert wild == pytest.approx(0.05, abs=0.016)


def test_linear_fit_gets_cr2_errors_degrees_and_a_bootstrap_p_value(
    tabulate: Tabulate, specify: Specify
) -> None:
    columns = twelve_agents(np.random.default_rng(5))
    question = specify("skill", "wait", outcome="score", family=Family.LINEAR)
    fitted = fit(tabulate(columns), question)

    found = few_cluster_errors(fitted, np.random.default_rng(1), [1, 2])

    usual, cr2, wild = three_p_values(columns, np.random.default_rng(1))
    skill = found[0]
    t = abs(fitted.coefficients[1]) / skill.standard_error
    assert 2 * stats.t.sf(t, skill.degrees) == pytest.approx(cr2, rel=1e-9)
    assert skill.wild is not None
    assert skill.wild.p_value == pytest.approx(wild)
    assert fitted.p_values[1] == pytest.approx(usual, rel=1e-9)
    assert [each.place for each in found] == [1, 2]


def test_logit_is_tested_by_its_score_under_the_null(tabulate: Tabulate, specify: Specify) -> None:
    """The statistic is one Newton step from the fit without the term, over its error."""
    rng = np.random.default_rng(6)
    columns = twelve_agents(rng)
    columns["paid"] = (rng.random(len(columns["agent"])) < expit(columns["score"])) * 1.0
    table = tabulate(columns)
    fitted = fit(table, specify("skill", "wait", outcome="paid"))

    found = few_cluster_errors(fitted, np.random.default_rng(1), [1])[0]

    null = fit(table, specify("wait", outcome="paid"))
    p = expit(null.linear_predictor())
    x = fitted.design.matrix
    weighted = x * (p * (1 - p))[:, None]
    bread = np.linalg.inv(weighted.T @ x)
    step = bread @ x.T @ (columns["paid"] - p)
    moved = columns["paid"] - p - p * (1 - p) * (x @ step)
    covariance = sandwich(bread, cluster_sums(x, moved, columns["agent"]), 1.0)
    assert found.wild is not None
    assert found.wild.statistic == pytest.approx(step[1] / np.sqrt(covariance[1, 1]), rel=1e-7)
    assert found.wild.weights == "rademacher_all"


def test_order_of_the_coefficients_asked_for_changes_nothing(
    tabulate: Tabulate, specify: Specify
) -> None:
    columns = twelve_agents(np.random.default_rng(7))
    fitted = fit(tabulate(columns), specify("skill", "wait", outcome="score", family=Family.LINEAR))

    one, other = (
        few_cluster_errors(fitted, np.random.default_rng(2), places) for places in ([1, 2], [2, 1])
    )

    assert one == other[::-1]


def test_fit_without_clusters_has_no_such_errors(tabulate: Tabulate, specify: Specify) -> None:
    columns = twelve_agents(np.random.default_rng(8))
    term = Term("skill", Role.LEVER, Transform.IDENTITY)
    fitted = fit(
        tabulate(columns), specify(term, outcome="score", family=Family.LINEAR, cluster="")
    )

    assert few_cluster_errors(fitted, np.random.default_rng(3), [1]) == ()


def test_columns_far_from_zero_lose_no_digits(tabulate: Tabulate, specify: Specify) -> None:
    """An order number near ten million beside the same number counted from there."""
    columns = twelve_agents(np.random.default_rng(9))
    question = specify("number", "wait", outcome="score", family=Family.LINEAR)
    number = np.round(10 * columns["skill"])

    near, far = (
        few_cluster_errors(
            fit(tabulate(columns | {"number": number + origin}), question),
            np.random.default_rng(1),
            [0, 1],
        )
        for origin in (0.0, 1e7)
    )

    assert far[1].standard_error == pytest.approx(near[1].standard_error, rel=1e-6)
    assert far[1].degrees == pytest.approx(near[1].degrees, rel=1e-6)
    assert far[1].wild is not None
    assert near[1].wild is not None
    assert far[1].wild.p_value == near[1].wild.p_value
    assert near[0].wild is None
