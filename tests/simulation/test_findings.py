"""What a planner is told before reading the measures."""

from dataclasses import replace

import pytest

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.targets import Comparison, Target
from engine.domain.traffic import Channel, Repeat
from engine.files.platform_file import shipped_platforms
from engine.i18n.translate import render_sentence
from engine.simulation.findings import findings_of
from engine.simulation.replications import simulate
from tests.simulation.desks import HOUR_S, desk, fixed, kind, team, turns

TAOBAO = next(rule for rule in shipped_platforms() if rule.id == "taobao-3min")
CALM = desk(kinds=[kind(rate_per_h=10.0, work=fixed(30.0))], groups=[team(agents=3)])


def told(scenario: Scenario, replications: int = 8) -> dict[str, dict[str, object]]:
    found = findings_of(simulate(scenario, 1, replications))
    for each in found:
        assert render_sentence(each.sentence, "en")
        assert render_sentence(each.sentence, "zh")
    return {
        each.sentence.key.removeprefix("finding.simulation."): dict(each.sentence.values)
        for each in found
    }


def test_a_calm_day_has_nothing_to_tell() -> None:
    assert told(CALM) == {}


def test_overload_without_abandonment_tells_how_the_backlog_grows() -> None:
    flooded = desk(kinds=[kind(rate_per_h=300.0)], groups=[team()], horizon_s=4 * HOUR_S)

    found = told(flooded)["backlog_grows"]

    assert found["growth_per_h"] == pytest.approx(270.0, rel=0.05)  # one agent serves 30 an hour


def test_rounds_and_shared_attention_at_one_group_are_told() -> None:
    both = desk(
        kinds=[kind(turns=turns()), kind("calls", channel=Channel.PHONE, rate_per_h=5.0)],
        groups=[team(agents=5), team("other", agents=1)],
        by_turns=True,
    )

    assert told(both)["mixed_levels"] == {"groups": "team"}


def test_platform_rates_at_rate_level_are_told_to_be_of_first_rounds() -> None:
    by_rate = replace(CALM, platform_rules=(TAOBAO,))
    calls = replace(by_rate, classes=(kind(channel=Channel.PHONE, rate_per_h=10.0),))
    by_turns = desk(kinds=[kind(turns=turns(), rate_per_h=10.0)], groups=[team(agents=9)])
    by_turns = replace(by_turns, fidelity=Fidelity.TURNS, platform_rules=(TAOBAO,))

    assert told(by_rate) == {"first_rounds_only": {"rules": "taobao-3min"}}
    assert told(calls) == {}
    assert told(by_turns) == {}


def test_contacts_with_nobody_on_duty_are_counted() -> None:
    late = replace(CALM, staffing=desk(groups=[team(shifts=[(1_800.0, 7_200.0)])]).staffing)

    assert told(late)["offline_messages"]["mean"] > 0


def test_targets_on_what_an_input_decides_are_named() -> None:
    asked = replace(CALM, targets=(Target("fcr", Comparison.AT_LEAST, 0.5),))

    assert told(asked)["assumed"] == {"measures": "fcr"}


def test_customers_cut_off_by_the_greatest_number_of_attempts_are_counted() -> None:
    unsolved = Repeat(solved_probability=0.0, return_probability=1.0, delay=fixed(60.0))
    again = kind(rate_per_h=60.0, repeat=unsolved)
    scenario = desk(kinds=[again], groups=[team(agents=9)], max_attempts=1)

    assert told(scenario)["capped"]["mean"] > 0


def test_what_customers_do_afterwards_is_said_to_follow_coefficients() -> None:
    conversion = OutcomeLogit(intercept=-1.0)
    followed = replace(CALM, outcomes=Outcomes("evidence.json", conversion=conversion))

    assert told(followed) == {"outcomes_lost": {"source": "evidence.json", "frt_s": 30.0}}
    assert list(told(replace(CALM, outcomes=Outcomes("scenario", invite_rate=0.5)))) == ["outcomes"]
