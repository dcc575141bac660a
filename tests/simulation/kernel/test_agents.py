"""Who takes a contact: the smallest share of slots, longest unchanged, lowest number (M4)."""

from engine.domain.traffic import Dispatch
from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, kind, played, team

LONG = 900.0


def agents_of(contacts: list[dict[str, float]], **group: object) -> list[int]:
    scenario = desk(groups=[team(**group)])
    return played(scenario, contacts, contact_log).legs["agent"].tolist()


def test_agents_who_came_on_together_take_turns_by_number() -> None:
    contacts = [{"arrival_s": 10.0, "work_s": LONG}] * 6

    assert agents_of(contacts, agents=3, slots=2) == [0, 1, 2, 0, 1, 2]


def test_among_equal_shares_the_longest_unchanged_is_taken() -> None:
    contacts = [
        {"arrival_s": 0.0, "work_s": 30.0},
        {"arrival_s": 1.0, "work_s": 9.0},
        {"arrival_s": 2.0, "work_s": 18.0},
        *({"arrival_s": 40.0 + n, "work_s": LONG} for n in range(3)),
    ]

    assert agents_of(contacts, agents=3) == [0, 1, 2, 1, 2, 0]


def test_pushed_contacts_go_past_the_slots_up_to_the_cap() -> None:
    contacts = [{"arrival_s": float(n), "work_s": LONG} for n in range(4)]
    scenario = desk(
        kinds=[kind(dispatch=Dispatch.PUSH)], groups=[team(slots=1, push_cap=3, speed=(1, 1, 1))]
    )

    log = played(scenario, contacts, contact_log)

    assert log.legs["load"].tolist() == [1, 2, 3, 3]
    assert log.contacts["start_s"].tolist() == [0.0, 1.0, 2.0, LONG]
