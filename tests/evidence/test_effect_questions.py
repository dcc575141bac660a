"""Each term is asked for in its own unit, and times and scores in a manager's."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.effect_questions import (
    amount,
    band_name,
    business_step,
    shift_question,
    term_questions,
)
from engine.evidence.moves import Setting, Slope
from engine.evidence.regressions import fit, fit_without

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
FLAG = Term("flag", Role.LEVER, Transform.FLAG)
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


def test_terms_are_asked_in_the_order_of_the_specification(
    small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify("wait_s", FLAG, KIND, interactions=(("wait_s", "flag"),)))

    asked = term_questions(fitted)

    assert [entry.question.move for entry in asked[:2]] == [
        Slope("wait_s", by_transform=True),
        Setting("flag", 1.0, 0.0),
    ]
    assert [entry.category_level for entry in asked] == ["", "", "green", "red"]
    assert asked[3].per.values["reference"] == "blue"


def test_a_withheld_term_is_not_asked(small: ColumnTable, specify: Specify) -> None:
    fitted = fit_without(fit(small, specify("wait_s", FLAG)), "wait_s")

    assert [entry.term.column for entry in term_questions(fitted)] == ["flag"]


@pytest.mark.parametrize(
    ("name", "values", "step"),
    [
        ("frt_s", (0.0, 400.0), 10.0),
        ("frt_min", (0.0, 40.0), 1.0),
        ("wait_h", (0.0, 9.0), 1.0),
        ("attitude_score", (20.0, 100.0), 10.0),
        ("attitude_score", (1.0, 5.0), None),
        ("attitude_score", (1.0, 500.0), None),
        ("attempts", (1.0, 5.0), None),
    ],
)
def test_business_steps(
    name: str,
    values: tuple[float, float],
    step: float | None,
    tabulate: Tabulate,
    specify: Specify,
) -> None:
    rng = np.random.default_rng(1)
    metric = rng.uniform(*values, 200)
    metric[:2] = values
    table = tabulate({"y": rng.integers(0, 2, 200), name: metric})

    assert business_step(fit(table, specify(name, cluster="")), name) == step


def test_flags_and_unknown_columns_have_no_business_step(
    small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify(FLAG))

    assert business_step(fitted, "flag") is None
    assert business_step(fitted, "wait_s") is None


def test_a_flag_cannot_be_shifted(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="not_a_metric"):
        shift_question(fit(small, specify(FLAG)), "flag", 1.0)


def test_names_of_amounts_and_bands() -> None:
    assert [amount("30", "frt_s"), amount("30", "attempts")] == ["30 s", "30"]
    assert [band_name((0.0, 30.0), part) for part in (0, 1)] == ["0-30", "30+"]
