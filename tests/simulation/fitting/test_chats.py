"""Rounds and answers of chats."""

import numpy as np
import pytest

from engine.simulation.fitting.chats import chat_turns, fitted_rounds
from engine.simulation.fitting.observed import ObservedMessages


def messages(*rows: tuple[str, str, bool, float]) -> ObservedMessages:
    contact, agent, by_agent, sent_s = zip(*rows, strict=True)
    return ObservedMessages(
        np.array(contact), np.array(agent), np.array(by_agent), np.array(sent_s, dtype=np.float64)
    )


def test_rounds_think_times_and_answers_of_one_chat() -> None:
    """Asked at 0 and 5, answered at 20 and 30; asked again at 70, answered at 95."""
    turns = chat_turns(
        messages(
            ("x", "a", False, 0),
            ("x", "a", False, 5),
            ("x", "a", True, 20),
            ("x", "a", True, 30),
            ("x", "a", False, 70),
            ("x", "a", True, 95),
        ),
        600.0,
    )

    assert turns.rounds.tolist() == [2]
    assert turns.think_s.tolist() == [40.0]
    assert turns.reply_s.tolist() == [25.0]
    assert turns.undisturbed.tolist() == [True]


def test_an_agent_answers_one_after_the_other() -> None:
    """Y asks at 72 while x, asked at 70, is answered until 95: y's 30 s begin then."""
    turns = chat_turns(
        messages(
            ("x", "a", False, 0),
            ("x", "a", True, 10),
            ("y", "a", False, 20),
            ("y", "a", True, 30),
            ("x", "a", False, 70),
            ("y", "a", False, 72),
            ("x", "a", True, 95),
            ("y", "a", True, 125),
        ),
        600.0,
    )

    assert sorted(turns.reply_s.tolist()) == [25.0, 30.0]
    assert not turns.undisturbed.any()


def test_a_greeting_before_any_question_is_no_answer_and_absence_is_left_out() -> None:
    turns = chat_turns(
        messages(
            ("x", "a", True, 0),
            ("x", "a", False, 5),
            ("x", "a", True, 10),
            ("x", "a", False, 20),
            ("x", "a", True, 5_000),
            ("x", "a", False, 5_010),
            ("x", "a", True, 5_020),
        ),
        600.0,
    )

    assert turns.rounds.tolist() == [3]
    assert turns.away_chat.tolist() == ["x"]
    assert turns.reply_s.tolist() == [10.0]


def test_attention_of_a_serial_inbox_comes_back() -> None:
    """One agent answers 30 customers, first come, first served, 8 s each on average."""
    rng = np.random.default_rng(1)
    asked_s = np.sort(rng.uniform(0, 5_000, 400))
    work_s = rng.exponential(8.0, 400)
    rows, free_s = [], 0.0
    for number, (at_s, took_s) in enumerate(zip(asked_s, work_s, strict=True)):
        free_s = max(free_s, at_s) + took_s
        rows += [(str(number % 30), "a", False, at_s), (str(number % 30), "a", True, free_s)]

    turns = chat_turns(messages(*rows), 600.0)

    known = turns.reply_s.size
    assert known > 300
    assert turns.reply_s.mean() == pytest.approx(work_s[30:].mean(), rel=0.1)


def test_numbers_of_rounds_are_those_recorded() -> None:
    rounds = fitted_rounds(np.array([1, 1, 2, 90]))

    assert rounds.weights[0] == 2
    assert len(rounds.weights) == 40


def test_nothing_comes_of_no_messages() -> None:
    empty = ObservedMessages(
        np.array([], np.str_), np.array([], np.str_), np.array([], np.bool_), np.array([])
    )

    assert chat_turns(empty, 600.0).rounds.size == 0


def test_some_chats_keep_what_is_theirs() -> None:
    turns = chat_turns(
        messages(
            ("x", "a", False, 0),
            ("x", "a", True, 10),
            ("x", "a", False, 30),
            ("x", "a", True, 35),
            ("y", "a", False, 100),
            ("y", "a", True, 110),
        ),
        600.0,
    )

    own = turns.of(np.array(["y"]))

    assert own.chats.tolist() == ["y"]
    assert own.rounds.tolist() == [1]
    assert own.reply_s.size == own.think_s.size == 0
