"""Regret over the draws of judgement: what it is measured on, and who counts.

Owns the measure in score points or in shares; least regret is :mod:`engine.optimisation.regret`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.domain.texts import Sentence
from engine.errors import InputError

SUM_TOLERANCE = 1e-6  # of a draw's shares
FULL_SCORE = 100.0
MOST_AGENTS = 200  # 1,000 draws of 20 leaves then take 3 s

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RegretMeasure:
    """Regret as ``weight * sum_i |rows_i (w - v)|``, times ``unit`` for the reader.

    ``rows`` are (n, k): full scores of 1, or the unit matrix for shares; ``drawn`` (m, n) their
    products with the draws.
    """

    rows: Floats
    drawn: Floats
    weight: float
    unit: float = 1.0
    agents: int = 0
    left_out: int = 0
    all_agents: int = 0

    @property
    def caution(self) -> Sentence | None:
        """Who is not counted; None where everybody is."""
        if self.agents == self.all_agents:
            return None
        counts = {"agents": self.agents, "all": self.all_agents, "left_out": self.left_out}
        return Sentence("measure.optimisation.robust.agents_counted", counts)

    def regrets(self, shares: Floats) -> Floats:
        """Return (m,) the regret of shares (k,) by draw."""
        return np.asarray(
            self.weight * np.abs(self.rows @ shares - self.drawn).sum(axis=1), dtype=np.float64
        )


def regret_measure(
    draws: Floats,
    leaves: tuple[str, ...],
    scores: ScoreTable | None,
    may_weigh: NDArray[np.bool_],
) -> RegretMeasure:
    """Return the measure over draws (m, k) in the order of ``leaves``.

    Parameters
    ----------
    scores
        None: regret in shares. Else points, of agents with a score on every leaf that weighs in
        a draw or that ``may_weigh`` (k,) names.

    Raises
    ------
    InputError
        ``optimisation.regret_draws``, ``optimisation.regret_leaves``,
        ``optimisation.regret_scores``.
    """
    k = len(leaves)
    _check_draws(draws, k)
    if scores is None:
        return RegretMeasure(np.eye(k), draws, 1.0)
    weigh = may_weigh | (draws.max(axis=0) > 0)
    rows = _complete(scores, leaves, weigh) / FULL_SCORE
    left_out = len(scores.agents) - len(rows)
    rows = _spread(rows)
    return RegretMeasure(
        rows, draws @ rows.T, 1 / len(rows), FULL_SCORE, len(rows), left_out, len(scores.agents)
    )


def _check_draws(draws: Floats, k: int) -> None:
    shaped = draws.ndim == 2 and draws.shape[1:] == (k,) and len(draws) > 0  # noqa: PLR2004 (rows by columns)
    if not shaped or not bool((np.isfinite(draws) & (draws >= 0)).all()):
        raise InputError("optimisation.regret_draws", indicators=k)
    if float(np.abs(draws.sum(axis=1) - 1).max()) > SUM_TOLERANCE:
        raise InputError("optimisation.regret_draws", indicators=k)


def _complete(scores: ScoreTable, leaves: tuple[str, ...], weigh: NDArray[np.bool_]) -> Floats:
    """Return the scores (n, k) of agents who have one on each leaf that weighs."""
    missing = set(leaves) - set(scores.indicators)
    if missing:
        raise InputError("optimisation.regret_leaves", indicators=", ".join(sorted(missing)))
    table = scores.scores[:, [scores.indicators.index(leaf) for leaf in leaves]]
    complete = ~np.isnan(table[:, weigh]).any(axis=1)
    if not complete.any():
        raise InputError("optimisation.regret_scores", agents=len(scores.agents))
    return np.asarray(np.where(weigh, table[complete], 0.0), dtype=np.float64)


def _spread(rows: Floats) -> Floats:
    """Return the rows, or of very many an even spread by mean: the programme grows with them."""
    if len(rows) <= MOST_AGENTS:
        return rows
    order = np.argsort(rows.mean(axis=1), kind="stable")
    places = np.linspace(0, len(rows) - 1, MOST_AGENTS).round().astype(np.int64)
    return np.asarray(rows[np.sort(order[places])], dtype=np.float64)
