"""When evidence speaks, is contradicted, or leaves the judged weight."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import Direction
from engine.domain.pack import Estimate
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.channels import Channel, channel
from engine.evidence.importance_bootstrap import resamples_of, units_of
from engine.evidence.regressions import fit
from engine.evidence.weight_states import (
    contradiction,
    doubt,
    fit_shortcomings,
    indicator_parts,
    indicator_states,
    interval,
    over_sum,
    too_small,
    worth_cny,
)

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
FLAG = Term("flag", Role.LEVER, Transform.FLAG, indicator="fcr")
WAIT = Term("wait_s", Role.LEVER, indicator="frt")


@pytest.fixture(scope="module")
def each(small: ColumnTable, specify: Specify) -> Channel:
    found = fit(small, specify(WAIT, FLAG, value_cny=2.0))
    drawn = resamples_of([units_of(found)], np.random.default_rng(1), 200)
    better = {"frt": Direction.LOWER, "fcr": Direction.HIGHER}
    return channel(found, better, drawn, by_value=True)


def turned(each: Channel, place: int) -> Channel:
    sign = np.ones(2)
    sign[place] = -1.0
    return replace(each, rates=each.rates * sign, drawn_rates=each.drawn_rates * sign)


def keys(findings: tuple[Any, ...]) -> list[str]:
    return [finding.sentence.key.removeprefix("finding.evidence.weight_") for finding in findings]


def test_fit_of_enough_agents_and_events_has_no_shortcoming(each: Channel) -> None:
    assert fit_shortcomings(each.fit) == ()


def test_fewer_than_ten_clusters_are_too_few(small: ColumnTable, specify: Specify) -> None:
    nine = np.array([name[1:] for name in small.column("agent")], dtype=int) % 9
    table = ColumnTable(small.labels, {**small.columns, "agent": nine})

    found = fit_shortcomings(fit(table, specify(WAIT, FLAG)))

    assert keys(found) == ["few_clusters"]
    assert (found[0].sentence.values["clusters"], found[0].sentence.values["least"]) == (9, 10)


def test_fewer_than_ten_events_a_coefficient_are_too_few(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(1)
    rare = np.zeros(400)
    rare[rng.choice(400, 29, replace=False)] = 1.0
    columns = {"y": rare, "wait_s": rng.normal(size=400), "flag": np.tile([0.0, 1.0], 200)}
    table = tabulate({**columns, "agent": np.repeat(np.arange(40), 10)})

    yes_or_no = fit_shortcomings(fit(table, specify(WAIT, FLAG)))
    score = fit_shortcomings(fit(table, specify(WAIT, FLAG, family=Family.LINEAR)))

    assert keys(yes_or_no) == ["few_events"]
    assert yes_or_no[0].sentence.values["events"] == 29
    assert score == ()


def test_independent_rows_are_their_own_clusters(small: ColumnTable, specify: Specify) -> None:
    assert fit_shortcomings(fit(small, specify(WAIT, FLAG, cluster=""))) == ()


def test_effect_surely_against_the_direction_is_an_alarm(each: Channel) -> None:
    assert contradiction([each], "fcr") is None
    alarm = contradiction([turned(each, 1)], "fcr")

    assert alarm is not None
    assert (alarm.severity, alarm.sentence.key) == ("alarm", "finding.evidence.wrong_sign")
    worth = alarm.sentence.values["worth"]
    assert worth == pytest.approx(-float(each.rates[1] * each.steps[1]))


def test_wrong_sign_within_the_noise_is_no_contradiction(each: Channel) -> None:
    weak = turned(each, 1)
    weak = replace(weak, rates=weak.rates * 0.1, drawn_rates=weak.drawn_rates * 0.1 + 0.5)

    assert contradiction([weak], "fcr") is None


def test_outcomes_add_up_before_the_sign_is_judged(each: Channel) -> None:
    against = turned(each, 1)
    small_loss = replace(against, rates=against.rates * 0.1, drawn_rates=against.drawn_rates * 0.1)

    assert contradiction([each, small_loss], "fcr") is None
    assert contradiction([small_loss, against], "fcr") is not None


@given(value=st.floats(0.0, 1.0), low=st.floats(0.0, 1.0), width=st.floats(0.0, 1.0))
@settings(derandomize=True, deadline=None)
def test_interval_as_wide_as_the_share_is_doubt(value: float, low: float, width: float) -> None:
    share = Estimate(value, low, low + width)

    doubted = doubt("frt", share) is not None

    assert doubted == (low + width - low >= value)


def test_share_of_nothing_is_always_doubted() -> None:
    assert doubt("frt", Estimate(0.0, 0.0, 0.0)) is not None


def test_wrong_signed_parts_fall_to_nobody(each: Channel) -> None:
    parts = indicator_parts([turned(each, 0)], ("frt", "fcr"), {"frt": None, "fcr": None}, 200)

    assert parts.sample.tolist() == [0.0, each.parts[1]]
    right = turned(each, 0).drawn_rates[:, 0] > 0
    assert parts.drawn[:, 0].tolist() == np.where(right, each.drawn_parts[:, 0], 0.0).tolist()


def test_contradicted_gets_nothing_in_any_draw(each: Channel) -> None:
    against = turned(each, 0)
    alarms = {name: contradiction([against], name) for name in ("frt", "fcr")}

    parts = indicator_parts([against], ("frt", "fcr"), alarms, 200)
    states = indicator_states(parts, [against], alarms, valued=True)

    assert not parts.drawn[:, 0].any()
    assert [entry.state for entry in states] == ["contradicted", "evidence"]
    assert states[0].reasons == (alarms["frt"],)


def test_indicator_of_small_fits_alone_is_judged(each: Channel) -> None:
    doubtful = doubt("frt", Estimate(0.0, 0.0, 0.0))
    assert doubtful is not None

    found = too_small([each.fit], ("fcr",), {"test": (doubtful,)})

    assert [(e.indicator, e.state, e.fits) for e in found] == [("frt", "judged", ("test",))]
    assert found[0].reasons == (doubtful,)


def test_worth_is_between_agents_with_its_interval(each: Channel) -> None:
    worth = worth_cny([each], "fcr")

    assert worth.value == pytest.approx(float(each.rates[1] * each.spreads[1]))
    assert worth == interval(worth.value, each.drawn_rates[:, 1] * each.spreads[1])


def test_rows_are_divided_by_their_sums() -> None:
    found = over_sum(np.array([[1.0, 3.0], [0.0, 0.0]]))

    assert found.tolist() == [[0.25, 0.75], [0.0, 0.0]]
