"""Groups by what agents serve."""

import numpy as np

from engine.simulation.fitting.observed import ObservedContacts, contacts_of
from engine.simulation.fitting.skills import in_skill_groups, serving_groups


def log(group: str = "") -> ObservedContacts:
    """Let a serve x and y, b only x (and y once), c is hardly ever seen."""
    agent = np.array(["a"] * 200 + ["b"] * 201 + ["c"] * 5 + [""])
    kind = np.array(["x", "y"] * 100 + ["x"] * 200 + ["y"] + ["y"] * 5 + ["x"])
    n = agent.size
    return contacts_of(
        arrival_s=np.arange(n) * 10.0,
        served=np.ones(n, np.bool_),
        agent=agent,
        contact_class=kind,
        group=np.full(n, group),
    )


def test_agents_of_one_mix_are_a_group_and_a_single_contact_makes_no_skill() -> None:
    contacts = in_skill_groups(log())

    assert set(contacts.group[contacts.agent == "a"]) == {"all"}
    assert set(contacts.group[contacts.agent == "b"]) == {"x"}
    assert set(contacts.group[contacts.agent == "c"]) == {"all"}
    assert contacts.group[contacts.agent == ""].tolist() == [""]


def test_specialists_come_first() -> None:
    contacts = in_skill_groups(log())

    assert serving_groups(contacts, "x") == ("x", "all")
    assert serving_groups(contacts, "y") == ("all",)


def test_named_groups_stay() -> None:
    assert set(in_skill_groups(log("team")).group) == {"team"}
