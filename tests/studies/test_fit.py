"""What a log says of the traffic."""

import numpy as np
import pytest

from engine.errors import InputError
from engine.studies.fit import traffic_fit
from engine.studies.fitted_traffic import FitOptions
from tests.call_logs import CALLS, DAYS, call_log, fitted_log


def fit(**changes: object):
    return traffic_fit(call_log(), FitOptions(**changes), np.random.default_rng(1))  # type: ignore[arg-type]


def test_a_log_becomes_traffic() -> None:
    found = fitted_log()

    assert found.contacts == DAYS * CALLS
    assert found.days.kinds == ("weekday", "weekend")
    assert {each.name for each in found.classes} == {"order", "refund"}
    assert found.recorded.sum() == DAYS * CALLS
    assert found.busyness is not None
    assert found.patience.mean_s == pytest.approx(120, rel=0.25)
    assert found.held_out.n == 4 * 48
    assert len(found.weekday_factors) == 7


def test_returns_of_a_customer_are_no_new_needs() -> None:
    found = fitted_log()

    assert found.fresh.sum() < fit(window_h=1.0).fresh.sum() <= found.usual.sum()


def test_promotion_days_are_a_kind_of_their_own() -> None:
    found = fit(promotions=("2026-06-05",))

    assert found.days.kinds[-1] == "promotion"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"interval_s": 1000.0}, r"fit\.interval"),
        ({"promotions": ("2026-11-11",)}, r"fit\.promotions"),
    ],
)
def test_what_the_log_cannot_give_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(InputError, match=code):
        fit(**changes)


def test_too_few_contacts_are_refused() -> None:
    few = call_log().of(np.arange(49))

    with pytest.raises(InputError, match=r"fit\.too_little.*49"):
        traffic_fit(few, FitOptions(), np.random.default_rng(1))
