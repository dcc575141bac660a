"""The fit of chats by rounds."""

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.simulation.fitting.chats import ChatTurns, fitted_rounds
from engine.simulation.fitting.handle_times import fitted_duration
from engine.studies.fitted_traffic import TurnsFit


def turns_fit(turns: ChatTurns, rng: np.random.Generator) -> TurnsFit:
    """Return rounds, think times and answers of chats.

    Raises
    ------
    MethodError
        ``fit.few_durations`` when there are too few answers or further questions.
    """
    alone = turns.reply_s[turns.undisturbed]
    return TurnsFit(
        chats=turns.chats.size,
        rounds=fitted_rounds(turns.rounds),
        think=fitted_duration(_positive(turns.think_s), rng),
        reply=fitted_duration(_positive(turns.reply_s), rng),
        undisturbed_mean_s=float(alone.mean()) if alone.size else float("nan"),
        undisturbed=alone.size,
        away=turns.away_chat.size,
    )


def perhaps_turns_fit(turns: ChatTurns, rng: np.random.Generator) -> TurnsFit | None:
    """Return the same, or None where there are too few answers or further questions."""
    try:
        return turns_fit(turns, rng)
    except MethodError:
        return None


def _positive(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return times in whole seconds as they are, finer ones without the zeros."""
    return times_s if np.all(times_s % 1.0 == 0) else times_s[times_s > 0]
