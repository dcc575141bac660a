"""Splits are partitions, nothing of the test rows is learnt, unseen levels are handled by name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.cross_validation import (
    Split,
    predicted,
    random_folds,
    time_split,
    unseen_folds,
)
from engine.evidence.design import design
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


@settings(derandomize=True, deadline=None)
@given(st.integers(10, 200), st.integers(0, 1000))
def test_random_folds_predict_every_row_once(rows: int, seed: int) -> None:
    splits = random_folds(rows, np.random.default_rng(seed))

    assert sorted(np.concatenate([split.test for split in splits])) == list(range(rows))
    assert all(len(split.train) + len(split.test) == rows for split in splits)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=5, max_size=60), st.integers(0, 1000))
def test_unseen_folds_never_share_a_cluster(codes: list[int], seed: int) -> None:
    clusters = np.unique(codes, return_inverse=True)[1].astype(np.int64)

    splits = unseen_folds(clusters, np.random.default_rng(seed))

    assert sorted(np.concatenate([split.test for split in splits])) == list(range(len(codes)))
    for split in splits:
        assert not set(clusters[split.train]) & set(clusters[split.test])


def test_time_split_never_learns_from_the_future() -> None:
    when = np.random.default_rng(1).permutation(100)

    split = time_split(np.argsort(when))

    assert len(split.train) == 70
    assert when[split.train].max() < when[split.test].min()


def test_prediction_is_that_of_a_fit_to_the_training_rows(
    small: ColumnTable, specify: Specify
) -> None:
    asked = specify("wait_s", KIND)
    made = design(small, asked)
    split = Split(np.arange(400), np.arange(400, 600))
    train = fit(small.where(np.arange(600) < 400), asked)

    found = predicted(made, Family.LOGIT, split)

    expected = train.link.mean(made.matrix[400:] @ train.coefficients)
    assert found.mean == pytest.approx(expected, rel=1e-9)
    assert found.null == pytest.approx(np.full(200, train.outcome_mean))
    assert found.unseen == ()


def test_unseen_level_gets_the_training_mix_and_is_named(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", KIND))
    red = small.column("kind") == "red"
    split = Split(np.flatnonzero(~red), np.flatnonzero(red))
    train = fit(small.where(~red), specify("wait_s", KIND))
    share = float((small.column("kind")[~red] == "green").mean())

    found = predicted(made, Family.LOGIT, split)

    eta = made.matrix[red][:, :2] @ train.coefficients[:2] + share * train.coefficients[2]
    assert found.mean == pytest.approx(train.link.mean(eta), rel=1e-9)
    assert found.unseen == ("kind=red",)


def test_unseen_reference_level_is_no_collinearity(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s", KIND))
    blue = small.column("kind") == "blue"

    found = predicted(made, Family.LOGIT, Split(np.flatnonzero(~blue), np.flatnonzero(blue)))

    assert np.isfinite(found.mean).all()
    assert found.unseen == ()


def test_unseen_agents_with_fixed_effects_are_predicted(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", family=Family.LINEAR, fixed_effects=("agent",)))
    new = np.isin(small.column("agent"), ["A00", "A07"])

    found = predicted(made, Family.LINEAR, Split(np.flatnonzero(~new), np.flatnonzero(new)))

    assert np.isfinite(found.mean).all()
    assert found.unseen == ("agent=A07",)


def test_exposure_scales_the_null_of_counts(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(4)
    days = rng.uniform(1, 50, 400)
    table = tabulate(
        {
            "y": rng.poisson(0.1 * days),
            "x": rng.normal(size=400),
            "days": days,
            "agent": np.arange(400),
        }
    )
    made = design(table, specify("x", family=Family.POISSON, exposure="days"))
    split = Split(np.arange(300), np.arange(300, 400))

    found = predicted(made, Family.POISSON, split)

    rate = table.column("y")[:300].sum() / days[:300].sum()
    assert found.null == pytest.approx(rate * days[300:])


def test_no_training_rows_are_refused(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s"))

    with pytest.raises(MethodError, match="too_few_rows"):
        predicted(made, Family.LOGIT, Split(np.arange(0), np.arange(600)))
