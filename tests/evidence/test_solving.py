"""Each design gets the method that answers it, or the separation that leaves it none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence import solving
from engine.evidence.design import design
from engine.evidence.fitted import Method, Solution
from engine.evidence.separation import Separation
from engine.evidence.solving import solved
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def answer(table: ColumnTable, specification: Specification) -> Solution | Separation:
    made = design(table, specification)
    return solved(made, standardisation(made.matrix), specification.family)


@pytest.mark.parametrize(
    ("family", "method"),
    [(Family.LOGIT, Method.MAXIMUM_LIKELIHOOD), (Family.LINEAR, Method.LEAST_SQUARES)],
)
def test_family_has_its_method(
    family: Family, method: Method, small: ColumnTable, specify: Specify
) -> None:
    found = answer(small, specify("wait_s", family=family))

    assert isinstance(found, Solution)
    assert found.method is method


@pytest.mark.parametrize("family", [Family.POISSON, Family.NEGATIVE_BINOMIAL])
def test_level_with_zero_counts_only_is_separated(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    kind = np.array(["a", "b", "c"] * 30)
    count = np.where(kind == "c", 0, np.arange(90) ** 2 % 11)
    table = tabulate({"y": count, "kind": kind})
    term = Term("kind", Role.LEVER, Transform.CATEGORY)

    found = answer(table, specify(term, family=family, cluster=""))

    assert found == Separation("quasi", ("kind=c",))


def test_rows_predicted_with_certainty_are_no_separation(
    tabulate: Tabulate, specify: Specify
) -> None:
    x = np.append(np.tile([0.0, 1.0], 400), [40.0, 60.0])
    y = np.append((np.arange(800) * 7 % 10 < 4 + 3 * x[:800]).astype(float), [1.0, 1.0])

    found = answer(tabulate({"y": y, "x": x}), specify("x", cluster=""))

    assert isinstance(found, Solution)
    assert np.isfinite(found.coefficients).all()


def test_climb_that_fails_without_separation_says_so(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Solution:
        raise MethodError("evidence.not_converged", steps=100)

    monkeypatch.setattr(solving, "_climbed", fails)

    with pytest.raises(MethodError, match="not_converged"):
        answer(small, specify("wait_s"))
