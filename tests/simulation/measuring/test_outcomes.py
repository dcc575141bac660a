"""What follows contacts: who is asked, who orders silently, what the counterfactual adds."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Scenario
from engine.domain.traffic import Bot, Offline, Repeat
from engine.simulation.contact_log import ContactLog
from engine.simulation.measuring.contact_facts import ContactFacts, contact_facts, leg_facts
from engine.simulation.measuring.measurement import measure_plan, measured
from engine.simulation.measuring.outcomes import Followed, outcomes_of
from engine.simulation.measuring.rounds import rounds_of
from engine.simulation.measuring.time_bins import TimeBins
from tests.simulation.desks import desk, exponential, kind, played, team
from tests.simulation.drawn_desks import OUTCOMES, drawn_desk, drawn_log

SURE, NEVER = OutcomeLogit(50.0), OutcomeLogit(-50.0)
MODELS = Outcomes("scenario", 1.0, 1.0, SURE, SURE, complaint=NEVER, order_value_cny=30.0)


def followed(
    scenario: Scenario, log: ContactLog, seed: int = 0, replication: int = 0
) -> tuple[ContactFacts, Followed]:
    bins = TimeBins(np.array([0.0, scenario.horizon_s]))
    facts = contact_facts(scenario, bins, log, leg_facts(scenario, log))
    found = outcomes_of(scenario, facts, rounds_of(log, facts), seed=seed, replication=replication)
    assert found is not None
    return facts, found


def test_only_who_was_answered_while_there_is_invited() -> None:
    chat = kind(offline=Offline.MESSAGE, stays=True)
    scenario = desk(kinds=[chat], groups=[team(shifts=[(100.0, 900.0)])], outcomes=MODELS)
    log = played(scenario, [{"arrival_s": 10.0}, {"arrival_s": 200.0}])

    _, found = followed(scenario, log)

    assert found.invited.tolist() == [False, True]
    assert found.satisfied.tolist() == [False, True]
    assert found.complained.tolist() == [False, False]


def test_a_customer_orders_once_at_the_last_answered_contact() -> None:
    scenario = desk(outcomes=MODELS)
    back = {"returns": True, "return_delay_s": 100.0, "solved": 1.0}
    scenario = replace(scenario, classes=(replace(scenario.classes[0], repeat=Repeat(0.5)),))
    log = played(scenario, [{"arrival_s": 0.0, **back}])

    facts, found = followed(scenario, log)

    assert facts.attempt.tolist() == [0, 1]
    assert found.asked.tolist() == [False, True]
    assert found.ordered.tolist() == [False, True]


def test_who_was_never_answered_orders_silently() -> None:
    models = replace(MODELS, conversion=NEVER, silent_conversion=1.0)
    scenario = desk(outcomes=models)
    log = played(scenario, [{"arrival_s": 0.0}, {"arrival_s": 1.0, "patience_s": 5.0}])

    _, found = followed(scenario, log)

    assert found.ordered.tolist() == [False, True]
    assert found.silent.tolist() == [False, True]


def test_lost_orders_are_those_of_a_timely_answer() -> None:
    """ln(1 + 60) x -10 decides against the order, ln(1 + 0) for it."""
    models = replace(MODELS, conversion=OutcomeLogit(20.0, log_frt=-10.0), counterfactual_frt_s=0.0)
    scenario = desk(outcomes=models)
    log = played(
        scenario, [{"arrival_s": 0.0, "reply_s": 60.0}, {"arrival_s": 1.0, "patience_s": 5.0}]
    )
    plan = measure_plan(scenario)

    table = measured(scenario, plan, log, seed=0, replication=0)

    told = {name: table[0, plan.ids.index(name)] for name in plan.ids}
    assert (told["orders"], told["lost_orders"], told["lost_sales_cny"]) == (0, 2, 60.0)
    assert told["conversion"] == 0
    assert told["csat"] == told["invite_rate"] == told["rating_rate"] == 1


def test_the_bots_contacts_take_no_part() -> None:
    scenario = desk(kinds=[kind(bot=Bot(1.0, exponential(10.0)))], outcomes=MODELS)
    log = played(scenario, [{"arrival_s": 0.0, "bot_s": 5.0, "contained": True}])

    _, found = followed(scenario, log)

    assert not found.asked.any()
    assert not found.offered.any()


def test_a_scenario_without_models_has_none() -> None:
    scenario = desk()
    log = played(scenario, [])
    bins = TimeBins(np.array([0.0, 1.0]))
    facts = contact_facts(scenario, bins, log, leg_facts(scenario, log))

    assert outcomes_of(scenario, facts, rounds_of(log, facts), seed=0, replication=0) is None


def test_the_same_customers_meet_the_same_numbers_under_another_plan() -> None:
    """A chance that no response time moves: every first attempt decides alike."""
    models = Outcomes("scenario", 0.5, 0.5, OutcomeLogit(0.0), complaint=OutcomeLogit(0.0))
    few = desk(kinds=[kind("a"), kind("b")], outcomes=models)
    many = desk(kinds=[kind("b"), kind("a")], groups=[team(agents=9)], outcomes=models)
    logs = {id(each): drawn_log(each, 5) for each in (few, many)}

    (_, one), (_, other) = (followed(each, logs[id(each)], seed=5) for each in (few, many))

    customers = logs[id(few)].contacts["attempt"] == 0
    assert np.array_equal(one.complained[customers], other.complained[: customers.sum()])


@pytest.mark.parametrize("seed", [1, 2])
def test_another_replication_draws_other_numbers(seed: int) -> None:
    scenario = replace(drawn_desk(seed), outcomes=OUTCOMES)
    log = drawn_log(scenario, seed)

    found = [followed(scenario, log, seed, replication)[1] for replication in (0, 0, 1)]

    assert np.array_equal(found[0].invited, found[1].invited)
    assert not np.array_equal(found[0].invited, found[2].invited)


def test_log_odds_are_those_of_the_formula() -> None:
    """At ln(1 + frt) = ln 61, art 1 min, solved, class a: the share over many contacts."""
    model = OutcomeLogit(1.0, log_frt=-0.3, art_min=-0.2, solved=0.4, classes=(("chat", 0.1),))
    scenario = desk(
        outcomes=replace(MODELS, satisfaction=model),
        groups=[team(agents=4_000)],
        horizon_s=4_000.0,
    )
    log = played(scenario, [{"arrival_s": float(n), "reply_s": 60.0} for n in range(4_000)])

    _, found = followed(scenario, log)

    log_odds = 1.0 - 0.3 * np.log(61.0) - 0.2 + 0.4 + 0.1
    # 4.9 standard errors of a share of 4,000: false alarm 1e-6 under a fresh seed
    share = 1 / (1 + np.exp(-log_odds))
    assert found.satisfied.mean() == pytest.approx(share, abs=4.9 * 0.5 / 4_000**0.5)
