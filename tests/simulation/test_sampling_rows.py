"""What a row of draws holds, and that only what can be used is drawn."""

from dataclasses import replace

import numpy as np

from engine.domain.durations import Rounds, RoundsShape
from engine.domain.traffic import Bot, ClassStretch, OnPatience, Patience, Repeat, Retry, Turns
from engine.simulation.desk import Records
from engine.simulation.sampled import DRAW, PAUSE
from engine.simulation.sampling_rows import Spell, draw_pauses, draw_rows, short_work
from tests.simulation.desks import exponential, fixed, kind

KEY = (1, 0, "chat", "first")
TURNS = Turns(Rounds(RoundsShape.GEOMETRIC, 3.0), fixed(40.0), fixed(20.0), fixed(9.0))


def drawn(of: object, count: int = 400, **others: object) -> tuple[Records, Records]:
    rows = np.zeros(count, DRAW)
    rounds = draw_rows(of, rows, KEY, **({"turns": False} | others))
    return rows, rounds


def test_a_first_reply_never_needs_more_than_the_whole_work() -> None:
    rows, _ = drawn(kind(work=exponential(30.0), reply_work=exponential(30.0)))

    assert np.all(rows["reply_s"] <= rows["work_s"])
    assert np.any(rows["reply_s"] == rows["work_s"])


def test_whoever_takes_a_call_has_replied() -> None:
    rows, _ = drawn(kind(reply_work=None))

    assert not rows["reply_s"].any()


def test_without_patience_a_customer_waits_for_ever() -> None:
    rows, _ = drawn(kind())

    assert np.all(np.isinf(rows["patience_s"]))
    assert not rows["leaves_message"].any()


def test_patience_or_the_fixed_wait_ends_first() -> None:
    patient, _ = drawn(kind(patience_s=60.0))
    rows, _ = drawn(kind(patience_s=60.0, message_after_s=50.0))

    assert np.array_equal(rows["patience_s"], np.minimum(patient["patience_s"], 50.0))
    assert np.array_equal(rows["leaves_message"], patient["patience_s"] > 50.0)
    assert 0 < rows["leaves_message"].mean() < 1


def test_patience_wins_a_tie_with_the_fixed_wait() -> None:
    tie = Patience(fixed(50.0), OnPatience.HANGS_UP, message_after_s=50.0)

    assert not drawn(kind(patience=tie))[0]["leaves_message"].any()


def test_who_waits_for_ever_leaves_a_message() -> None:
    rows, _ = drawn(kind(message_after_s=50.0))

    assert rows["leaves_message"].all()
    assert set(rows["patience_s"].tolist()) == {50.0}


def test_chances_of_0_and_1_are_certain() -> None:
    rows, _ = drawn(kind(retry=Retry(1.0), repeat=Repeat(0.5, 0.0), bot=Bot(1.0)))

    assert rows["retries"].all()
    assert rows["contained"].all()
    assert rows["bot_solved"].all()
    assert not rows["returns"].any()
    assert np.unique(rows["solved"]).size == np.unique(rows["transfer"]).size == rows.size


def test_the_bot_has_its_own_chances() -> None:
    rows, _ = drawn(kind(bot=Bot(0.5, fixed(20.0), Repeat(0.0, 1.0))))

    assert rows["bot_returns"].all()
    assert not rows["bot_solved"].any()
    assert not rows["returns"].any()
    assert set(rows["bot_s"].tolist()) == {20.0}


def test_rounds_stand_one_after_another() -> None:
    rows, rounds = drawn(kind(turns=TURNS), turns=True)

    assert rows["rounds"].min() == 1
    assert np.array_equal(rows["first_round"], np.cumsum(rows["rounds"]) - rows["rounds"])
    assert rounds.size == rows["rounds"].sum()
    first = np.isin(np.arange(rounds.size), rows["first_round"])
    assert set(rounds["think_s"][first].tolist()) == {0.0}
    assert set(rounds["reply_s"][first].tolist()) == {9.0}
    assert set(rounds["think_s"][~first].tolist()) == {40.0}
    assert set(rounds["reply_s"][~first].tolist()) == {20.0}


def test_without_a_first_reply_of_its_own_all_replies_are_alike() -> None:
    _, rounds = drawn(kind(turns=replace(TURNS, first_reply=None)), turns=True)

    assert set(rounds["reply_s"].tolist()) == {20.0}


def test_a_chat_by_rounds_has_no_work_and_a_contact_at_rate_level_no_rounds() -> None:
    by_rounds, _ = drawn(kind(turns=TURNS), turns=True)
    whole, none = drawn(kind(turns=TURNS))

    assert not by_rounds["work_s"].any()
    assert not by_rounds["reply_s"].any()
    assert none.size == 0
    assert not whole["rounds"].any()


def test_a_stretch_has_its_own_work_and_patience_and_leaves_the_others() -> None:
    hurried = ClassStretch(0.0, 1.0, exponential(12.0), exponential(6.0))
    usual, _ = drawn(kind(patience_s=60.0))

    rows, _ = drawn(kind(patience_s=60.0), spells=(Spell(100, 200, hurried),))

    inside = np.isin(np.arange(rows.size), np.arange(100, 200))
    for name in ("work_s", "patience_s"):
        assert np.array_equal(rows[name][~inside], usual[name][~inside])
        assert np.allclose(rows[name][inside], usual[name][inside] / 10, rtol=1e-12)


def test_a_stretch_without_work_or_patience_changes_nothing() -> None:
    usual, _ = drawn(kind(patience_s=60.0))
    rows, _ = drawn(kind(patience_s=60.0), spells=(Spell(100, 200, ClassStretch(0.0, 1.0)),))

    assert np.array_equal(rows, usual)


def test_pauses_are_drawn_where_they_can_happen() -> None:
    rows = np.zeros(50, PAUSE)
    late = kind(stays=True, retry=Retry(0.5, fixed(30.0)), bot=Bot(0.5, None, Repeat(0.5, 0.5)))

    draw_pauses(late, rows, KEY, turns=False)

    assert set(rows.tolist()) == {(10.0, 30.0, 0.0, 0.0)}


def test_nobody_who_hangs_up_leaves_short_work() -> None:
    rows = np.zeros(50, PAUSE)

    draw_pauses(kind(), rows, KEY, turns=False)

    assert not rows["short_s"].any()


def test_short_work_is_a_first_reply_unless_it_is_given() -> None:
    patience = Patience(None, OnPatience.MESSAGE_STAYS)
    chat = kind(patience=patience, work=fixed(99.0), reply_work=fixed(8.0), turns=TURNS)

    assert short_work(kind(stays=True), turns=False) == fixed(10.0)
    assert short_work(chat, turns=False) == fixed(8.0)
    assert short_work(chat, turns=True) == fixed(9.0)
    assert short_work(replace(chat, reply_work=None), turns=False) == fixed(99.0)
