"""The outcome is what its family needs, or is refused with the value and the rows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.responses import check_response_varies, response

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def test_exposure_becomes_the_offset(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 3], "days": [1.0, 10.0]})

    made = response(table, specify("x", family=Family.POISSON, exposure="days"))

    assert made.level == "count"
    assert made.offset == pytest.approx([0.0, np.log(10.0)])
    assert made.trials.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("days", [0.0, -1.0])
def test_exposure_that_is_not_above_zero_is_refused(
    days: float, tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [0, 3], "days": [1.0, days]})

    with pytest.raises(InputError, match=r"evidence.exposure .column='days'.*first='101'"):
        response(table, specify("x", family=Family.POISSON, exposure="days"))


@pytest.mark.parametrize("count", [-1.0, 1.5])
@pytest.mark.parametrize("family", [Family.POISSON, Family.NEGATIVE_BINOMIAL])
def test_outcome_that_is_no_count_is_refused(
    family: Family, count: float, tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [2.0, count]})

    with pytest.raises(InputError, match=r"not_a_count .column='y'.*first='101'"):
        response(table, specify("x", family=family))


def test_more_successes_than_trials_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [2, 5], "n": [4, 4]})

    with pytest.raises(InputError, match=r"trials_too_few .*successes=5.0"):
        response(table, specify("x", family=Family.GROUPED, trials="n"))


def test_group_without_trials_is_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 2], "n": [0, 4]})

    with pytest.raises(InputError, match=r"trials_too_few .*value=0.0"):
        response(table, specify("x", family=Family.GROUPED, trials="n"))


def test_grouped_outcome_needs_its_trials(tabulate: Tabulate, specify: Specify) -> None:
    with pytest.raises(InputError, match="trials_missing"):
        response(tabulate({"y": [1, 2]}), specify("x", family=Family.GROUPED))


def test_per_cents_as_a_yes_or_no_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    with pytest.raises(InputError, match=r"outcome_range .*low=0.0, high=100.0"):
        response(tabulate({"y": [0, 35, 100]}), specify("x"))


def test_shares_as_successes_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0.25, 0.5], "n": [4, 4]})

    with pytest.raises(InputError, match=r"not_a_count .column='y', value=0.25"):
        response(table, specify("x", family=Family.GROUPED, trials="n"))


def test_yes_and_no_under_a_linear_model_are_one_and_zero(
    tabulate: Tabulate, specify: Specify
) -> None:
    made = response(tabulate({"y": ["yes", "no"]}), specify("x", family=Family.LINEAR))

    assert made.outcome.tolist() == [1.0, 0.0]
    assert made.level == "yes"


def test_infinite_score_is_refused(tabulate: Tabulate, specify: Specify) -> None:
    with pytest.raises(InputError, match=r"infinite .column='y', rows=1, first='101'"):
        response(tabulate({"y": [1.0, np.inf]}), specify("x", family=Family.LINEAR))


def test_same_rate_in_every_group_is_constant(tabulate: Tabulate, specify: Specify) -> None:
    specification = specify("x", family=Family.GROUPED, trials="n")
    made = response(tabulate({"y": [0, 0], "n": [4, 9]}), specification)

    with pytest.raises(InputError, match="outcome_constant"):
        check_response_varies(made, specification)
