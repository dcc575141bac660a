"""Rows, columns and clusters of a design stay together by label."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.design import Design, design, needed_columns, reshaped

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


def test_category_has_a_column_for_every_level_but_the_reference(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", KIND))

    assert made.names == ("intercept", "wait_s", "kind=green", "kind=red")
    assert (made.matrix[:, 0] == 1).all()
    assert made.matrix[:, 3].tolist() == (small.column("kind") == "red").tolist()


def test_numeric_categories_are_told_without_decimals(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 0], "wave": [1.0, 2.0, np.nan], "agent": ["a", "b", "c"]})

    made = design(table, specify(Term("wave", Role.LEVER, Transform.CATEGORY, reference="1")))

    assert made.names == ("intercept", "wave=2")
    assert made.missing == {"wave": 1}


def test_unknown_reference_is_refused_with_the_levels(small: ColumnTable, specify: Specify) -> None:
    term = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="Blue")

    with pytest.raises(InputError, match="levels='blue, green, red'"):
        design(small, specify("wait_s", term))


def test_rows_that_miss_a_value_are_counted_by_column(tabulate: Tabulate, specify: Specify) -> None:
    columns = {
        "y": [0.0, 1.0, np.nan, 1.0, 0.0],
        "x": [1.0, np.nan, np.nan, 2.0, 5.0],
        "agent": ["a", "b", "c", "d", "e"],
    }

    made = design(tabulate(columns), specify("x"))

    assert made.labels.tolist() == [100, 103, 104]
    assert made.dropped == 2
    assert made.missing == {"y": 1, "x": 2}
    assert made.clusterings[0].labels == ("a", "d", "e")


def test_missing_cluster_is_refused_with_its_row(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 1], "x": [1.0, 2.0, 0.5], "agent": ["a", None, "b"]})

    with pytest.raises(InputError, match="first='101'"):
        design(table, specify("x"))


def test_missing_cluster_of_an_unused_row_does_not_matter(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [0, 1, 1], "x": [1.0, np.nan, 0.5], "agent": ["a", None, "b"]})

    assert design(table, specify("x")).clusterings[0].labels == ("a", "b")


def test_column_may_carry_any_name(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 1], "C": [1.0, 2.0, 0.5], "agent": [1, 2, 1]})

    assert design(table, specify("C")).names == ("intercept", "C")


def test_yes_and_no_make_a_flag(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1], "bot": ["yes", "no"], "agent": [1, 2]})

    made = design(table, specify(Term("bot", Role.LEVER, Transform.FLAG)))

    assert made.matrix[:, 1].tolist() == [1.0, 0.0]


def test_outcome_that_is_constant_on_the_rows_used_is_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [0, 0, 1], "x": [1.0, 2.0, np.nan], "agent": [1, 2, 3]})

    with pytest.raises(InputError, match="outcome_constant"):
        design(table, specify("x"))


def test_table_without_a_complete_row_is_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1], "x": [np.nan, np.nan], "agent": [1, 2]})

    with pytest.raises(InputError, match="no_rows"):
        design(table, specify("x"))


def test_without_takes_every_column_of_a_term(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s", KIND)).without("kind")

    assert made.names == ("intercept", "wait_s")
    assert made.matrix.shape == (600, 2)


def test_without_an_unknown_term_is_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="unknown_term"):
        design(small, specify("wait_s")).without("kind")


def test_needed_columns_are_named_once(specify: Specify) -> None:
    specification = specify("x", Term("x", Role.LEVER, Transform.LOG1P), "agent")

    assert needed_columns(specification) == ("y", "agent", "x")


SPLINE = Term("wait_s", Role.LEVER, Transform.SPLINE, knots=(5.0, 30.0, 90.0))
SQUARE = Term("wait_s", Role.LEVER, Transform.POWER, power=2)
FLAG = Term("flag", Role.LEVER, Transform.FLAG)


def curved(small: ColumnTable, specify: Specify) -> Design:
    return design(small, specify(SPLINE, SQUARE, FLAG, KIND, interactions=(("wait_s", "flag"),)))


def test_matrix_is_made_again_at_its_own_values(small: ColumnTable, specify: Specify) -> None:
    made = curved(small, specify)

    again = made.matrix_at(slice(100, 300), "wait_s", made.readings["wait_s"][100:300])

    assert (again == made.matrix[100:300]).all()


def test_slopes_are_the_derivative_of_every_column(small: ColumnTable, specify: Specify) -> None:
    made, rows, step = curved(small, specify), slice(0, 600), 1e-5
    wait = made.readings["wait_s"]

    rise = made.matrix_at(rows, "wait_s", wait + step) - made.matrix_at(rows, "wait_s", wait - step)

    assert made.slopes(rows, "wait_s") == pytest.approx(rise / (2 * step), abs=1e-4)


def test_one_value_stands_for_all_rows(small: ColumnTable, specify: Specify) -> None:
    made = curved(small, specify)

    off = made.matrix_at(slice(0, 5), "flag", 0.0)
    red = made.matrix_at(slice(0, 5), "kind", made.levels["kind"].index("red"))

    named = dict(zip(made.names, range(len(made.names)), strict=True))
    assert not off[:, [named["flag"], named["spline1(wait_s):flag"]]].any()
    assert red[:, named["kind=red"]].all()
    assert not red[:, named["kind=green"]].any()


def test_positions_and_without_include_interactions(small: ColumnTable, specify: Specify) -> None:
    made = curved(small, specify)

    assert len(made.positions("wait_s")) == 6
    assert made.without("flag").names == (*made.names[:4], "kind=green", "kind=red")


def test_take_keeps_rows_clusters_and_columns_together(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", KIND))
    rows = np.array([5, 5, 77, 400])

    taken = made.take(rows)

    cluster = taken.clusterings[0]
    assert taken.labels.tolist() == made.labels[rows].tolist()
    assert (taken.matrix == made.matrix[rows]).all()
    assert [cluster.labels[code] for code in cluster.codes] == [
        made.clusterings[0].labels[code] for code in made.clusterings[0].codes[rows]
    ]


def test_two_cluster_columns_make_two_clusterings(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s", second_cluster="kind"))

    assert [(each.column, len(each.labels)) for each in made.clusterings] == [
        ("agent", 40),
        ("kind", 3),
    ]


def test_no_cluster_column_makes_none(small: ColumnTable, specify: Specify) -> None:
    assert design(small, specify("wait_s", cluster="")).clusterings == ()


def test_fixed_effects_may_equal_the_cluster(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s", fixed_effects=("agent",)))

    assert made.matrix.shape == (600, 2 + 39)
    assert made.matrix[:, 2:].sum() == (small.column("agent") != "A00").sum()


def test_matrix_above_two_gigabytes_is_refused(specify: Specify) -> None:
    n = 600_000
    agents = (np.arange(n) % 450).astype(float)
    table = ColumnTable(np.arange(n), {"y": np.arange(n) % 2, "agent": agents})

    with pytest.raises(InputError, match=r"too_large .rows=600000, columns=450"):
        design(table, specify(fixed_effects=("agent",)))


def test_missing_trials_and_exposure_are_counted(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [1, 2, 0], "n": [4, np.nan, 3], "x": [1.0, 2.0, 3.0]})

    made = design(table, specify("x", family=Family.GROUPED, trials="n", cluster=""))

    assert made.missing == {"n": 1}
    assert made.trials.tolist() == [4.0, 3.0]


def test_terms_take_another_form_without_the_table(small: ColumnTable, specify: Specify) -> None:
    shapes = [
        Term("wait_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0),
        Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0)),
    ]

    made = reshaped(design(small, specify("wait_s", "flag")), specify(*shapes, "flag"))

    fresh = design(small, specify(*shapes, "flag"))
    assert made.names == fresh.names
    assert (made.matrix == fresh.matrix).all()


def test_a_form_that_the_values_do_not_have_is_refused(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s"))
    above = Term("wait_s", Role.LEVER, Transform.BANDS, edges=(10.0, 30.0, 60.0))

    with pytest.raises(InputError):
        reshaped(made, specify(above))


def test_a_category_of_names_is_refused_before_the_fit(
    tabulate: Tabulate, specify: Specify
) -> None:
    names = [f"n{j % 30}" for j in range(200)]
    table = tabulate({"who": names, "y": np.arange(200) % 2})
    who = Term("who", Role.LEVER, Transform.CATEGORY, reference="n0")

    with pytest.raises(InputError, match=r"too_many_levels.*who.*30.*200"):
        design(table, specify(who, cluster=""))
