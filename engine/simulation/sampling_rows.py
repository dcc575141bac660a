"""The draws of one class: what an attempt, a leg and its pauses may need (rule M9).

Only what the class can use is drawn: no rounds at rate level, no work at turn level, no delay of a
return that cannot happen.
"""

from typing import NamedTuple

import numpy as np

from engine.domain.durations import Duration
from engine.domain.traffic import ClassStretch, ContactClass, Offline, OnPatience, Turns
from engine.simulation.desk import Records
from engine.simulation.draws import Values, durations_s, rounds, stream
from engine.simulation.sampled import ROUND

Key = tuple[int, int, *tuple[str | int, ...]]  # seed, replication and names


class Spell(NamedTuple):
    """Rows ``first`` .. ``last - 1`` belong to customers of another work or patience."""

    first: int
    last: int
    stretch: ClassStretch


def draw_rows(
    kind: ContactClass, rows: Records, key: Key, *, turns: bool, spells: tuple[Spell, ...] = ()
) -> Records:
    """Fill rows ``DRAW`` of a class that is played by rounds, or at rate level.

    Returns
    -------
    ndarray
        The rows ``ROUND`` that ``first_round`` counts from 0; none at rate level.
    """
    _draw_chances(kind, rows, key)
    _draw_bot(kind, rows, key)
    _draw_patience(kind, rows, key, spells)
    if kind.wrap_up is not None:
        rows["wrap_up_s"] = durations_s(kind.wrap_up, stream(*key, "wrap-up"), rows.size)
    if turns and kind.turns is not None:
        return _draw_rounds(kind.turns, rows, key)
    _draw_work(kind, rows, key, spells)
    return np.zeros(0, ROUND)


def draw_pauses(kind: ContactClass, rows: Records, key: Key, *, turns: bool) -> None:
    """Fill rows ``PAUSE`` of a class."""
    delays = {
        "short_s": short_work(kind, turns=turns) if may_be_gone(kind) else None,
        "retry_delay_s": kind.retry.delay,
        "return_delay_s": kind.repeat.delay,
        "bot_return_delay_s": kind.bot.repeat.delay,
    }
    for name, delay in delays.items():
        if delay is not None:
            rows[name] = durations_s(delay, stream(*key, name), rows.size)


def may_be_gone(kind: ContactClass) -> bool:
    """Tell whether a message of the class can be answered after its buyer has gone."""
    stays = kind.patience.on_patience is OnPatience.MESSAGE_STAYS
    return stays or kind.offline is Offline.MESSAGE


def short_work(kind: ContactClass, *, turns: bool) -> Duration:
    """Return the work of answering a message whose buyer has gone: by default a first reply."""
    if kind.patience.short_work is not None:
        return kind.patience.short_work
    if turns and kind.turns is not None:
        return kind.turns.first_reply or kind.turns.reply
    return kind.reply_work or kind.work


def _draw_chances(kind: ContactClass, rows: Records, key: Key) -> None:
    """Draw every chance of a row at once: to leave one out would save less than it costs."""
    chances = stream(*key, "chances").random((rows.size, 4))
    rows["solved"], rows["transfer"] = chances[:, 0], chances[:, 1]
    rows["retries"] = chances[:, 2] < kind.retry.probability
    rows["returns"] = chances[:, 3] < kind.repeat.return_probability


def _draw_bot(kind: ContactClass, rows: Records, key: Key) -> None:
    bot = kind.bot
    if bot.duration is not None:
        rows["bot_s"] = durations_s(bot.duration, stream(*key, "bot"), rows.size)
    if bot.containment > 0:
        chances = stream(*key, "bot chances").random((rows.size, 3))
        rows["contained"] = chances[:, 0] < bot.containment
        rows["bot_solved"] = chances[:, 1] < bot.repeat.solved_probability
        rows["bot_returns"] = chances[:, 2] < bot.repeat.return_probability


def _draw_patience(kind: ContactClass, rows: Records, key: Key, spells: tuple[Spell, ...]) -> None:
    others = [(spell, spell.stretch.patience) for spell in spells]
    patience_s = _by_spell(kind.patience.duration, others, (*key, "patience"), rows.size, np.inf)
    wait_s = kind.patience.message_after_s
    if wait_s is not None:
        rows["leaves_message"] = wait_s < patience_s
        patience_s = np.minimum(patience_s, wait_s)
    rows["patience_s"] = patience_s


def _draw_work(kind: ContactClass, rows: Records, key: Key, spells: tuple[Spell, ...]) -> None:
    others = [(spell, spell.stretch.work) for spell in spells]
    work_s = _by_spell(kind.work, others, (*key, "work"), rows.size, 0.0)
    rows["work_s"] = work_s
    if kind.reply_work is not None:
        reply_s = durations_s(kind.reply_work, stream(*key, "reply"), rows.size)
        rows["reply_s"] = np.minimum(reply_s, work_s)


def _by_spell(
    usual: Duration | None,
    others: list[tuple[Spell, Duration | None]],
    key: Key,
    count: int,
    without: float,
) -> Values:
    """Return the draws of a duration that is another one in some spells; ``without`` for None.

    Every spell reads the same stream from its start: the k-th customer keeps the k-th draw.
    """
    values = np.full(count, without) if usual is None else durations_s(usual, stream(*key), count)
    for spell, duration in others:
        if duration is not None and spell.first < spell.last:
            values[spell.first : spell.last] = durations_s(duration, stream(*key), spell.last)[
                spell.first :
            ]
    return values


def _draw_rounds(turns: Turns, rows: Records, key: Key) -> Records:
    number = rounds(turns.rounds, stream(*key, "rounds"), rows.size)
    after = np.cumsum(number)
    first = after - number
    rows["first_round"], rows["rounds"] = first, number
    drawn = np.zeros(int(number.sum()), ROUND)
    drawn["think_s"] = durations_s(turns.think, stream(*key, "think"), drawn.size)
    drawn["think_s"][first] = 0.0  # nobody waits for the first message
    drawn["reply_s"] = durations_s(turns.reply, stream(*key, "answer"), drawn.size)
    if turns.first_reply is not None:
        answers = stream(*key, "first answer")
        drawn["reply_s"][first] = durations_s(turns.first_reply, answers, rows.size)
    return drawn
