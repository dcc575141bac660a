"""Traps of common routines: each is a named refusal, a named fallback, or does not arise here."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.fitted import Method
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


def with_column(table: ColumnTable, name: str, column: np.ndarray) -> ColumnTable:
    return ColumnTable(table.labels, {**table.columns, name: column})


@pytest.mark.parametrize(
    ("y", "kind"), [([0, 0, 0, 0, 1, 1, 1, 1], "complete"), ([0, 0, 0, 1, 0, 1, 1, 1], "none")]
)
def test_complete_separation_is_named_and_answered_by_firth(
    y: list[int], kind: str, tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": y, "x": np.arange(8.0)})

    found = fit(table, specify("x", cluster=""))

    said = {f.sentence.key: f.sentence.values for f in found.findings}
    assert (found.method is Method.FIRTH) == (kind == "complete")
    assert ("finding.evidence.complete_separation" in said) == (kind == "complete")
    assert np.abs(found.coefficients).max() < 15


def test_quasi_separation_is_named_and_answered_by_firth(
    small: ColumnTable, specify: Specify
) -> None:
    y = np.where(small.column("kind") == "red", 1.0, small.column("y"))

    found = fit(with_column(small, "y", y), specify("wait_s", KIND))

    said = {f.sentence.key: f.sentence.values for f in found.findings}
    assert found.method is Method.FIRTH
    assert said["finding.evidence.quasi_separation"]["terms"] == "kind=red"
    assert np.isfinite(found.standard_errors).all()


@pytest.mark.parametrize("family", [Family.LOGIT, Family.POISSON, Family.LINEAR])
def test_exact_collinearity_is_refused_by_name(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    table = with_column(small, "twice", 2 * small.column("wait_s"))

    with pytest.raises(MethodError, match=r"collinear .terms='wait_s, twice'"):
        fit(table, specify("wait_s", "twice", "flag", family=family))


def test_clusters_follow_their_rows_when_rows_are_dropped(
    small: ColumnTable, specify: Specify
) -> None:
    wait = small.column("wait_s").copy()
    wait[::7] = np.nan
    specification = specify("wait_s", KIND)

    holed = fit(with_column(small, "wait_s", wait), specification)
    complete = fit(small.where(~np.isnan(wait)), specification)

    assert holed.standard_errors.tolist() == complete.standard_errors.tolist()
    assert holed.design.missing == {"wait_s": 86}


def test_missing_cluster_is_refused(small: ColumnTable, specify: Specify) -> None:
    agent = small.column("agent").copy()
    agent[3] = None

    with pytest.raises(InputError, match=r"cluster_missing .cluster='agent', rows=1, first='103'"):
        fit(with_column(small, "agent", agent), specify("wait_s"))


def test_one_cluster_is_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(MethodError, match="one_cluster"):
        fit(with_column(small, "agent", np.zeros(600)), specify("wait_s"))


def test_per_cents_are_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match=r"outcome_range .*high=100.0"):
        fit(with_column(small, "y", 100 * small.column("y")), specify("wait_s"))


@pytest.mark.parametrize(("yes", "no"), [("yes", "no"), ("是", "否"), ("TRUE", "FALSE")])
def test_text_outcome_is_coded_and_its_level_said(
    yes: str, no: str, small: ColumnTable, specify: Specify
) -> None:
    said = np.where(small.column("y") > 0, yes, no).astype(object)

    numbers = fit(small, specify("wait_s"))
    texts = fit(with_column(small, "y", said), specify("wait_s"))

    assert texts.coefficients.tolist() == numbers.coefficients.tolist()
    assert texts.findings[0].sentence.values == {"outcome": "y", "level": yes}


@pytest.mark.parametrize("family", list(Family))
def test_constant_outcome_is_refused(family: Family, small: ColumnTable, specify: Specify) -> None:
    table = with_column(with_column(small, "y", np.ones(600)), "n", np.full(600, 3.0))
    trials = "n" if family is Family.GROUPED else ""

    with pytest.raises((InputError, MethodError)):
        fit(table, specify("wait_s", family=family, trials=trials, duration="wait_s"))


def test_alpha_of_the_negative_binomial_is_estimated(small: ColumnTable, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    counts = rng.negative_binomial(1 / 0.3, 1 / (1 + 0.3 * np.exp(0.01 * small.column("wait_s"))))

    found = fit(
        with_column(small, "orders", counts),
        specify("wait_s", outcome="orders", family=Family.NEGATIVE_BINOMIAL),
    )

    assert found.alpha == pytest.approx(0.3, abs=0.15)


def test_column_called_c_is_a_column(small: ColumnTable, specify: Specify) -> None:
    named = with_column(small, "C", small.column("wait_s"))

    assert fit(named, specify("C")).coefficients[1] == fit(small, specify("wait_s")).coefficients[1]


def test_small_sample_factor_is_the_one_named(small: ColumnTable, specify: Specify) -> None:
    by_g = fit(small, specify("wait_s", errors=ErrorDefinition.CLUSTERED_G))
    by_both = fit(small, specify("wait_s", errors=ErrorDefinition.CLUSTERED_G_N_K))

    ratio = by_both.standard_errors / by_g.standard_errors
    assert ratio == pytest.approx(np.sqrt(599 / 598), rel=1e-12)


def test_weights_of_groups_cluster_as_their_rows(tabulate: Tabulate, specify: Specify) -> None:
    agents = np.repeat(np.arange(30), 2)
    arm = np.tile([0.0, 1.0], 30)
    n = 5 + np.arange(60) % 7
    y = np.minimum(n, np.arange(60) * 5 % 9)
    grouped = tabulate({"y": y, "n": n, "arm": arm, "agent": agents})
    ones = np.concatenate([[1] * a + [0] * (b - a) for a, b in zip(y, n, strict=True)])
    rows = tabulate({"y": ones, "arm": np.repeat(arm, n), "agent": np.repeat(agents, n)})

    cells = fit(grouped, specify("arm", family=Family.GROUPED, trials="n"))
    single = fit(rows, specify("arm"))

    assert cells.coefficients == pytest.approx(single.coefficients, rel=1e-9)
    assert cells.standard_errors == pytest.approx(single.standard_errors, rel=1e-9)


def test_interval_of_a_poisson_is_statsmodels_with_white_errors(
    small: ColumnTable, specify: Specify
) -> None:
    settings = {"family": Family.POISSON, "cluster": "", "errors": ErrorDefinition.HC0}

    found = fit(small, specify("wait_s", "flag", **settings))

    model = sm.GLM(found.design.outcome, found.design.matrix, sm.families.Poisson())
    reference = model.fit(cov_type="HC0", tol=1e-14)
    assert found.standard_errors == pytest.approx(reference.bse, rel=1e-8)
