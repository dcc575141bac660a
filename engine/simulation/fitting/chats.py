"""Rounds, think times and reply attention of chats, from their messages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Rounds
from engine.simulation.fitting.observed import Flags, Names, Numbers, ObservedMessages

MOST_ROUNDS = 40  # longer chats are counted as this long


@dataclass(frozen=True, slots=True, eq=False)
class ChatTurns:
    """What the messages of chats show, one figure for each round, chat or pause.

    Parameters
    ----------
    chats
        Names of the chats with at least one answer, and ``rounds`` of each, (c,).
    think_s, think_chat
        From an agent's last message to the customer's next one, and in which chat, (p,).
    reply_s, reply_chat
        Seconds of attention of one answer, and in which chat, (r,).
    undisturbed
        Which answers were given while no other customer of the agent waited, (r,): a check that
        is biased to short answers.
    away_chat
        Chats of answers left out because the agent was away: longer than the pause allowed.
    """

    chats: Names
    rounds: NDArray[np.int64]
    think_s: Numbers
    think_chat: Names
    reply_s: Numbers
    reply_chat: Names
    undisturbed: Flags
    away_chat: Names

    def of(self, chats: Names) -> "ChatTurns":
        """Return what the chats of these names show."""
        own, think = np.isin(self.chats, chats), np.isin(self.think_chat, chats)
        reply = np.isin(self.reply_chat, chats)
        return ChatTurns(
            chats=self.chats[own],
            rounds=self.rounds[own],
            think_s=self.think_s[think],
            think_chat=self.think_chat[think],
            reply_s=self.reply_s[reply],
            reply_chat=self.reply_chat[reply],
            undisturbed=self.undisturbed[reply],
            away_chat=self.away_chat[np.isin(self.away_chat, chats)],
        )


def chat_turns(messages: ObservedMessages, longest_reply_s: float) -> ChatTurns:
    """Return rounds and times of chats.

    Notes
    -----
    A round is the customer's messages up to the agent's next ones and those. An agent answers one
    message at a time, so the attention of an answer lasts from the later of two instants to the
    answer: the customer's last message before it, and the agent's previous answer to anybody
    (successive departures of a single server that works whenever somebody waits). A chat's first
    round is left out, since the customer may have waited for a slot; so are answers that took
    longer than ``longest_reply_s``.
    """
    order = np.lexsort((messages.by_agent, messages.sent_s, messages.contact))
    contact, by_agent = messages.contact[order], messages.by_agent[order]
    sent_s, agent = messages.sent_s[order], messages.agent[order]
    begins = np.concatenate(([True], contact[1:] != contact[:-1])) if contact.size else by_agent
    # the agent's greeting before any question is nobody's answer
    turn = begins | np.concatenate(([False], by_agent[1:] != by_agent[:-1]))[: contact.size]
    first = np.flatnonzero(turn)
    last = np.concatenate((first[1:], [contact.size])) - 1 if first.size else first
    asked = ~by_agent[first]
    answers = np.flatnonzero(asked[:-1] & ~asked[1:] & ~begins[first[1:]]) if first.size else first
    question, answer = answers, answers + 1
    round_chat = contact[first[question]] if first.size else contact
    attention_s, undisturbed = _attention(
        agent[first[answer]], sent_s[last[question]], sent_s[last[answer]]
    )
    names, where, rounds = np.unique(round_chat, return_index=True, return_counts=True)
    later = np.ones(question.size, np.bool_)
    later[where] = False
    present = attention_s <= longest_reply_s
    follows = np.flatnonzero(asked[1:] & ~asked[:-1] & ~begins[first[1:]]) if first.size else first
    return ChatTurns(
        chats=names,
        rounds=rounds,
        think_s=sent_s[first[follows + 1]] - sent_s[last[follows]],
        think_chat=contact[first[follows + 1]],
        reply_s=attention_s[later & present],
        reply_chat=round_chat[later & present],
        undisturbed=undisturbed[later & present],
        away_chat=round_chat[later & ~present],
    )


def fitted_rounds(rounds: NDArray[np.int64]) -> Rounds:
    """Return the number of rounds as it was recorded, chats beyond ``MOST_ROUNDS`` as that long."""
    counts = np.bincount(np.minimum(rounds, MOST_ROUNDS))[1:]
    return Rounds.empirical(tuple(float(count) for count in counts))


def _attention(agent: Names, asked_s: Numbers, done_s: Numbers) -> tuple[Numbers, Flags]:
    """Return each answer's seconds of attention, and whether no other customer waited then."""
    attention_s, undisturbed = np.empty(agent.size), np.ones(agent.size, np.bool_)
    for name in np.unique(agent):
        own = np.flatnonzero(agent == name)
        own = own[np.lexsort((asked_s[own], done_s[own]))]
        asked, done = asked_s[own], done_s[own]
        before = np.concatenate(([-np.inf], done[:-1]))
        attention_s[own] = np.maximum(done - np.maximum(before, asked), 0.0)
        next_asked = np.minimum.accumulate(asked[::-1])[::-1]
        after = np.concatenate((next_asked[1:], [np.inf]))
        undisturbed[own] = (before <= asked) & (after >= done)
    return attention_s, undisturbed
