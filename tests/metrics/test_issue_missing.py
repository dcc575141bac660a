"""Values that belong and are missing: in a row, in a column, for an agent, on a day."""

from engine.domain.records import TableKind
from engine.metrics.issue_missing import missing_doubts
from tests.metrics.issue_tables import Columns, hours, told

CONTACTS = TableKind.CONTACTS
N = 80


def contacts(**columns: list[object]) -> tuple[TableKind, Columns]:
    base: Columns = {
        "contact_id": [str(place) for place in range(N)],
        "agent": [f"A{place % 2}" for place in range(N)],
        "started": hours(N),
        "frt_s": [10.0 + place for place in range(N)],
    }
    return CONTACTS, {**base, **columns}


def test_complete_contacts_lack_nothing() -> None:
    assert told(missing_doubts, contacts()) == []


def test_contacts_of_the_bot_need_no_response_time() -> None:
    nobody = [None] * 3
    table = contacts(
        agent=[*nobody, *["A"] * (N - 3)],
        frt_s=[*nobody, *[1.0] * (N - 3)],
        bot_ended=[*[True] * 3, *[False] * (N - 3)],
    )

    assert told(missing_doubts, table) == []


def test_an_answered_contact_without_response_time_or_agent_is_named() -> None:
    table = contacts(frt_s=[None, *[1.0] * (N - 1)], agent=["A", None, *["A"] * (N - 2)])

    assert told(missing_doubts, table) == [("missing", "agent", 1), ("missing", "frt_s", 1)]


def test_a_rated_contact_needs_its_rating() -> None:
    rated, csat = [True] * 10 + [False] * 70, [5] * 8 + [None] * 72

    assert told(missing_doubts, contacts(rated=rated, csat=csat)) == [("missing", "csat", 2)]


def test_contacts_without_agent_are_named_where_no_clock_tells_who_was_answered() -> None:
    table = contacts(agent=[None, None, *["A"] * (N - 2)])
    by_bot = contacts(**table[1], bot_ended=[True, *[False] * (N - 1)])
    del table[1]["frt_s"], by_bot[1]["frt_s"]

    assert told(missing_doubts, table) == [("missing", "agent", 2)]
    assert told(missing_doubts, by_bot) == [("missing", "agent", 1)]


def test_nobody_s_rating_is_not_lacking_where_nobody_rated() -> None:
    assert told(missing_doubts, contacts(rated=[False] * N, csat=[None] * N)) == []


def test_an_empty_column_is_named_once() -> None:
    assert told(missing_doubts, contacts(solved=[None] * N)) == [("empty_column", "solved", N)]


def test_a_column_that_one_agent_lacks_is_named() -> None:
    table = contacts(attitude=[None if place % 2 else 80.0 for place in range(N)], csat=[3.0] * N)
    table[1]["attitude"] = [
        None if agent == "A1" else 80.0 for agent in (["A1"] * 20 + ["A0"] * 60)
    ]
    table[1]["agent"] = ["A1"] * 20 + ["A0"] * 60

    assert ("missing_for_agents", "attitude", 20) in told(missing_doubts, table)


def test_a_column_that_one_day_lacks_is_named() -> None:
    table = contacts(started=hours(N, 1.0, hours(1)[0].replace(hour=0)))
    table[1]["nps"] = [None] * 24 + [9.0] * (N - 24)

    assert told(missing_doubts, table) == [("missing_for_days", "nps", 24)]
