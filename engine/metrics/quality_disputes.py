"""Disputes of quality scores: how often, how often upheld, and an agent's mean without them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.metric_report import Estimate
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.proportions import wilson
from engine.metrics.quality_problems import mean_estimate


@dataclass(frozen=True, slots=True)
class RaterDisputes:
    """One rater's disputes: share of the samples disputed, and of those decided upheld.

    ``undecided`` disputes have no answer yet. ``change`` is the mean of the score after less
    the score before over the upheld ones (nan without ``score_before``).
    """

    rater: str
    disputed: Estimate
    upheld: Estimate
    undecided: int
    change: float


@dataclass(frozen=True, slots=True)
class Appeal:
    """An agent's mean of random samples as it stands, and without the disputed samples."""

    agent: str
    samples: tuple[str, ...]
    standing: Estimate
    without: Estimate


def rater_disputes(
    samples: ColumnTable, scores: NDArray[np.float64], confidence: float
) -> tuple[RaterDisputes, ...]:
    """Return the disputes by rater, in order of id.

    Parameters
    ----------
    samples
        With ``rater``, ``disputed``, and, as far as known, ``upheld`` and ``score_before``.
    scores
        (n,) the scores as they stand now.

    Raises
    ------
    InputError
        ``quality.upheld`` for a sample that was upheld though never disputed.
    """
    disputed, upheld = _numbers(samples, "disputed"), _numbers(samples, "upheld")
    wrong = np.flatnonzero((upheld == 1) & (disputed != 1))
    if wrong.size:
        raise InputError("quality.upheld", row=int(samples.labels[wrong[0]]))
    before = _numbers(samples, "score_before")
    raters = np.array([str(each or "") for each in samples.column("rater")], dtype=object)
    found = []
    for rater in sorted(set(raters) - {""}):
        own = raters == rater
        known, asked = own & ~np.isnan(disputed), own & (disputed == 1)
        decided = asked & ~np.isnan(upheld)
        kept = asked & (upheld == 1)
        moves = (scores - before)[kept]
        moves = moves[~np.isnan(moves)]
        found.append(
            RaterDisputes(
                rater,
                wilson(int(asked.sum()), int(known.sum()), confidence),
                wilson(int(kept.sum()), int(decided.sum()), confidence),
                int((asked & ~decided).sum()),
                float(moves.mean()) if moves.size else np.nan,
            )
        )
    return tuple(found)


def appeal(
    samples: ColumnTable,
    scores: NDArray[np.float64],
    disputed: Sequence[str],
    confidence: float,
) -> Appeal:
    """Return an agent's mean with the disputed samples and without them.

    Parameters
    ----------
    samples
        The random samples, with ``sample_id`` and ``agent``.
    disputed
        Ids of samples of one agent, at least one.

    Raises
    ------
    InputError
        ``quality.appeal_unknown`` for ids that are no random sample; ``quality.appeal_agents``
        when the samples are of several agents.
    """
    ids = np.array([str(each) for each in samples.column("sample_id")], dtype=object)
    unknown = [id_ for id_ in disputed if id_ not in set(ids)]
    if unknown:
        raise InputError("quality.appeal_unknown", samples=", ".join(unknown))
    asked = np.isin(ids, list(disputed))
    agents = sorted({str(each) for each in samples.column("agent")[asked]})
    if len(agents) != 1:
        raise InputError("quality.appeal_agents", agents=", ".join(agents))
    own = np.array([str(each) == agents[0] for each in samples.column("agent")]) & ~np.isnan(scores)
    return Appeal(
        agents[0],
        tuple(disputed),
        mean_estimate(scores[own], confidence),
        mean_estimate(scores[own & ~asked], confidence),
    )


def _numbers(samples: ColumnTable, name: str) -> NDArray[np.float64]:
    if name not in samples.columns:
        return np.full(len(samples), np.nan)
    return samples.column(name).astype(np.float64)
