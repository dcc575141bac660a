"""Who comes next, by the data alone."""

from engine.domain.staffing import Inbox
from engine.simulation.desk import Desk
from engine.simulation.desk_plan import desk_of
from engine.simulation.reference_state import Agent, Contact, Draws, Group, Leg, Route, named_rows
from engine.simulation.sampled import SampledContacts
from tests.simulation.desks import desk, kind, team, written


def made(*, agents: int = 2, slots: int = 2, **of_group: object) -> tuple[Desk, SampledContacts]:
    staffed = desk(
        kinds=[kind(groups=["team", "others"], opens_after_s=(0.0, 30.0))],
        groups=[team(agents=agents, slots=slots, **of_group), team("others")],
    )
    contacts = [
        {"arrival_s": 0.0, "work_s": 7.0, "again_work_s": 8.0, "onward_short_s": 9.0},
        {"arrival_s": 1.0},
        {"arrival_s": 2.0},
    ]
    return desk_of(staffed, seed=0, replication=0), written(staffed, contacts)


def roster(of: Desk) -> tuple[Route, list[Agent]]:
    groups = [Group(number, of) for number in range(of.groups.size)]
    agents = [
        Agent(number, row, groups[row.group], of.rank[row.slots].tolist())
        for number, row in enumerate(named_rows(of.agents))
    ]
    return Route(0, of, named_rows(of.classes), groups), agents


def come(agent: Agent, now_s: float) -> None:
    agent.on_duty = True
    agent.note_change(now_s)


class TestFreeAgent:
    def test_nobody_is_free_before_somebody_comes(self) -> None:
        route, _ = roster(made()[0])

        assert route.free_agent(0) is None

    def test_the_load_decides_then_the_time_of_the_change_then_the_number(self) -> None:
        route, (first, second, _) = roster(made()[0])

        come(second, 5.0)
        come(first, 5.0)
        by_number = route.free_agent(0)
        first.note_change(6.0)
        by_time = route.free_agent(0)
        second.load = 1
        second.note_change(7.0)
        by_load = route.free_agent(0)

        assert [by_number, by_time, by_load] == [first, second, first]

    def test_a_full_agent_takes_nothing(self) -> None:
        route, (only, _) = roster(made(agents=1)[0])

        come(only, 0.0)
        only.load = 2
        only.note_change(1.0)

        assert route.free_agent(0) is None

    def test_a_group_that_is_not_open_yet_takes_nothing(self) -> None:
        route, (*_, other) = roster(made()[0])

        come(other, 0.0)

        assert route.free_agent(0) is None
        assert route.free_agent(1) is other

    def test_groups_open_by_the_wait_since_entry(self) -> None:
        route, _ = roster(made()[0])

        assert [route.level_at(10.0, now_s) for now_s in (10.0, 39.9, 40.0)] == [0, 0, 1]


class TestQueue:
    def test_who_entered_first_stands_first_whenever_he_joins(self) -> None:
        route, _ = roster(made()[0])
        early, late = (Contact(number, number, 0, route, None) for number in (0, 1))
        early.entry_s, late.entry_s = 3.0, 4.0

        route.join(late)
        route.join(early)

        assert [contact for *_, contact in route.queue] == [early, late]

    def test_leaving_takes_out_the_one_who_leaves(self) -> None:
        route, _ = roster(made()[0])
        contacts = [Contact(number, number, 0, route, None) for number in range(3)]
        for contact in contacts:
            contact.entry_s = 3.0
            route.join(contact)

        route.leave(contacts[1])

        assert [contact.number for *_, contact in route.queue] == [0, 2]


def legs_of(agent: Agent, route: Route, count: int) -> list[Leg]:
    contacts = [Contact(number, number, 0, route, None) for number in range(count)]
    return [Leg(contact.number, contact, agent, 0.0) for contact in contacts]


class TestNextMessage:
    def inbox(self, policy: Inbox) -> tuple[Agent, list[Leg]]:
        route, (agent, *_) = roster(made(inbox=policy)[0])
        agent.chats = legs_of(agent, route, 3)
        for leg, sent_s, answers in zip(agent.chats, (1.0, 2.0, 2.0), (1, 0, 0), strict=True):
            leg.sent_s, leg.round, leg.pending = sent_s, answers, True
        return agent, agent.chats

    def test_first_messages_come_first_where_the_group_says_so(self) -> None:
        agent, (_, first, _) = self.inbox(Inbox.FIRST_MESSAGES_FIRST)

        assert agent.next_message() is first

    def test_else_the_oldest_message(self) -> None:
        agent, (oldest, *_) = self.inbox(Inbox.FIRST_COME)

        assert agent.next_message() is oldest

    def test_none_in_an_empty_inbox(self) -> None:
        agent, legs = self.inbox(Inbox.FIRST_COME)

        for leg in legs:
            leg.pending = False

        assert agent.next_message() is None


class TestAttention:
    def test_attention_counts_for_every_open_contact(self) -> None:
        route, (agent, *_) = roster(made()[0])
        agent.working = legs_of(agent, route, 2)
        agent.rate = 0.5
        for leg, unreplied_s in zip(agent.working, (3.0, 8.0), strict=True):
            leg.remaining_s, leg.unreplied_s = 20.0, unreplied_s

        agent.attend(10.0)

        assert [leg.remaining_s for leg in agent.working] == [15.0, 15.0]
        assert [leg.unreplied_s for leg in agent.working] == [0.0, 3.0]
        assert agent.working[0].contact.replied_s == 6.0

    def test_the_contact_with_the_least_work_ends_first_then_the_lowest_number(self) -> None:
        route, (agent, *_) = roster(made()[0])
        legs = legs_of(agent, route, 3)
        agent.working = legs[::-1]
        for leg, remaining_s in zip(legs, (5.0, 4.0, 4.0), strict=True):
            leg.remaining_s = remaining_s

        assert agent.first_to_end() is legs[1]


def test_later_legs_have_draws_of_their_own() -> None:
    of, sampled = made()
    draws, (route, _) = Draws(sampled), roster(of)
    contact = Contact(0, 0, 0, route, draws.first[0])

    assert contact.own.work_s == 7.0
    assert draws.later_leg(0, 1, 0).work_s == 8.0
    assert draws.short_s(contact) == 5.0
    contact.transferred = True
    assert draws.short_s(contact) == 9.0
