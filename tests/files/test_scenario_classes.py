"""Classes: every key becomes its part of the domain, rounds give work where none is given."""

from dataclasses import replace
from pathlib import Path

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.traffic import (
    ClassStretch,
    Dispatch,
    Offline,
    Retry,
    Transfer,
    Turns,
    Until,
)
from engine.files.scenario_class_schema import ClassTable
from engine.files.scenario_classes import class_of, plain_class
from tests.files.scenario_samples import SMALL, TURNS, changed, scenario_of

GROUPS = 'groups = ["front"]'
MINUTE = Duration(Shape.EXPONENTIAL, 60.0)
MORE = """groups = ["front", { id = "back", after_s = 60 }]
waiting_room = 0
dispatch = "push"
latest_agent_first = true
offline = "message"
transfers = [{ to = "back", probability = 0.1, from = ["front"] }]
stretches = [
    { start = "08:00", end = "12:00", work = { shape = "exponential", mean_s = 60 } },
    { start_h = 13, end_h = 14, patience = { shape = "deterministic", mean_s = 0 } },
]
patience.until = "reply"
patience.message_after_s = 120
"""


def test_what_a_class_may_say(tmp_path: Path) -> None:
    chat = scenario_of(
        tmp_path, changed(TURNS, GROUPS, MORE).replace("slots = 3", "slots = 1")
    ).classes[0]

    assert (chat.groups, chat.opens_after_s) == (("front", "back"), (0.0, 60.0))
    assert (chat.waiting_room, chat.dispatch) == (0, Dispatch.PUSH)
    assert (chat.latest_agent_first, chat.offline) == (True, Offline.MESSAGE)
    assert chat.transfers == (Transfer("back", 0.1, ("front",)),)
    assert (chat.patience.until, chat.patience.message_after_s) == (Until.REPLY, 120.0)


def test_a_stretch_by_the_clock_holds_on_every_day(tmp_path: Path) -> None:
    chat = scenario_of(
        tmp_path, changed(TURNS, GROUPS, MORE).replace("slots = 3", "slots = 1")
    ).classes[0]

    assert chat.stretches == (
        ClassStretch(28_800.0, 43_200.0, MINUTE, None),
        ClassStretch(115_200.0, 129_600.0, MINUTE, None),
        ClassStretch(46_800.0, 50_400.0, None, Duration(Shape.DETERMINISTIC, 0.0, 0.0)),
    )


def test_rounds_decide_work_and_first_reply_where_none_is_given(tmp_path: Path) -> None:
    chat = scenario_of(tmp_path, TURNS).classes[0]

    reply = Duration(Shape.EXPONENTIAL, 20.0)
    think = Duration(Shape.EXPONENTIAL, 40.0)
    assert chat.turns == Turns(Rounds(RoundsShape.GEOMETRIC, 4.0), think, reply)
    assert chat.work == Duration(Shape.LOGNORMAL, 80.0, 1.0)
    assert chat.reply_work == reply


def test_work_given_beside_rounds_stays(tmp_path: Path) -> None:
    work = 'work = { shape = "exponential", mean_s = 60 }\n'
    reply = 'reply_work = { shape = "deterministic", mean_s = 0 }\n'

    chat = scenario_of(tmp_path, changed(TURNS, GROUPS, f"{work}{reply}{GROUPS}")).classes[0]

    assert (chat.work, chat.reply_work) == (MINUTE, Duration(Shape.DETERMINISTIC, 0.0, 0.0))


def test_a_class_that_says_no_more_than_it_must_keeps_the_defaults(tmp_path: Path) -> None:
    chat = scenario_of(tmp_path, SMALL).classes[0]

    assert (chat.opens_after_s, chat.waiting_room, chat.turns) == ((), None, None)
    assert (chat.dispatch, chat.offline, chat.transfers) == (Dispatch.QUEUE, Offline.WAITS, ())


def test_a_class_written_reads_back_equal(tmp_path: Path) -> None:
    (chat,) = scenario_of(tmp_path, SMALL).classes

    plain = {key: value for key, value in plain_class(chat).items() if value is not None}
    table = ClassTable.model_validate(plain, strict=False)

    assert class_of(table, chat.arrivals, 48.0) == chat


def test_a_retry_without_delay_is_not_lost(tmp_path: Path) -> None:
    chat = replace(scenario_of(tmp_path, SMALL).classes[0], retry=Retry(0.5))

    assert plain_class(chat)["retry"] == {"probability": 0.5, "delay": None}
