"""Resampled cross-products: equal to fits of the resampled rows, shared between fits."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence import importance_bootstrap
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import importance, players_of
from engine.evidence.importance_bootstrap import (
    Lots,
    WorkingRegression,
    cross_products,
    lot_regression,
    outcome_target,
    resamples_of,
    units_of,
    working_target,
)
from engine.evidence.regressions import fit, fit_design

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


@pytest.fixture(scope="module")
def logit(small: ColumnTable, specify: Specify) -> FittedModel:
    return fit(small, specify("wait_s", "flag", KIND))


@pytest.fixture(scope="module")
def linear(small: ColumnTable, specify: Specify) -> FittedModel:
    return fit(small, specify("wait_s", "flag", KIND, family=Family.LINEAR))


def regression(found: FittedModel) -> WorkingRegression:
    clusters = found.design.clusterings[0]
    lots = Lots(clusters.codes, len(clusters.labels))
    return lot_regression(
        found.design.matrix, working_target(found), players_of(found).columns, lots
    )


def repeated(found: FittedModel, counts: NDArray[np.float64]) -> NDArray[np.int64]:
    times = counts[found.design.clusterings[0].codes].astype(int)
    return np.repeat(np.arange(len(times)), times)


@pytest.mark.parametrize("name", ["logit", "linear"])
def test_sample_itself_gives_the_fit_back(name: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(name)
    working = regression(found)

    coefficients = working.coefficients(working.products.sum(axis=0)[None])[0]

    assert coefficients == pytest.approx(found.coefficients[working.kept], rel=1e-7)


def test_resample_of_least_squares_is_the_fit_of_the_repeated_rows(linear: FittedModel) -> None:
    counts = np.random.default_rng(1).multinomial(40, np.full(40, 1 / 40)).astype(float)
    working = regression(linear)

    products = working.resampled(counts[None])

    again = fit_design(linear.design.take(repeated(linear, counts)), linear.specification)
    assert working.coefficients(products)[0] == pytest.approx(
        again.coefficients[working.kept], rel=1e-7
    )
    whole = linear.design.matrix[repeated(linear, counts)]
    y = linear.design.outcome[repeated(linear, counts)]
    alone = list(players_of(linear).columns.always)
    left = [
        ((y - m @ np.linalg.lstsq(m, y, rcond=None)[0]) ** 2).sum()
        for m in (whole[:, alone], whole)
    ]
    assert working.explained(products)[0] == pytest.approx(left[0] - left[1])
    assert working.worths(products)[-1, 0] == pytest.approx(left[0] - left[1])


def test_draws_of_coefficients_spread_as_the_clustered_errors_say(logit: FittedModel) -> None:
    """4,000 draws: their standard deviation is known to 1.1 %; clusters 40, so 12 % is allowed.

    The sandwich and the bootstrap of clusters agree to the order of 1 / clusters.
    """
    working = regression(logit)
    drawn = resamples_of([units_of(logit)], np.random.default_rng(2), 4_000)["agent"]

    spread = working.coefficients(working.resampled(drawn.counts)).std(axis=0)

    assert spread == pytest.approx(logit.standard_errors[working.kept], rel=0.12)


def test_products_are_sums_over_the_rows_of_each_lot() -> None:
    rng = np.random.default_rng(3)
    columns, weights, codes = rng.normal(size=(50, 3)), rng.random(50), rng.integers(0, 4, 50)

    found = cross_products(columns, weights, Lots(codes, 6))

    assert found.shape == (6, 3, 3)
    assert found[4:].tolist() == np.zeros((2, 3, 3)).tolist()
    for lot in range(4):
        own = columns[codes == lot]
        assert found[lot] == pytest.approx(own.T @ (weights[codes == lot][:, None] * own))


def test_fits_of_the_same_agents_share_their_resamples(
    small: ColumnTable, specify: Specify
) -> None:
    agents = np.array(small.column("agent"), dtype=str)
    whole = fit(small, specify("wait_s"))
    part = fit(small.where(agents > "A09"), specify("wait_s"))
    units = [units_of(whole), units_of(part)]

    drawn = resamples_of(units, np.random.default_rng(4), 5)["agent"]

    names = np.unique(agents)
    for each, found in zip(units, (whole, part), strict=True):
        lots = drawn.rows(each)
        assert lots.count == 40
        labels = np.array(found.design.clusterings[0].labels)[found.design.clusterings[0].codes]
        assert names[lots.codes].tolist() == labels.tolist()


def test_rows_without_clusters_are_drawn_by_row(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", cluster=""))
    units = units_of(found)

    drawn = resamples_of([units], np.random.default_rng(5), 3)

    assert units.column == "rows"
    assert sorted(drawn["rows"].rows(units).codes.tolist()) == list(range(600))
    assert drawn["rows"].counts.sum(axis=1).tolist() == [600.0] * 3


def test_many_units_are_dealt_into_even_lots(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importance_bootstrap, "MOST_LOTS", 50)
    units = units_of(fit(small, specify("wait_s", cluster="")))

    lots = resamples_of([units], np.random.default_rng(6), 3)["rows"].rows(units)

    assert np.bincount(lots.codes).tolist() == [12] * 50


def test_fewer_of_two_kinds_of_clusters_are_drawn(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", second_cluster="kind"))

    assert units_of(found).column == "kind"


def test_fixed_effects_that_are_taken_out_once_leave_the_sample_as_it_is(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fit(small, specify("wait_s", "flag", fixed_effects=("agent",), family=Family.LINEAR))
    lots = Lots(np.arange(600) % 20, 20)
    kept = importance(found, lots)

    monkeypatch.setattr(importance_bootstrap, "MOST_ALWAYS", 10)
    absorbed = importance(found, lots)

    assert len(absorbed.working.kept) == 3
    assert absorbed.values == pytest.approx(kept.values, rel=1e-9)
    own = absorbed.working.coefficients(absorbed.working.products.sum(axis=0)[None])[0]
    assert own[1:] == pytest.approx(found.coefficients[absorbed.working.kept][1:])


def test_outcome_itself_is_the_target_of_the_spread(logit: FittedModel) -> None:
    doubled = replace(
        logit.design, outcome=2 * logit.design.outcome, trials=2 * logit.design.trials
    )

    target = outcome_target(replace(logit, design=doubled))

    assert target.response.tolist() == logit.design.outcome.tolist()
    assert set(target.weights.tolist()) == {2.0}
