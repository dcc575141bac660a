"""Indicators from quality samples: random samples only, targeted ones are kept apart.

A targeted sample looks where trouble is expected, so its mean says nothing about the agent's.
"""

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ColumnTable
from engine.metrics.agent_values import AgentValues
from engine.metrics.sampling_errors import mean_errors

SCORE_COLUMNS = {"qa_session": "session_score", "qa_ticket": "ticket_score"}


def random_samples(samples: ColumnTable, period: str) -> ColumnTable:
    """Return the month's samples that were drawn at random."""
    return samples.where(in_month(samples, period) & ~is_targeted(samples))


def targeted_count(samples: ColumnTable, period: str) -> int:
    """Return how many samples of the month were targeted and so do not count."""
    return int((in_month(samples, period) & is_targeted(samples)).sum())


def quality_values(indicator: str, rows: ColumnTable) -> AgentValues:
    """Return the mean score of each agent's random samples, 0..100, in order of agent id."""
    scores = rows.column(SCORE_COLUMNS[indicator]).astype(np.float64)
    known = ~np.isnan(scores)
    names, position = np.unique(rows.column("agent")[known].astype(str), return_inverse=True)
    sizes = np.bincount(position, minlength=len(names))
    means = np.bincount(position, scores[known], len(names)) / sizes
    squares = np.bincount(position, (scores[known] - means[position]) ** 2, len(names))
    variances = np.where(sizes > 1, squares / np.maximum(sizes - 1, 1), np.nan)
    return AgentValues(tuple(names.tolist()), means, sizes, mean_errors(variances, sizes))


def in_month(samples: ColumnTable, period: str) -> NDArray[np.bool_]:
    """Tell which samples are of contacts of the month."""
    return np.asarray(samples.column("month") == period, dtype=np.bool_)


def is_targeted(samples: ColumnTable) -> NDArray[np.bool_]:
    """Tell which samples were targeted; a table without the column holds random ones only."""
    if "targeted" not in samples.columns:
        return np.zeros(len(samples), dtype=np.bool_)
    return np.asarray(samples.column("targeted") == 1, dtype=np.bool_)
