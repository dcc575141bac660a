"""The fit of chats by rounds."""

import numpy as np

from engine.simulation.fitting.chats import chat_turns
from engine.simulation.fitting.observed import ObservedMessages
from engine.studies.chat_fit import perhaps_turns_fit, turns_fit


def test_messages_give_rounds_and_answers() -> None:
    """Play 50 chats: answered after 10 s, asked 40 s later, answered after 20 s."""
    offsets, by_agent = np.array([0.0, 10.0, 50.0, 70.0]), np.array([False, True, False, True])
    sent_s = (np.arange(50)[:, None] * 1000 + offsets).ravel()
    messages = ObservedMessages(
        np.repeat(np.arange(50).astype(str), 4), np.full(200, "a"), np.tile(by_agent, 50), sent_s
    )

    found = turns_fit(chat_turns(messages, 600.0), np.random.default_rng(1))

    assert found.rounds.mean == 2
    assert found.think.duration.mean_s == 40
    assert found.reply.duration.mean_s == 20
    assert found.undisturbed == 50


def test_too_few_chats_have_no_fit_of_their_own() -> None:
    messages = ObservedMessages(
        np.array(["x", "x"]), np.array(["a", "a"]), np.array([False, True]), np.array([0.0, 5.0])
    )

    assert perhaps_turns_fit(chat_turns(messages, 600.0), np.random.default_rng(1)) is None
