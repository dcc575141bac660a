"""Outcomes are shares and amounts of 0 or more, and say where their coefficients come from."""

import math

import pytest

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.errors import InputError


def test_outcomes_leave_out_what_they_do_not_model() -> None:
    outcomes = Outcomes("evidence.json", satisfaction=OutcomeLogit(1.0))

    assert (outcomes.source, outcomes.conversion, outcomes.complaint) == (
        "evidence.json", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["invite_rate", "rating_rate", "silent_conversion", "return_rate"])
@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_lies_between_0_and_1(name: str, share: float) -> None:
    with pytest.raises(InputError, match=r"outcomes\.invalid"):
        Outcomes("scenario", **{name: share})  # type: ignore[arg-type]  # each name is a share


@pytest.mark.parametrize("name", ["order_value_cny", "counterfactual_frt_s"])
@pytest.mark.parametrize("amount", [-1.0, math.nan, math.inf])
def test_an_amount_is_a_number_of_0_or_more(name: str, amount: float) -> None:
    with pytest.raises(InputError, match="scenario"):
        Outcomes("scenario", **{name: amount})  # type: ignore[arg-type]  # each name is an amount


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_coefficients_are_finite(wrong: float) -> None:
    for given in ({"log_frt": wrong}, {"solved": wrong}, {"classes": (("chat", wrong),)}):
        with pytest.raises(InputError, match=r"outcomes\.coefficient"):
            OutcomeLogit(1.0, **given)
