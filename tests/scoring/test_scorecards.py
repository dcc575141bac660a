"""Scores and contributions by hand, sharing of weight, and laws of ranks."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.i18n.translate import render_error, render_sentence
from engine.scoring.scorecards import effective_shares, scores

TableOf = Callable[..., MetricTable]
WeightsOf = Callable[..., WeightSet]
NAN = float("nan")
SHARES = [0.4, 0.3, 0.2, 0.1]


def test_score_is_the_weighted_sum_of_leaf_scores(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    """45 s is 80, 0.9 is 90, 0.5 is 50, 70 is 70: 32 + 27 + 10 + 7 = 76."""
    table = table_of({"A01": ("presale", [45.0, 0.9, 0.5, 70.0])})

    cards = scores(table, weights_of(SHARES), scheme)

    assert cards.leaf_scores == pytest.approx(np.array([[80, 90, 50, 70]]))
    assert cards.contributions == pytest.approx(np.array([[32, 27, 10, 7]]))
    assert cards.scores == pytest.approx([76])
    assert cards.findings == ()


def test_weight_of_a_leaf_of_other_contacts_is_shared_in_proportion(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    """Without the 0.2 of paid the others count 0.5, 0.375, 0.125: 40 + 33.75 + 8.75 = 82.5."""
    table = table_of(
        {
            "A01": ("aftersale", [45.0, 0.9, 0.5, 70.0]),
            "A02": ("presale", [45.0, 0.9, 0.5, 70.0]),
        }
    )

    cards = scores(table, weights_of(SHARES), scheme)

    assert cards.effective_shares[0] == pytest.approx([0.5, 0.375, 0, 0.125])
    assert cards.scores == pytest.approx([82.5, 76])
    (finding,) = cards.findings
    assert finding.severity == "note"
    assert "paid does not apply to 1 of 2 agents" in render_sentence(finding.sentence, "en")


def test_a_leaf_without_a_value_is_shared_and_reported_with_caution(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("all", [45.0, NAN, 0.5, 70.0])})

    cards = scores(table, weights_of(SHARES), scheme)

    assert cards.scores == pytest.approx([(32 + 10 + 7) / 0.7])
    assert [(finding.severity, finding.sentence.key) for finding in cards.findings] == [
        ("caution", "measure.scoring.no_value")
    ]
    assert render_sentence(cards.findings[0].sentence, "zh").startswith("1 名客服中有 1 名")


def test_an_unweighted_leaf_without_values_is_not_worth_a_finding(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [45.0, 0.9, 0.5, NAN])})

    assert scores(table, weights_of([0.5, 0.3, 0.2, 0.0]), scheme).findings == ()


def test_an_agent_to_whom_nothing_applies_has_no_score(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [NAN] * 4), "A02": ("presale", [30.0, 1.0, 1.0, 100.0])})

    cards = scores(table, weights_of(SHARES), scheme)

    assert np.isnan(cards.scores[0])
    assert cards.scores[1] == pytest.approx(100)
    assert cards.effective_shares[0].tolist() == [0, 0, 0, 0]
    assert cards.findings[-1].severity == "alarm"


def test_columns_and_weights_are_aligned_by_name(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    shuffled = table_of(
        {"A01": ("presale", [70.0, 7.0, 0.5, 0.9, 45.0])},
        indicators=("attitude", "other", "paid", "csat", "frt"),
    )
    weights = weights_of(SHARES).aligned(("attitude", "paid", "csat", "frt"))

    assert scores(shuffled, weights, scheme).scores == pytest.approx([76])


def test_every_missing_indicator_is_named(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [45.0, 0.5])}, indicators=("frt", "paid"))

    with pytest.raises(InputError, match=r"scoring\.missing_indicators") as raised:
        scores(table, weights_of(SHARES), scheme)

    assert [fault.place for fault in raised.value.faults] == ["csat", "attitude"]
    assert all(render_error(raised.value, language) for language in ("zh", "en"))


def test_effective_shares_without_any_available_leaf_are_zero() -> None:
    shares = effective_shares(np.array([0.5, 0.5]), np.array([[True, False], [False, False]]))

    assert shares.tolist() == [[1, 0], [0, 0]]


VALUES = st.lists(st.floats(0, 100), min_size=12, max_size=12)


@settings(derandomize=True, deadline=None)
@given(VALUES, st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_contributions_sum_to_the_score_within_zero_to_a_hundred(
    scheme: Scheme,
    table_of: TableOf,
    weights_of: WeightsOf,
    values: list[float],
    raw: list[float],
) -> None:
    rows = {f"A{i}": ("presale", values[4 * i : 4 * i + 4]) for i in range(3)}
    shares = np.array(raw) / np.sum(raw)

    cards = scores(table_of(rows), weights_of(shares.tolist()), scheme)

    assert cards.contributions.sum(axis=1) == pytest.approx(cards.scores)
    assert cards.effective_shares.sum(axis=1) == pytest.approx(np.ones(3))
    assert bool(((cards.scores >= 0) & (cards.scores <= 100 + 1e-9)).all())


@settings(derandomize=True, deadline=None)
@given(VALUES, st.floats(0, 0.5))
def test_weight_moved_in_proportion_to_where_an_agent_leads_never_lowers_its_rank(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf, values: list[float], more: float
) -> None:
    """State the law where it holds.

    If an agent's score on a leaf is the highest of all and the other leaves keep their
    proportions, its lead over a rival becomes (1 - c) times the old lead plus c times a number
    >= 0: whom it did not trail before it does not trail after, so its rank never falls. All
    leaves must apply to all agents.
    """
    rows = {f"A{i}": ("presale", values[4 * i : 4 * i + 4]) for i in range(3)}
    table = table_of(rows)
    shares = np.array(SHARES)
    moved = (1 - more) * shares + more * np.array([0, 1, 0, 0])

    before = scores(table, weights_of(shares.tolist()), scheme)
    after = scores(table, weights_of(moved.tolist()), scheme)

    leader = int(np.argmax(before.leaf_scores[:, 1]))
    not_trailed = before.scores[leader] >= before.scores
    assert bool((after.scores[leader] >= after.scores - 1e-9)[not_trailed].all())
