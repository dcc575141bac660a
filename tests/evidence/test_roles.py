"""Roles before regression: stated ones bind, names warn, identifiers are seen by their values."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import Assignment, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.roles import check_roles, role_by_name

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("duration", Role.OUTCOME_DERIVED),
        ("handle_s", Role.OUTCOME_DERIVED),
        ("Refund Amount", Role.OUTCOME_DERIVED),
        ("notes_after_order", Role.OUTCOME_DERIVED),
        ("\u901a\u8bdd\u65f6\u957f(\u79d2)", Role.OUTCOME_DERIVED),
        ("\u6210\u4ea4\u91d1\u989d", Role.OUTCOME_DERIVED),
        ("spend", Role.OUTCOME_DERIVED),
        ("visit", Role.MEDIATOR),
        ("csat", Role.MEDIATOR),
        ("customer_id", Role.IDENTIFIER),
        ("\u8ba2\u5355\u7f16\u53f7", Role.IDENTIFIER),
    ],
)
def test_names_suggest_a_role(name: str, role: Role) -> None:
    assert role_by_name(name) is role


@pytest.mark.parametrize(
    "name",
    [
        *("frt_s", "art_s", "contact_class", "customer_value", "attitude", "solved"),
        *("open_chats", "campaign", "poutcome", "emp_var_rate", "history", "recency", "arm"),
        *("subscription_length", "charge_amount", "seconds_of_use", "first_spend", "week"),
        *("after_sales", "after_hours", "post_code", "is_after_sale"),
    ],
)
def test_names_of_ordinary_columns_suggest_nothing(name: str) -> None:
    assert role_by_name(name) is None


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.OUTCOME_DERIVED, Role.IDENTIFIER])
def test_stated_role_that_may_not_enter_is_refused_by_name(
    role: Role, small: ColumnTable, specify: Specify
) -> None:
    with pytest.raises(InputError) as caught:
        check_roles(small, specify("wait_s", "flag"), (ColumnRole("flag", role),))

    assert [fault.code for fault in caught.value.faults] == [f"evidence.role_{role.value}"]
    assert caught.value.faults[0].value == "flag"


def test_terms_own_role_is_refused_as_well(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="role_mediator"):
        check_roles(small, specify("wait_s", Term("flag", Role.MEDIATOR)))


def test_outcome_as_its_own_term_is_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="role_outcome_derived"):
        check_roles(small, specify("wait_s", "y"))


def test_category_that_names_every_row_is_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": np.arange(80) % 2, "who": [f"customer {j}" for j in range(80)]})

    with pytest.raises(InputError, match="role_identifier"):
        check_roles(table, specify(Term("who", Role.CONFOUNDER, Transform.CATEGORY)))


def test_column_in_two_roles_is_refused(small: ColumnTable, specify: Specify) -> None:
    twice = (ColumnRole("flag", Role.LEVER), ColumnRole("flag", Role.MEDIATOR))

    with pytest.raises(InputError, match="role_twice"):
        check_roles(small, specify("wait_s"), twice)


def test_stated_lever_against_its_name_is_a_caution(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": np.arange(80) % 2, "duration": np.linspace(1, 9.5, 80)})

    rows = check_roles(table, specify("duration"), (ColumnRole("duration", Role.LEVER),))

    assert (rows[0].role, rows[0].source) == ("lever", "stated")
    assert [f.severity for f in rows[0].findings] == ["caution"]
    assert rows[0].findings[0].sentence.key == "finding.evidence.looks_outcome_derived"


def test_randomised_lever_is_not_doubted_for_its_name(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": np.arange(80) % 2, "visit": np.arange(80) % 3})

    rows = check_roles(table, specify("visit", assignment=Assignment.RANDOMISED))

    assert rows[0].findings == ()


def test_running_number_looks_like_an_identifier_a_measurement_does_not(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate(
        {"y": np.arange(80) % 2, "x": np.arange(80) + 7, "z": np.linspace(0, 3, 80) ** 2}
    )

    rows = check_roles(table, specify("x", "z"))

    assert [f.sentence.key for f in rows[0].findings] == ["finding.evidence.looks_identifier"]
    assert rows[1].findings == ()


def test_every_known_column_is_listed_with_its_source(tabulate: Tabulate, specify: Specify) -> None:
    columns = {"y": np.arange(9) % 2, "x": np.ones(9), "frt_s": np.ones(9), "visit": np.ones(9)}
    defaults = {"frt_s": ColumnRole("frt_s", Role.LEVER, "frt")}

    rows = check_roles(
        tabulate(columns), specify("x"), (ColumnRole("agent", Role.IDENTIFIER),), defaults
    )

    assert [(row.column, row.role, row.source, row.indicator) for row in rows] == [
        ("agent", "identifier", "stated", ""),
        ("x", "lever", "term", ""),
        ("y", "outcome", "question", ""),
        ("frt_s", "lever", "scheme", "frt"),
        ("visit", "mediator", "name", ""),
    ]
