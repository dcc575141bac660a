"""Importances of a fit: published shares, the totals they add up to, approximations named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence import importance as module
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import Importance, importance, players_of, predictor_weights
from engine.evidence.importance_bootstrap import Lots
from engine.evidence.regressions import fit, fit_without

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
KIND = Term("kind", Role.LEVER, Transform.CATEGORY, reference="blue")
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)


def shared(found: FittedModel) -> Importance:
    rows = len(found.design.labels)
    return importance(found, Lots(np.arange(rows) % 20, 20))


@pytest.fixture(scope="module")
def bank_fit(bank: ColumnTable, specify: Specify) -> FittedModel:
    """Return the linear probability model behind the published relative importances."""
    names = (
        *("previous", "emp_var_rate", "cons_price_idx", "cons_conf_idx"),
        *("euribor3m", "nr_employed"),
    )
    terms = [
        Term("campaign", Role.LEVER, Transform.LOG),
        *(Term(name, Role.LEVER) for name in names),
        Term("duration", Role.LEVER, Transform.LOG1P),
    ]
    return fit(bank, specify(*terms, family=Family.LINEAR, cluster=""))


def test_swiss_values_are_those_of_relaimpo(
    cases: dict[str, dict[str, Any]], tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["swiss_relimp"]
    names = [name for name in case["data"]["columns"] if name != "Fertility"]
    specification = specify(*names, outcome="Fertility", family=Family.LINEAR, cluster="")

    found = shared(fit(tabulate(case["data"]["columns"]), specification))

    expected = case["expected"]
    assert found.players.names == tuple(names)
    assert found.total == pytest.approx(expected["r2"], rel=1e-9)
    assert found.values == pytest.approx(list(expected["lmg"].values()), rel=1e-6)
    weights = predictor_weights(found)
    for method, name in [("johnson", "genizi_johnson"), ("pratt", "pratt"), ("car", "car")]:
        assert weights[method] == pytest.approx(list(expected[name].values()), rel=1e-6)
    assert weights["betasq"] == pytest.approx(list(expected["betasq"].values()), rel=1e-6)


def test_bank_values_are_those_of_relaimpo(
    cases: dict[str, dict[str, Any]], bank_fit: FittedModel
) -> None:
    expected = cases["bank_r_4_2_2"]["expected"]["relimp"]

    found = shared(bank_fit)

    assert found.total == pytest.approx(expected["R2"], rel=1e-6)
    assert found.values == pytest.approx(list(expected["lmg"].values()), rel=1e-6)
    assert predictor_weights(found)["johnson"] == pytest.approx(
        list(expected["genizi"].values()), rel=1e-6
    )
    assert found.worths is not None
    alone = [found.worths[1 << j] for j in range(8)]
    assert alone == pytest.approx(list(expected["first"].values()), rel=1e-6)
    last = [found.worths[-1] - found.worths[255 - (1 << j)] for j in range(8)]
    assert last == pytest.approx(list(expected["last"].values()), rel=1e-5)


@pytest.mark.parametrize("family", [Family.LINEAR, Family.LOGIT])
def test_total_is_what_the_levers_add_to_the_confounders(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    whole = fit(small, specify("wait_s", KIND, FLAG, family=family))
    base = fit_without(fit_without(whole, "wait_s"), "kind")

    found = shared(whole)

    measure = {
        Family.LINEAR: lambda f: 1 - f.deviance / whole.design.outcome.var() / 600,
        Family.LOGIT: lambda f: 1 - f.log_likelihood / f.null_log_likelihood,
    }[family]
    assert found.base == pytest.approx(measure(base), rel=1e-7)
    assert found.base + found.total == pytest.approx(measure(whole), rel=1e-7)
    assert found.values.sum() == pytest.approx(found.total)
    assert found.players.names == ("wait_s", "kind")
    assert predictor_weights(found) == {}


def test_interaction_with_a_confounder_belongs_to_its_lever(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", KIND, FLAG, interactions=(("wait_s", "flag"),)))

    players = players_of(found)

    assert players.names == ("wait_s", "kind")
    assert [len(own) for own in players.columns.players] == [2, 2]


def test_product_of_two_levers_is_a_player_of_both(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", KIND, interactions=(("wait_s", "kind"),)))

    assert players_of(found).names == ("wait_s", "kind", "wait_s x kind")


def test_approximation_is_near_the_refits_and_its_total_exact(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fit(small, specify("wait_s", KIND, FLAG))
    exact = shared(found)

    monkeypatch.setattr(module, "MOST_REFITTED_NUMBERS", 0.0)
    quick = shared(found)

    assert (exact.method, quick.method) == ("shapley", "shapley_quadratic")
    assert quick.total == pytest.approx(exact.total, rel=1e-9)
    assert quick.shares == pytest.approx(exact.shares, abs=0.02)


def test_more_levers_than_the_lattice_holds_get_johnsons_weights(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fit(small, specify("wait_s", "flag", family=Family.LINEAR))
    expected = predictor_weights(shared(found))["johnson"]

    monkeypatch.setattr(module, "MOST_PLAYERS", 1)
    johnson = shared(found)

    assert johnson.method == "johnson"
    assert johnson.worths is None
    assert johnson.values == pytest.approx(expected)
    doubled = np.stack([johnson.working.products.sum(axis=0)] * 2)
    assert johnson.drawn_shares(doubled) == pytest.approx(np.stack([johnson.shares] * 2))


@pytest.mark.parametrize("family", [Family.LINEAR, Family.LOGIT])
def test_draw_of_the_sample_itself_is_the_share(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    found = shared(fit(small, specify("wait_s", KIND, FLAG, family=family)))

    drawn = found.drawn_shares(found.working.products.sum(axis=0)[None])

    assert drawn[0] == pytest.approx(found.shares)


def test_cells_share_as_their_rows(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    a, b = rng.integers(0, 3, 900).astype(float), rng.integers(0, 2, 900).astype(float)
    y = (rng.random(900) < 1 / (1 + np.exp(0.5 - 0.4 * a - 0.5 * b))).astype(float)
    cells, codes = np.unique(np.column_stack([a, b]), axis=0, return_inverse=True)
    summed = {"y": np.bincount(codes, y), "n": np.bincount(codes).astype(float)}
    table = tabulate({**summed, "a": cells[:, 0], "b": cells[:, 1]})

    by_row = fit(tabulate({"y": y, "a": a, "b": b}), specify("a", "b", cluster=""))
    by_cell = fit(table, specify("a", "b", family=Family.GROUPED, trials="n", cluster=""))

    assert shared(by_cell).values == pytest.approx(shared(by_row).values, rel=1e-8)


def test_fit_without_levers_has_no_importance(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(MethodError, match=r"evidence\.no_lever"):
        shared(fit(small, specify(FLAG)))


def test_levers_that_add_nothing_have_no_shares(tabulate: Tabulate, specify: Specify) -> None:
    x = np.tile([0.0, 1.0], 40)
    y = np.tile([0.0, 0.0, 1.0, 1.0], 20)

    with pytest.raises(MethodError, match="nothing_to_share"):
        shared(fit(tabulate({"y": y, "x": x}), specify("x", family=Family.LINEAR, cluster="")))


@pytest.mark.parametrize("family", [Family.LINEAR, Family.LOGIT])
def test_product_shares_the_same_wherever_its_levers_have_their_zero(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    moved = ColumnTable(small.labels, {**small.columns, "wait_s": small.column("wait_s") - 500.0})
    flag = Term("flag", Role.LEVER, Transform.FLAG)
    asked = specify("wait_s", flag, family=family, interactions=(("wait_s", "flag"),))

    here, there = shared(fit(small, asked)), shared(fit(moved, asked))

    assert there.values == pytest.approx(here.values, rel=1e-6)
    assert here.values.sum() == pytest.approx(here.total)


def test_product_is_worth_a_third_of_what_it_adds_to_both_its_levers(
    small: ColumnTable, specify: Specify
) -> None:
    flag = Term("flag", Role.LEVER, Transform.FLAG)
    asked = specify("wait_s", flag, family=Family.LINEAR, interactions=(("wait_s", "flag"),))

    found = shared(fit(small, asked))

    plain = shared(fit(small, replace(asked, interactions=())))
    added = found.total - plain.total
    assert found.values == pytest.approx([*(plain.values + added / 3), added / 3])
