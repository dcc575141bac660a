"""A fitted model's derived figures follow from its parts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]


def test_half_width_uses_t_with_clusters_less_one(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify("wait_s"))

    assert fitted.degrees == 39
    assert fitted.half_width(1.0, 0.95) == pytest.approx(2.022691, abs=1e-6)  # t(39) of tables


def test_without_clusters_a_likelihood_has_normal_intervals(
    small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify("wait_s", cluster=""))

    assert fitted.clusters == 0
    assert fitted.half_width(1.0, 0.95) == pytest.approx(1.959964, abs=1e-6)


def test_groups_count_their_contacts(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    table = tabulate({"y": [10, 30, 5], "n": [100, 120, 80], "x": [0.0, 1.0, 2.0]})

    fitted = fit(table, specify("x", family=Family.GROUPED, trials="n", cluster=""))

    assert fitted.rows == 300
    assert fitted.outcome_mean == pytest.approx(0.15)


def test_linear_predictor_includes_the_offset(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    table = tabulate({"y": [1, 3, 5, 4], "days": [1.0, 2.0, 4.0, 3.0], "x": [0.0, 1.0, 2.0, 0.5]})
    settings = {"family": Family.POISSON, "exposure": "days", "cluster": ""}

    fitted = fit(table, specify("x", **settings))

    mean = np.exp(fitted.linear_predictor())
    assert mean.sum() == pytest.approx(13.0)
    assert fitted.score == pytest.approx(fitted.design.outcome - mean)
