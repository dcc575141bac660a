"""What a confounder does is shown on the same rows; a sign that turns is flagged."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence import regressions
from engine.evidence.confounding import adjustment, beside_unadjusted, confounding
from engine.evidence.effects import effect_rows

Specify = Callable[..., Specification]


def test_previous_failure_turns_its_sign_without_the_economy(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    found = confounding(regressions.fit(bank, specify(*bank_terms, cluster="wave")), "emp_var_rate")

    told = {f.sentence.values["column"]: f for f in found.findings}
    assert told["poutcome=failure"].sentence.key == "finding.evidence.sign_flips"
    assert told["poutcome=failure"].severity == "caution"
    assert told["campaign"].sentence.key == "finding.evidence.withheld"
    assert found.fit.rows == 41188


def test_berkeley_lever_that_turns_is_an_alarm(
    cases: dict[str, dict[str, Any]],
    tabulate: Callable[[dict[str, Any]], ColumnTable],
    specify: Specify,
) -> None:
    columns = cases["ucb_simpson_grouped_binomial"]["data"]["columns"]
    sizes = np.array(columns["n"])
    ones = [[1] * a + [0] * (n - a) for a, n in zip(columns["admit"], sizes, strict=True)]
    rows = {name: np.repeat(columns[name], sizes) for name in ("gender", "dept")}
    table = tabulate(rows | {"y": np.concatenate(ones), "agent": np.arange(sizes.sum())})
    male = Term("gender", Role.LEVER, Transform.CATEGORY, reference="Female")
    department = Term("dept", Role.CONFOUNDER, Transform.CATEGORY, reference="A")

    found = confounding(regressions.fit(table, specify(male, department)), "dept")

    assert found.contrasts[0].sign_flips
    assert found.contrasts[0].relative_change > 1.0
    assert [finding.severity for finding in found.findings] == ["alarm"]


def test_same_rows_are_used_where_the_confounder_is_missing(
    small: ColumnTable, specify: Specify
) -> None:
    flag = small.column("flag").copy()
    flag[:50] = np.nan
    table = ColumnTable(small.labels, {**small.columns, "flag": flag})
    fit = regressions.fit(table, specify("wait_s", Term("flag", Role.CONFOUNDER, Transform.FLAG)))

    found = confounding(fit, "flag")

    assert found.fit.design.labels.tolist() == fit.design.labels.tolist()
    assert [c.adjusted.column for c in found.contrasts] == ["wait_s"]


def test_withholding_what_is_not_in_the_model_is_refused(
    small: ColumnTable, specify: Specify
) -> None:
    with pytest.raises(InputError, match="unknown_term"):
        confounding(regressions.fit(small, specify("wait_s")), "customer_value")


def test_all_confounders_together_are_held_against_none(
    small: ColumnTable, specify: Specify
) -> None:
    asked = specify("wait_s", Term("flag", Role.CONFOUNDER, Transform.FLAG))
    fit = regressions.fit(small, asked)
    alone = confounding(fit, "flag").contrasts[0]

    found = adjustment(fit)

    assert [c.adjusted.column for c in found.contrasts] == ["wait_s"]
    assert found.contrasts[0].unadjusted.value == pytest.approx(alone.unadjusted.value)
    assert [f.sentence.values["change"] for f in found.findings] == [
        pytest.approx(abs(alone.relative_change))
    ]


def test_lever_that_the_confounders_move_is_a_caution(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    rng = np.random.default_rng(9)
    mix = rng.integers(0, 2, 2000)
    x = rng.normal(size=2000) + mix
    y = rng.random(2000) < 1 / (1 + np.exp(-(2.0 * mix + 0.5 * x - 1)))
    table = tabulate({"y": y, "x": x, "mix": mix, "agent": np.arange(2000) % 40})
    fit = regressions.fit(table, specify("x", Term("mix", Role.CONFOUNDER, Transform.FLAG)))

    assert [f.sentence.key for f in adjustment(fit).findings] == [
        "finding.evidence.adjusted_differs"
    ]


def test_nothing_to_hold_against_gives_nothing(small: ColumnTable, specify: Specify) -> None:
    assert adjustment(regressions.fit(small, specify("wait_s"))).contrasts == ()


def test_every_band_stands_beside_the_same_without_the_confounder(
    small: ColumnTable, specify: Specify
) -> None:
    bands = Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 90.0))
    fit = regressions.fit(small, specify(bands, Term("flag", Role.CONFOUNDER, Transform.FLAG)))
    second = confounding(fit, "flag").fit
    alone = {row.band: row.ame for row in effect_rows(second)}

    rows = beside_unadjusted(effect_rows(fit), effect_rows(second))

    told = {row.band: row.without_confounder for row in rows if row.metric == "wait_s"}
    assert len(told) == 2
    for band, without in told.items():
        assert without is not None
        assert without.value == pytest.approx(alone[band])
    assert [row.without_confounder for row in rows if row.metric == "flag"] == [None]
