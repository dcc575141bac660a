"""When agents are on duty, busy, there and free: two agents, worked by hand."""

from engine.simulation.desk_plan import desk_plan
from engine.simulation.measuring.contact_facts import leg_facts
from engine.simulation.measuring.presence import AgentTimes, Stretches, agent_times
from tests.simulation.desks import Value, desk, played, team

SCENARIO = desk(
    groups=[team(slots=2, speed=[1.0, 1.0], shifts=[(0.0, 1_000.0)], breaks=[(200.0, 300.0)])]
)


def times(*contacts: dict[str, Value]) -> AgentTimes:
    log = played(SCENARIO, contacts)
    return agent_times(desk_plan(SCENARIO).full, log.agents, leg_facts(SCENARIO, log))


def spans(stretches: Stretches) -> list[tuple[float, float]]:
    return list(zip(stretches.start_s.tolist(), stretches.end_s.tolist(), strict=True))


def test_an_agent_is_there_on_duty_and_while_anything_is_open() -> None:
    found = times({"arrival_s": 150.0, "work_s": 100.0}, {"arrival_s": 950.0, "work_s": 100.0})

    assert spans(found.scheduled) == [(0.0, 200.0), (300.0, 1_000.0)]
    assert spans(found.busy) == [(150.0, 250.0), (950.0, 1_050.0)]
    assert spans(found.staffed) == [(0.0, 250.0), (300.0, 1_050.0)]


def test_an_agent_is_free_on_duty_with_a_slot_left() -> None:
    found = times(
        {"arrival_s": 10.0, "work_s": 100.0},
        {"arrival_s": 20.0, "work_s": 50.0, "wrap_up_s": 5.0},
    )

    assert spans(found.busy) == [(10.0, 110.0)]
    assert spans(found.free) == [(0.0, 20.0), (75.0, 200.0), (300.0, 1_000.0)]


def test_contacts_that_follow_at_the_same_instant_make_one_busy_stretch() -> None:
    found = times({"arrival_s": 10.0, "work_s": 50.0}, {"arrival_s": 60.0, "work_s": 50.0})

    busy = spans(found.busy)
    assert (busy[0][0], busy[-1][1]) == (10.0, 110.0)
    assert sum(end - start for start, end in busy) == 100.0


def test_a_desk_where_nothing_happens_has_its_duties() -> None:
    found = times()

    assert spans(found.staffed) == spans(found.scheduled) == spans(found.free)
    assert spans(found.busy) == []


def test_an_absent_agent_has_no_duty() -> None:
    log = played(SCENARIO, [])
    agents = log.agents.copy()
    agents["present"] = False

    found = agent_times(desk_plan(SCENARIO).full, agents, leg_facts(SCENARIO, log))

    assert spans(found.scheduled) == []
