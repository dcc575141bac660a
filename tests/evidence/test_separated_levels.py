"""Levels with one outcome only are found by counting, the reference among them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.design import Design, design
from engine.evidence.separated_levels import separated_levels
from engine.evidence.separation import Separation, one_sided_rows, separation
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
KIND = Term("kind", Role.LEVER, Transform.CATEGORY)
FLAG = Term("flag", Role.LEVER, Transform.FLAG)


def found(made: Design, *, counts: bool = False) -> tuple[Separation | None, Separation | None]:
    rows = one_sided_rows(made, standardisation(made.matrix), counts=counts)
    return separated_levels(made, rows), separation(rows, made.names)


@pytest.mark.parametrize("level", ["a", "b", "c"])
def test_level_is_found_as_by_the_programme(
    level: str, tabulate: Tabulate, specify: Specify
) -> None:
    kind = np.array(["a", "b", "c"] * 20)
    table = tabulate({"y": np.where(kind == level, 1, np.arange(60) // 3 % 2), "kind": kind})

    counted, programmed = found(design(table, specify(KIND, cluster="")))

    assert counted == Separation("quasi", (f"kind={level}",))
    assert programmed is not None
    assert programmed.kind == "quasi"


def test_overlapping_levels_are_none(small: ColumnTable, specify: Specify) -> None:
    assert found(design(small, specify("wait_s", FLAG, KIND))) == (None, None)


def test_flag_that_tells_the_outcome_is_complete(tabulate: Tabulate, specify: Specify) -> None:
    flag = np.arange(40) % 2
    table = tabulate({"y": flag, "flag": flag, "x": np.arange(40.0) ** 2 % 7})

    counted, programmed = found(design(table, specify("x", FLAG, cluster="")))

    assert counted == Separation("complete", ("flag=0", "flag=1"))
    assert programmed is not None
    assert programmed.kind == "complete"


def test_fixed_effects_of_small_agents_are_found(tabulate: Tabulate, specify: Specify) -> None:
    agent = np.append(np.arange(400) % 4, [9, 9])
    table = tabulate({"y": np.append(np.arange(400) // 4 % 3 == 0, [0, 0]), "agent": agent})

    counted, _ = found(design(table, specify(fixed_effects=("agent",), cluster="")))

    assert counted == Separation("quasi", ("agent=9",))


def test_only_zero_counts_separate(tabulate: Tabulate, specify: Specify) -> None:
    kind = np.array(["a", "b", "c"] * 20)
    table = tabulate({"y": np.where(kind == "b", 1, 0), "kind": kind})

    counted, _ = found(design(table, specify(KIND, cluster="")), counts=True)

    assert counted == Separation("quasi", ("kind=a", "kind=c"))
