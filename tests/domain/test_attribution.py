"""A policy is a plain statement of a shop."""

from engine.domain.attribution import AttributionPolicy
from engine.domain.texts import Text


def test_a_policy_counts_every_day_and_gross_sales_unless_it_says_otherwise() -> None:
    policy = AttributionPolicy("paid", Text("按付款", "by payment"), "paid", "last", 72, 21)

    assert policy.within_days is None
    assert not policy.net_of_refunds
    assert policy.source == ""
