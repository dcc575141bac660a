"""Columns of terms, interactions and fixed effects stand in order, named, and can be re-made."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.errors import InputError, MethodError
from engine.evidence.columns import MOST_LEVELS, design_columns

Specify = Callable[..., Specification]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY)
LEVELS = {"kind": ("a", "b", "c"), "agent": ("A1", "A2")}


def test_order_is_intercept_terms_interactions_fixed_effects(specify: Specify) -> None:
    specification = specify("x", KIND, interactions=(("x", "kind"),), fixed_effects=("agent",))

    columns = design_columns(specification, LEVELS)

    names = ["intercept", "x", "kind=b", "kind=c", "x:kind=b", "x:kind=c", "agent=A2"]
    assert [column.name for column in columns] == names
    assert [column.fixed_effect for column in columns] == [""] * 6 + ["agent"]


def test_first_level_is_the_reference_where_none_is_stated(specify: Specify) -> None:
    columns = design_columns(specify(KIND), LEVELS)

    assert {column.term.reference for column in columns[1:] if column.term} == {"a"}
    assert [column.level for column in columns[1:]] == ["b", "c"]


def test_spline_power_and_bands_name_their_columns(specify: Specify) -> None:
    spline = Term("x", Role.LEVER, Transform.SPLINE, knots=(0.0, 10.0, 60.0))
    square = Term("z", Role.LEVER, Transform.POWER, power=2)
    bands = Term("frt_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0))

    columns = design_columns(specify(spline, square, bands), {})

    told = ["spline1(x)", "spline2(x)", "z^2", "frt_s [30, 60)", "frt_s [60, inf)"]
    assert [column.name for column in columns[1:]] == told


def test_interaction_is_the_product_and_its_slope_the_product_rule(specify: Specify) -> None:
    squared = Term("z", Role.LEVER, Transform.POWER, power=2)
    product = design_columns(specify("x", squared, interactions=(("x", "z"),)), {})[-1]
    readings = {"x": np.array([2.0, 3.0]), "z": np.array([5.0, -1.0])}

    assert product.name == "x:z^2"
    assert np.asarray(product.values(readings)).tolist() == [50.0, 3.0]
    assert np.asarray(product.slope(readings, "x")).tolist() == [25.0, 1.0]
    assert np.asarray(product.slope(readings, "z")).tolist() == [20.0, -6.0]


@pytest.mark.parametrize("pair", [("x", "w"), ("x", "x"), ("agent", "x")])
def test_interaction_must_name_two_different_terms(pair: tuple[str, str], specify: Specify) -> None:
    with pytest.raises(InputError, match=r"evidence\.interaction"):
        design_columns(specify("x", KIND, interactions=(pair,)), LEVELS)


def test_category_with_one_level_is_named(specify: Specify) -> None:
    with pytest.raises(MethodError, match=r"constant_term .term='kind'"):
        design_columns(specify("x", KIND), {"kind": ("a",)})


def test_fixed_effect_with_too_many_levels_is_refused(specify: Specify) -> None:
    levels = tuple(str(code) for code in range(MOST_LEVELS + 1))

    with pytest.raises(InputError, match=r"fixed_effect_levels .column='agent', levels=501"):
        design_columns(specify("x", fixed_effects=("agent",)), {"agent": levels})
