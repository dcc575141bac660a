"""The desk as the engines read it: routes, tables by group, and who is away."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.staffing import Break, Inbox, LearningStep, Shift, Skill
from engine.domain.traffic import (
    Channel,
    Dispatch,
    Offline,
    Repeat,
    Transfer,
    Until,
)
from engine.errors import InputError
from engine.simulation.conventions import NOBODY, OfflineRule
from engine.simulation.desk import Desk
from engine.simulation.desk_plan import UNLIMITED, desk_of, desk_plan
from tests.simulation.desks import desk, kind, team, turns


def built(*, seed: int = 1, replication: int = 0, **scenario: object) -> Desk:
    return desk_of(desk(**scenario), seed=seed, replication=replication)


def test_classes_say_how_they_are_served() -> None:
    chat = kind(
        stays=True,
        turns=turns(),
        until=Until.REPLY,
        dispatch=Dispatch.PUSH,
        offline=Offline.MESSAGE,
        repeat=Repeat(0.7),
        latest_agent_first=True,
    )
    call = kind("call", channel=Channel.PHONE, until=Until.REPLY, offline=Offline.CLEARED)

    rows = built(kinds=[chat, call], by_turns=True).classes

    assert rows.tolist() == [
        (0.7, OfflineRule.MESSAGE, True, True, True, True, True),
        (1.0, OfflineRule.CLEARED, False, False, False, False, False),
    ]


def test_patience_until_the_reply_needs_rounds() -> None:
    assert not built(kinds=[kind(until=Until.REPLY, turns=turns())]).classes["until_reply"].any()


def test_routes_list_the_groups_of_a_class_in_order() -> None:
    groups = [team("a"), team("b"), team("c")]
    kinds = [
        kind("one", groups=["c", "a"], opens_after_s=(0.0, 30.0), waiting_room=5, priority=2),
        kind("two", groups=["b"]),
        kind("nobody's", groups=[]),
    ]

    found = built(kinds=kinds, groups=groups)

    assert found.routes.tolist() == [(0, 2, 5, 2), (1, 0, UNLIMITED, 1), (2, 0, UNLIMITED, 0)]
    assert found.route_groups.tolist() == [[2, 0], [1, NOBODY], [NOBODY, NOBODY]]
    assert found.route_opens_s[0].tolist() == [0.0, 30.0]


def test_contacts_that_are_passed_on_have_routes_of_their_own() -> None:
    groups = [team("a"), team("b"), team("c")]
    kinds = [
        kind("one", groups=["a"], priority=3, waiting_room=1,
             transfers=(Transfer("c", 0.2, ("a",)), Transfer("a", 0.1, ("b", "c")))),
        kind("two", groups=["b"], transfers=(Transfer("c", 0.4),)),
    ]  # fmt: skip

    found = built(kinds=kinds, groups=groups)

    assert found.transfer_probability.tolist() == [[0.2, 0.1, 0.1], [0.4, 0.4, 0.0]]
    assert found.transfer_route.tolist() == [[2, 3, 3], [4, 4, NOBODY]]
    assert found.routes[2:].tolist() == [
        (0, 3, UNLIMITED, 1), (0, 3, UNLIMITED, 1), (1, 0, UNLIMITED, 1),
    ]  # fmt: skip
    assert found.route_groups[2:, 0].tolist() == [2, 0, 2]


def test_a_group_passes_a_class_on_to_one_group_only() -> None:
    chat = kind(transfers=(Transfer("b", 0.2), Transfer("c", 0.1, ("team",))))

    with pytest.raises(InputError, match=r"transfer\.ambiguous.*team"):
        built(kinds=[chat], groups=[team(), team("b"), team("c")])


def test_names_that_are_not_there_are_refused() -> None:
    passed_on = kind(transfers=(Transfer("team", 0.2, ("nowhere",)),))

    with pytest.raises(InputError, match=r"transfer\.unknown_group.*nowhere"):
        built(kinds=[passed_on])
    with pytest.raises(InputError, match=r"group\.skill.*phone"):
        built(groups=[team(skills=(Skill("phone"),))])


def test_tables_by_group_go_up_to_the_greatest_cap() -> None:
    groups = [
        team("a", slots=1, speed=[0.9]),
        team("b", slots=2, push_cap=3, speed=[0.8, 0.5, 0.3], pressure=(1.0, 0.9, 0.7)),
    ]

    found = built(kinds=[kind(groups=["a"])], groups=groups)

    assert found.speed.tolist() == [[0.9, 0.9, 0.9, 0.9], [0.8, 0.8, 0.5, 0.3]]
    assert found.pressure.tolist() == [[1.0] * 4, [1.0, 1.0, 0.9, 0.7]]
    assert found.agents[["slots", "cap"]].tolist() == [(1, 1), (2, 3)]


def test_skills_stand_by_group_and_class() -> None:
    groups = [team("a"), team("b", skills=(Skill("two", 0.8, 0.9),))]

    found = built(kinds=[kind("one", groups=["a"]), kind("two", groups=["b"])], groups=groups)

    assert found.skill.tolist() == [[1.0, 1.0], [1.0, 0.8]]
    assert found.solved_factor.tolist() == [[1.0, 1.0], [1.0, 0.9]]


def test_the_inbox_is_a_rule_of_the_group() -> None:
    groups = [team(), team("b", inbox=Inbox.FIRST_COME)]

    assert built(groups=groups).groups["first_messages_first"].tolist() == [True, False]


@pytest.mark.parametrize("slots", [(1, 2, 3), (2, 5), (4, 6, 9)])
def test_ranks_order_loads_by_their_share_of_the_slots(slots: tuple[int, ...]) -> None:
    found = built(groups=[team(f"{each}", slots=each) for each in slots], kinds=[kind(groups=[])])

    most = max(slots)
    held = [(load, each) for each in slots for load in range(most + 1)]
    for load, each in held:
        for other_load, other in held:
            higher = found.rank[each, load] > found.rank[other, other_load]
            equal = found.rank[each, load] == found.rank[other, other_load]
            assert higher == (load * other > other_load * each)
            assert equal == (load * other == other_load * each)


def test_breaks_are_times_off_duty() -> None:
    shift = Shift(100.0, 900.0, 2, (Break(300.0, 400.0),))
    late = Shift(500.0, 2_000.0, 1)

    found = built(groups=[replace(team(), shifts=(shift, late))], horizon_s=600.0)

    assert found.agents["duties"].tolist() == [4, 4, 2]
    assert found.agents["first_duty"].tolist() == [0, 4, 8]
    assert found.duties[:4].tolist() == [(100.0, True), (300.0, False), (400.0, True), (900, False)]
    assert found.duties[8:].tolist() == [(500.0, True), (2_000.0, False)]


@pytest.mark.parametrize(
    ("tenure_weeks", "efficiency", "solved_factor"),
    [(0.0, 0.4, 0.7), (1.9, 0.4, 0.7), (2.0, 0.6, 0.9), (7.0, 0.6, 0.9), (None, 0.8, 1.0)],
)
def test_tenure_decides_what_has_been_learnt(
    tenure_weeks: float | None, efficiency: float, solved_factor: float
) -> None:
    """Steps at weeks 1, 2 and 8 of a group of efficiency 0.8; before the first, its values."""
    learning = (LearningStep(1.0, 0.5, 0.7), LearningStep(2.0, 0.75, 0.9), LearningStep(8.0, 1.0))
    shifts = (Shift(0.0, 60.0, 1, (), tenure_weeks),)

    agents = built(groups=[replace(team(efficiency=0.8, learning=learning), shifts=shifts)]).agents

    assert agents["efficiency"].tolist() == pytest.approx([efficiency])
    assert agents["solved_factor"].tolist() == [solved_factor]


def test_agents_who_join_leave_the_absence_of_the_others() -> None:
    fewer, more = (built(groups=[team(agents=n)], absence=0.5).agents for n in (20, 30))

    assert np.array_equal(fewer["present"], more["present"][:20])
    assert 0 < fewer["present"].sum() < 20


def test_shifts_of_the_same_hours_have_absences_of_their_own() -> None:
    twice = replace(team(), shifts=(Shift(0.0, 60.0, 40), Shift(0.0, 60.0, 40, (), 3.0)))

    present = built(groups=[twice], absence=0.5).agents["present"]

    assert not np.array_equal(present[:40], present[40:])
    assert np.array_equal(present[:40], built(groups=[team(agents=40, shifts=[(0.0, 60.0)])],
                                              absence=0.5).agents["present"])  # fmt: skip


def test_the_order_of_groups_and_shifts_changes_nobody_s_absence() -> None:
    groups = [team("a", agents=30), team("b", agents=30, shifts=[(0.0, 60.0), (60.0, 90.0)])]
    turned = [replace(each, shifts=each.shifts[::-1]) for each in groups[::-1]]

    first, second = (
        built(groups=each, kinds=[kind(groups=["a"])], absence=0.4).agents["present"].reshape(3, 30)
        for each in (groups, turned)
    )

    assert np.array_equal(first, second[::-1])


def test_absent_agents_are_rostered_and_have_no_duties() -> None:
    rests = team(agents=40, shifts=[(0.0, 900.0)], breaks=[(300.0, 400.0)])
    found = built(groups=[rests], absence=0.4)
    agents, here = found.agents, found.agents["present"]

    assert agents.size == 40
    assert set(agents["duties"][here].tolist()) == {4}
    assert not agents["duties"][~here].any()
    assert found.duties.size == 4 * here.sum()
    for agent in agents[here]:
        own = found.duties[agent["first_duty"] : agent["first_duty"] + agent["duties"]]
        assert own["time_s"].tolist() == [0.0, 300.0, 400.0, 900.0]


def test_days_differ_only_by_absence() -> None:
    scenario = desk(groups=[team(agents=20)], absence=0.5)
    today, again, tomorrow = (
        desk_of(scenario, seed=1, replication=replication) for replication in (0, 0, 1)
    )

    assert np.array_equal(today.agents, again.agents)
    assert not np.array_equal(today.agents["present"], tomorrow.agents["present"])
    assert today.speed is tomorrow.speed
    assert desk_plan(scenario).full.agents["present"].all()


def test_the_plan_of_a_scenario_is_made_once() -> None:
    scenario = desk()

    assert desk_plan(scenario) is desk_plan(scenario)
    assert desk_plan(scenario) is not desk_plan(replace(scenario))


def test_a_desk_may_be_empty() -> None:
    found = built(groups=[team(agents=0)])

    assert found.agents.size == found.duties.size == 0


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1)])
def test_a_negative_seed_is_refused(seed: int, replication: int) -> None:
    with pytest.raises(InputError, match=r"simulation\.seed"):
        built(seed=seed, replication=replication)
