"""A fit to counted rows is the fit to the rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable, CountedTable
from engine.errors import InputError
from engine.evidence.cells import cell_design, fit_cells
from engine.evidence.effects import average_marginal_effects
from engine.evidence.few_clusters import few_cluster_errors
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]

TERMS = (
    Term("wait_s", Role.LEVER, Transform.LOG1P),
    Term("flag", Role.LEVER, Transform.FLAG),
    Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue"),
    Term("seen", Role.CONFOUNDER, Transform.BANDS, edges=(0.0, 2.0, 5.0)),
)


@pytest.fixture(scope="module")
def rows(tabulate: Tabulate) -> ColumnTable:
    """3,000 contacts of 24 agents with few values each; some miss their kind or outcome."""
    rng = np.random.default_rng(12)
    n = 3_000
    agent = rng.integers(0, 24, n)
    wait, flag = rng.integers(0, 4, n) * 15.0, rng.integers(0, 2, n).astype(float)
    kind = np.array(["blue", "green", None], dtype=object)[rng.choice(3, n, p=[0.5, 0.47, 0.03])]
    eta = 0.3 - 0.01 * wait + 0.5 * flag + rng.normal(0, 0.4, 24)[agent]
    score = np.round(50 + 8 * eta + rng.normal(0, 5, n), 1)
    score[rng.random(n) < 0.02] = np.nan
    return tabulate(
        {
            "paid": (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float),
            "orders": rng.poisson(np.exp(0.5 * eta)).astype(float),
            "score": score,
            "wait_s": wait,
            "flag": flag,
            "kind": kind,
            "seen": rng.integers(0, 8, n).astype(float),
            "agent": np.array([f"A{code:02d}" for code in range(24)])[agent],
            "day": rng.integers(0, 31, n),
        }
    )


def counted(rows: ColumnTable, averaged: str = "") -> CountedTable:
    """Return rows counted with pandas: an independent route to what the database returns."""
    outcomes = {"paid", "orders", "score"}
    frame = pd.DataFrame(dict(rows.columns))
    keys = [name for name in frame if name not in outcomes]
    if averaged:
        frame["absent"] = frame[averaged].isna()
        grouped = frame.groupby([*keys, "absent"], dropna=False)
        cells = grouped[averaged].agg(["mean", "size", "var"]).reset_index()
        cells[averaged] = cells["mean"]
        within = np.nan_to_num(cells["var"].to_numpy()) * (cells["size"].to_numpy() - 1)
    else:
        grouped = frame.groupby([*keys, "paid", "orders"], dropna=False)
        cells = grouped.size().rename("size").reset_index()
        within = np.zeros(len(cells))
    table = {
        name: cells[name].to_numpy(object).copy()
        if cells[name].dtype.kind not in "fi"
        else cells[name].to_numpy()
        for name in cells
        if name not in {"size", "mean", "var", "absent"}
    }
    for values in table.values():
        if values.dtype == object:
            values[pd.isna(values)] = None
    n = cells["size"].to_numpy(np.int64)
    return CountedTable(ColumnTable(np.arange(len(n)), table), n, within)


def assert_same(cells: FittedModel, whole: FittedModel) -> None:
    for name in ("coefficients", "covariance", "plain_covariance", "p_values", "bread"):
        ours, theirs = getattr(cells, name), getattr(whole, name)
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-13, err_msg=name)
    for name in (
        *("log_likelihood", "null_log_likelihood", "deviance", "dispersion", "degrees"),
        *("rows", "clusters", "outcome_mean"),
    ):
        assert getattr(cells, name) == pytest.approx(getattr(whole, name), rel=1e-9), name
    assert cells.design.dropped == whole.design.dropped
    assert cells.design.missing == dict(whole.design.missing)
    assert cells.design.names == whole.design.names


@pytest.mark.parametrize("errors", list(ErrorDefinition))
@pytest.mark.parametrize(
    ("family", "outcome"),
    [(Family.LOGIT, "paid"), (Family.POISSON, "orders"), (Family.LINEAR, "score")],
)
def test_fit_of_counted_rows_is_that_of_the_rows(
    rows: ColumnTable, specify: Specify, family: Family, outcome: str, errors: ErrorDefinition
) -> None:
    question = specify(*TERMS, outcome=outcome, family=family, errors=errors)
    cells = counted(rows, outcome if family is Family.LINEAR else "")

    found = fit_cells(cells, question)

    assert_same(found, fit(rows, question))


@pytest.mark.parametrize("errors", list(ErrorDefinition))
def test_separated_contacts_are_answered_as_row_by_row(
    rows: ColumnTable, specify: Specify, errors: ErrorDefinition
) -> None:
    never = (rows.column("seen") == 7) & (rows.column("paid") == 0)
    table = ColumnTable(rows.labels, {**rows.columns, "never": never.astype(float)})
    terms = (TERMS[1], Term("never", Role.CONFOUNDER, Transform.FLAG))
    question = specify(*terms, outcome="paid", errors=errors)
    whole, cells = fit(table, question), fit_cells(counted(table), question)

    assert whole.method is cells.method is Method.FIRTH
    assert whole.intervals is not None
    assert cells.intervals is not None
    np.testing.assert_allclose(cells.coefficients, whole.coefficients, rtol=1e-7)
    np.testing.assert_allclose(cells.standard_errors, whole.standard_errors, rtol=1e-7)
    np.testing.assert_allclose(cells.intervals, whole.intervals, rtol=1e-5)
    np.testing.assert_allclose(cells.p_values, whole.p_values, rtol=1e-5, atol=1e-9)
    assert cells.dispersion == pytest.approx(whole.dispersion, rel=1e-6)
    assert cells.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-9)


def test_spread_of_counts_is_judged_by_contacts_not_by_cells(
    rows: ColumnTable, specify: Specify
) -> None:
    spread = np.random.default_rng(3).poisson(0.8, len(rows)).astype(float)
    true = ColumnTable(rows.labels, {**rows.columns, "orders": spread})
    asked = {"outcome": "orders", "family": Family.POISSON, "errors": ErrorDefinition.MODEL}
    question = specify(TERMS[1], **asked)

    # few cells of many contacts each: agent and flag alone
    kept = {name: true.columns[name] for name in ("paid", "orders", "flag", "agent", "score")}
    small = ColumnTable(true.labels, kept)
    cells = fit_cells(counted(small), question)

    assert len(cells.design.outcome) < len(rows) / 5
    assert told_spread(cells) == told_spread(fit(small, question))
    doubled = ColumnTable(small.labels, {**kept, "orders": 2 * spread})
    ours, theirs = (
        told_spread(each)
        for each in (fit_cells(counted(doubled), question), fit(doubled, question))
    )
    assert ours.keys() == theirs.keys() == {"dispersion", "factor", "p_value"}
    assert ours == pytest.approx(theirs, rel=1e-9)


def told_spread(fitted: FittedModel) -> dict[str, Any]:
    spreads = [f.sentence for f in fitted.findings if "over_dispersed" in f.sentence.key]
    return dict(spreads[0].values) if spreads else {}


def test_two_way_errors_are_those_of_the_rows(rows: ColumnTable, specify: Specify) -> None:
    question = specify(*TERMS, outcome="paid", second_cluster="day")

    found = fit_cells(counted(rows), question)

    assert_same(found, fit(rows, question))


@pytest.mark.parametrize(("family", "outcome"), [(Family.LOGIT, "paid"), (Family.LINEAR, "score")])
def test_marginal_effects_are_those_of_the_rows(
    rows: ColumnTable, specify: Specify, family: Family, outcome: str
) -> None:
    question = specify(*TERMS, outcome=outcome, family=family)
    cells = counted(rows, outcome if family is Family.LINEAR else "")

    found = average_marginal_effects(fit_cells(cells, question))

    for ours, theirs in zip(found, average_marginal_effects(fit(rows, question)), strict=True):
        assert ours.value == pytest.approx(theirs.value, rel=1e-9)
        assert ours.standard_error == pytest.approx(theirs.standard_error, rel=1e-9)


def test_few_cluster_errors_are_those_of_the_rows(rows: ColumnTable, specify: Specify) -> None:
    question = specify(*TERMS, outcome="paid")
    whole, cells = fit(rows, question), fit_cells(counted(rows), question)

    ours, theirs = (
        few_cluster_errors(each, np.random.default_rng(1), [1, 2], 999) for each in (cells, whole)
    )

    for one, other in zip(ours, theirs, strict=True):
        assert one.standard_error == pytest.approx(other.standard_error, rel=1e-9)
        assert one.degrees == pytest.approx(other.degrees, rel=1e-8)
        assert one.wild is not None
        assert other.wild is not None
        assert one.wild.statistic == pytest.approx(other.wild.statistic, rel=1e-8)
        assert one.wild.p_value == other.wild.p_value


def test_levels_are_rare_by_contacts_not_by_cells(rows: ColumnTable, specify: Specify) -> None:
    question = specify(TERMS[2], outcome="paid")

    made = cell_design(counted(rows), question).design

    assert not [note for note in made.notes if "rare" in note.sentence.key]


def test_families_that_counts_do_not_suffice_for_are_refused(
    rows: ColumnTable, specify: Specify
) -> None:
    question = replace(specify(*TERMS, outcome="orders"), family=Family.NEGATIVE_BINOMIAL)

    with pytest.raises(InputError, match=r"cells_family.*negative_binomial"):
        fit_cells(counted(rows), question)
