"""Worths of every set of levers under a likelihood: equal to refits by statsmodels."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import players_of
from engine.evidence.mcfadden import exact_worths, measure_of, null_deviance
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
KIND = Term("kind", Role.LEVER, Transform.CATEGORY, reference="blue")
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)


@pytest.fixture(scope="module")
def counted(tabulate: Tabulate) -> ColumnTable:
    rng = np.random.default_rng(3)
    a, b, at_risk = rng.normal(size=500), rng.normal(size=500), rng.uniform(0.5, 2, 500)
    mean = at_risk * np.exp(0.2 + 0.5 * a - 0.3 * b) * rng.gamma(2.0, 0.5, 500)
    return tabulate({"y": rng.poisson(mean).astype(float), "a": a, "b": b, "at_risk": at_risk})


def sets_of(fit: FittedModel) -> list[list[int]]:
    players = players_of(fit)
    own = players.columns
    return [
        [*own.always, *(c for j, p in enumerate(own.players) if number >> j & 1 for c in p)]
        for number in range(2 ** len(own.players))
    ]


def refitted(fit: FittedModel, family: Any, measure: Callable[[Any], float]) -> NDArray[np.float64]:
    y, x, offset = fit.design.outcome, fit.design.matrix, fit.design.offset
    fitted = [sm.GLM(y, x[:, own], family=family, offset=offset).fit() for own in sets_of(fit)]
    alone = sm.GLM(y, x[:, :1], family=family, offset=offset).fit()
    return np.array([1 - measure(each) / measure(alone) for each in fitted])


def test_logit_shares_out_mcfadden(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", KIND, FLAG))

    worths = exact_worths(found, players_of(found).columns)

    expected = refitted(found, sm.families.Binomial(), lambda each: each.llf)
    assert worths == pytest.approx(expected, rel=1e-7)
    assert worths[-1] == pytest.approx(
        1 - found.log_likelihood / found.null_log_likelihood, rel=1e-9
    )


def test_counts_share_out_the_deviance(counted: ColumnTable, specify: Specify) -> None:
    specification = specify("a", "b", family=Family.POISSON, exposure="at_risk", cluster="")
    found = fit(counted, specification)

    worths = exact_worths(found, players_of(found).columns)

    expected = refitted(found, sm.families.Poisson(), lambda each: each.deviance)
    assert worths == pytest.approx(expected, rel=1e-7)


def test_negative_binomial_keeps_its_alpha(counted: ColumnTable, specify: Specify) -> None:
    specification = specify(
        "a", "b", family=Family.NEGATIVE_BINOMIAL, exposure="at_risk", cluster=""
    )
    found = fit(counted, specification)

    worths = exact_worths(found, players_of(found).columns)

    family = sm.families.NegativeBinomial(alpha=found.alpha)
    assert worths == pytest.approx(refitted(found, family, lambda e: e.deviance), rel=1e-6)


def test_cells_give_the_worths_of_their_rows(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    a, b = rng.integers(0, 3, 900).astype(float), rng.integers(0, 2, 900).astype(float)
    y = (rng.random(900) < 1 / (1 + np.exp(0.5 - 0.4 * a - 0.5 * b))).astype(float)
    cells, codes = np.unique(np.column_stack([a, b]), axis=0, return_inverse=True)
    summed = {"y": np.bincount(codes, y), "n": np.bincount(codes).astype(float)}
    table = tabulate({**summed, "a": cells[:, 0], "b": cells[:, 1]})

    by_row = fit(tabulate({"y": y, "a": a, "b": b}), specify("a", "b", cluster=""))
    grouped = specify("a", "b", family=Family.GROUPED, trials="n", cluster="")
    by_cell = fit(table, grouped)

    columns = players_of(by_row).columns
    assert exact_worths(by_cell, columns) == pytest.approx(exact_worths(by_row, columns), rel=1e-9)


def test_separated_outcomes_end_at_the_likelihood_they_approach(
    tabulate: Tabulate, specify: Specify
) -> None:
    x = np.r_[np.zeros(30), np.ones(30)]
    other = np.tile([0.0, 1.0, 2.0], 20)
    y = np.where(x == 1, 1.0, (np.arange(60) % 2).astype(float))
    found = fit(tabulate({"y": y, "x": x, "other": other}), specify("x", "other", cluster=""))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        worths = exact_worths(found, players_of(found).columns)

    # x alone: 15 of 30 against 30 of 30
    alone = 1 - (30 * np.log(0.5)) / (45 * np.log(0.75) + 15 * np.log(0.25))
    assert worths[1] == pytest.approx(alone, rel=1e-6)


def test_null_deviance_is_that_of_the_mean(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s"))

    assert null_deviance(found) == pytest.approx(-2 * found.null_log_likelihood)


@pytest.mark.parametrize(
    ("family", "measure"),
    [
        (Family.LINEAR, "r2"),
        (Family.POISSON, "deviance_r2"),
        (Family.NEGATIVE_BINOMIAL, "deviance_r2"),
        (Family.LOGIT, "mcfadden"),
        (Family.GROUPED, "mcfadden"),
        (Family.HAZARD, "mcfadden"),
    ],
)
def test_measure_follows_the_family(family: Family, measure: str) -> None:
    assert measure_of(family) == measure


def test_counts_that_spread_less_than_poisson_have_the_worths_of_poisson(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(8)
    x, z = rng.normal(size=(2, 300))
    y = rng.binomial(10, 1 / (1 + np.exp(1.5 - 0.3 * x))).astype(float)
    table = tabulate({"y": y, "x": x, "z": z, "agent": np.arange(300)})
    levers = (Term("x", Role.LEVER), Term("z", Role.LEVER))
    found = [
        fit(table, specify(*levers, family=family, cluster=""))
        for family in (Family.NEGATIVE_BINOMIAL, Family.POISSON)
    ]

    worths = [exact_worths(each, players_of(each).columns) for each in found]

    assert found[0].alpha == 0
    assert worths[0] == pytest.approx(worths[1], abs=1e-12)
