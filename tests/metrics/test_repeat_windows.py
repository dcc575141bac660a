"""Windows worked by hand, the example's truth in each, and the definitions' own figures."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from engine.domain.metric_report import RepeatRate, RepeatWindow
from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.example.contacts import Contacts
from engine.example.windows import shown_problems, window_truth
from engine.metrics.aggregate import metric_table
from engine.metrics.counting import Counting
from engine.metrics.records import OpenRecords, opened_records
from engine.metrics.repeat_windows import repeat_windows, window_findings

N = None
MONDAY = datetime(2026, 5, 4, 9)  # noqa: DTZ001 (local time)
COUNTING = Counting()

# contact, problem, customer, class, agent, hours after Monday 9:00
WORKED = [
    (1, "p1", "a", "x", "A", 0),
    (2, "p1", "a", "x", "B", 24),  # exactly 24 h later: within
    (3, "p2", "a", "y", "B", 1),  # another class: another problem
    (4, "p3", "b", "x", "A", 0),
    (5, "p9", "b", "x", "A", 24.001),  # just beyond 24 h, and about something else
    (6, "p4", "c", "x", N, 0),  # the bot's
    (7, "p4", "c", "x", "C", 2),
    (8, "p5", "d", "x", "C", 180),
    (9, "p6", N, "x", "A", 1),  # nobody knows whose
    (10, "p7", "e", "x", "B", 168),
    (11, "p8", "f", N, "B", 3),  # nobody knows about what
]
NAMES = ("contact_id", "problem_id", "customer_id", "contact_class", "agent", "started")
COLUMNS = {name: [row[place] for row in WORKED] for place, name in enumerate(NAMES)}
COLUMNS["started"] = [MONDAY + timedelta(hours=float(str(row[5]))) for row in WORKED]


def windows(records: OpenRecords, period: str = "2026-05") -> tuple[RepeatWindow, ...]:
    return repeat_windows(records, period, COUNTING)


def test_rates_by_window_worked_by_hand(opened_shop: Any) -> None:
    day, three_days, week = windows(opened_shop(contacts=COLUMNS))

    assert [each.window_h for each in (day, three_days, week)] == [24, 72, 168]
    # 24 h, the records end at 180 h: contacts 1 (followed), 2, 3, 4, 5, 7 have ended windows
    assert (day.shop.repeat.value, day.shop.repeat.size) == (pytest.approx(1 / 6), 6)
    assert (day.shop.unended, day.shop.unknown) == (2, 2)
    assert (day.shop.fcr.value, day.shop.fcr.size) == (0.75, 4)  # 1, 3, 4, 5 start one
    assert day.agents["A"].fcr.value == pytest.approx(2 / 3)
    assert day.agents["C"].fcr.size == 0  # the bot's contact came first
    assert np.isnan(day.agents["C"].fcr.value)
    assert three_days.shop.repeat.value == pytest.approx(2 / 6)  # 4 is now followed too
    assert three_days.shop.fcr.value == pytest.approx(1 / 3)
    assert three_days.shop.fcr.size == 3
    assert week.shop.unended == 4  # only contacts of the first 12 h have 168 h behind them


def test_further_contacts_about_another_problem_are_chance(opened_shop: Any) -> None:
    unnumbered = {name: column for name, column in COLUMNS.items() if name != "problem_id"}

    numbered = windows(opened_shop(contacts=COLUMNS))
    plain = windows(opened_shop(contacts=unnumbered))

    assert [each.shop.chance for each in numbered] == [0, 1, 1]  # 5 follows 4 by chance
    assert [each.shop.chance for each in plain] == [N, N, N]
    assert plain[0].shop.fcr == numbered[0].shop.fcr


def test_what_the_window_asked_for_leaves_out_and_holds_by_chance_is_said(
    opened_shop: Any,
) -> None:
    found = windows(opened_shop(contacts=COLUMNS))

    unended, chance = window_findings(found, 72)

    assert unended.sentence.values == {"hours": 72, "contacts": 2}
    told = chance.sentence.values
    assert (told["chance"], told["further"]) == (1, 2)
    assert told["fcr"] == pytest.approx(1 / 3)
    assert told["own"] == pytest.approx(2 / 3)
    assert list(window_findings(found, 48)) == []


def test_the_window_asked_for_stands_among_the_others(opened_shop: Any) -> None:
    counting = Counting(repeat_window_h=48)

    found = repeat_windows(opened_shop(contacts=COLUMNS), "2026-05", counting)

    assert [each.window_h for each in found] == [24, 48, 72, 168]


def test_the_example_has_the_generators_truth_in_each_window(
    shop_contacts: Contacts, shop_source: RecordSource
) -> None:
    with opened_records([shop_source]) as records:
        for rates in windows(records, "2026"):
            truth = window_truth(shop_contacts, int(rates.window_h))

            assert rates.shop.fcr.size == truth.contacts
            assert rates.shop.fcr.value == pytest.approx(truth.resolved, abs=1e-12)
            assert rates.shop.chance == truth.chance


def test_agents_of_the_example_have_the_truth_of_their_first_contacts(
    shop_contacts: Contacts, shop_source: RecordSource
) -> None:
    shown = shown_problems(shop_contacts, 72)
    counted = shown.starts & shown.observed
    agent = shop_contacts.arrivals.agent
    with opened_records([shop_source]) as records:
        (rates,) = repeat_windows(records, "2026", COUNTING, (72,))

    for position, name in enumerate(shop_contacts.agents):
        own = counted & (agent == position)
        assert rates.agents[name].fcr.size == own.sum()
        expected = 1 - (shown.follower[own] >= 0).mean()
        assert rates.agents[name].fcr.value == pytest.approx(expected, abs=1e-12)


def test_rates_are_those_of_the_definitions(shop_source: RecordSource) -> None:
    with opened_records([shop_source]) as records:
        for rates in windows(records, "2026-05"):
            counting = Counting(repeat_window_h=rates.window_h)
            table = metric_table(records, ["fcr", "repeat"], "2026-05", counting)

            for row, agent in enumerate(table.agents):
                own = rates.agents[agent]
                assert [own.fcr.value, own.repeat.value] == table.values[row].tolist()
                assert [own.fcr.size, own.repeat.size] == table.sample_sizes[row].tolist()


def test_chance_repeats_bias_first_contact_resolution_down(shop_contacts: Contacts) -> None:
    truths = [window_truth(shop_contacts, hours) for hours in (24, 72, 168)]

    assert all(truth.chance > 0 for truth in truths)
    assert truths[2].chance / truths[2].contacts > truths[0].chance / truths[0].contacts


def test_contacts_of_unknown_customers_give_no_windows(opened_shop: Any) -> None:
    without = {name: COLUMNS[name] for name in ("contact_id", "agent", "started")}

    assert windows(opened_shop(contacts=without)) == ()


def test_a_period_without_contacts_has_no_rates(opened_shop: Any) -> None:
    (rates, *_) = windows(opened_shop(contacts=COLUMNS), "2020")

    assert np.isnan(rates.shop.fcr.value)
    assert rates.shop.unended == 0
    assert rates.agents == {}
    assert isinstance(rates.shop, RepeatRate)


def test_a_window_must_be_above_nothing(opened_shop: Any) -> None:
    with pytest.raises(InputError, match="repeat_window"):
        repeat_windows(opened_shop(contacts=COLUMNS), "2026-05", COUNTING, (0,))
