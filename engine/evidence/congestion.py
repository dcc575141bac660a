"""What a slower response does to an outcome, by the chats that happened to be open at arrival.

Of two contacts in one window, the one whose agent had more chats open waits longer by chance.
Whether that chance is believable is tested against what was known before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import Column
from engine.evidence.agent_effects import AgentModel
from engine.evidence.dispatch_balance import ALPHA, complete, holm, scores_of
from engine.evidence.dispatch_windows import DispatchRows, joined_codes
from engine.evidence.instruments import InstrumentEstimate, joint_moment, two_stage

DAY_S = 86_400.0
LEAST_CLUSTERS = 30  # of sets by day; below it windows are the clusters
_LEAST_SPREAD = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class CongestionEffect:
    """A slope by congestion, or why there is none.

    ``related`` names covariates that go with congestion inside a window (it is then no chance);
    ``estimate`` is None where congestion does not vary there.
    """

    estimate: InstrumentEstimate | None
    related: tuple[str, ...]


def congestion_effect(
    model: AgentModel,
    congestion: NDArray[np.float64],
    response: NDArray[np.float64],
    outcome: NDArray[np.float64],
    covariates: Mapping[str, Column],
) -> CongestionEffect:
    """Return the slope of the outcome by the response as open chats at arrival move it.

    Parameters
    ----------
    model
        Agents and windows of exactly these contacts.
    congestion, response, outcome
        (n,) without gaps.
    covariates
        What was known before, (n,) each, already taken at these contacts.

    Notes
    -----
    Two-stage least squares, agent intercepts swept out. A long contact crowds the ones after it,
    so congestion is known before but not independent of what came earlier; plain window means
    would mix the two (measured on generated chats: congestion then seems to go with the contact's
    class). The window's level is therefore taken out of congestion by the contacts before, of
    response and outcome by the contacts after (Arellano and Bover, 1995, Journal of Econometrics
    68, 29-51; Hayakawa, 2009, Econometric Theory 25, 867-890). Errors are clustered by set of
    agents and day. The slope is that of contacts which congestion slows, weighted by how much.
    """
    rows = model.rows
    order, before, after = _places(rows)
    inside = (before > 0) & (after > 0)
    earlier = _Deviations(order, before, inside)
    later = _Deviations(order[::-1], after[::-1], inside[::-1])
    instrument = earlier.of(_less_agents(model, congestion))
    if instrument.size == 0 or instrument.std() < _LEAST_SPREAD:
        return CongestionEffect(None, ())

    def swept(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return later.of(_less_agents(model, values))[::-1]

    chosen = order[inside]
    weights = rows.weights[chosen]
    clusters = np.unique(_clusters(model)[chosen], return_inverse=True)[1]
    p_values = [
        _unrelated(instrument * weights, column, swept, clusters, chosen)
        for column in covariates.values()
    ]
    related = [name for name, p in zip(covariates, holm(p_values), strict=True) if p < ALPHA]
    estimate = two_stage(instrument, swept(response), swept(outcome), clusters, weights)
    return CongestionEffect(estimate, tuple(related))


@dataclass(frozen=True, slots=True, eq=False)
class _Deviations:
    """Values less the mean of those that precede in ``order`` and share the window.

    ``counts`` (n,) says how many precede; only places marked ``inside`` are returned.
    """

    order: NDArray[np.int64]
    counts: NDArray[np.int64]
    inside: NDArray[np.bool_]

    def of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        told = values[self.order]
        sums = np.concatenate([[0.0], np.cumsum(told)])
        place = np.flatnonzero(self.inside)
        counts = self.counts[place]
        means = (sums[place] - sums[place - counts]) / counts
        return np.asarray(np.sqrt(counts / (counts + 1)) * (told[place] - means))


def _places(
    rows: DispatchRows,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return contacts by window and time, and how many of the window come before and after."""
    order = np.lexsort((rows.time_s, rows.window))
    size = np.bincount(rows.window, minlength=rows.windows)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    window = rows.window[order]
    before = np.arange(len(order)) - first[window]
    return order, before, size[window] - 1 - before


def _less_agents(model: AgentModel, values: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = values - values.mean()
    return np.asarray(centred - model.coefficients(centred)[model.rows.agent])


def _clusters(model: AgentModel) -> NDArray[np.int64]:
    """Return one code for each set of agents and day, or the windows where those are few."""
    rows = model.rows
    day = np.floor(rows.time_s / DAY_S).astype(np.int64)
    codes = joined_codes([model.sets[rows.agent], day - day.min()])
    return codes if codes.max() + 1 >= LEAST_CLUSTERS else rows.window


def _unrelated(
    instrument: NDArray[np.float64],
    column: Column,
    swept: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    clusters: NDArray[np.int64],
    chosen: NDArray[np.int64],
) -> float:
    """Return the p-value that congestion and a covariate are unrelated; unknown values count 0."""
    scores = scores_of(column)
    known = complete(scores)
    filled = np.where(known[:, None], scores, 0.0)
    moved = np.column_stack([swept(each) for each in filled.T])
    return joint_moment(instrument * known[chosen], moved, clusters)
