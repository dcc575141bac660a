"""What the admissible weights leave of one agent's lead over another, for many pairs at once.

Owns the lower and upper bounds of the least lead; what they mean for preference is left to
:mod:`engine.optimisation.preference`.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import SCORE_DECIMALS
from engine.optimisation.extremes import Extremes, cheapest_shares, extremes, score_extremes
from engine.optimisation.lead_bound import LeadBound
from engine.optimisation.nest import nest_of, nest_relaxed
from engine.optimisation.program import Sense
from engine.optimisation.ratio_leads import proves_lead
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, SolverChoice

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Positions: TypeAlias = NDArray[np.intp]

TOLERANCE = 1e-9  # points: an agent behind by no more than this is not behind
LAST_DECIMAL = 10.0**-SCORE_DECIMALS  # points: beyond this two ranks differ


class LeastLeads(NamedTuple):
    """Bounds of the least lead of some agents (rows) over every agent (columns).

    ``proven`` is a lower bound, nan where there is no pair; ``seen`` the lead under some
    admissible weights, inf where none was tried; ``differ`` says that the two lack different
    leaves.
    """

    proven: Floats
    seen: Floats
    differ: Flags


class Leads:
    """The agents' leaf scores (a, k), nan where missing, over an admissible set with room.

    Raises
    ------
    MethodError
        ``policy.infeasible`` when nothing is admissible.
    """

    def __init__(
        self, scores: Floats, admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
    ) -> None:
        self.admissible, self.chain = admissible, chain
        self.scores, self.points = scores, np.nan_to_num(scores)
        self.missing = np.isnan(scores)
        self.complete: Flags = np.asarray(~self.missing.any(axis=1), dtype=np.bool_)
        k = scores.shape[1]
        corners = cheapest_shares(admissible, chain=chain)(np.vstack([np.eye(k), -np.eye(k)]))
        self.middle = corners.mean(axis=0)
        self.seen_scores = self._scores(np.vstack([corners, self.middle]))
        self.nest = nest_relaxed(admissible)
        self.is_nested = nest_of(admissible) is not None
        self.quick = LeadBound(self.points, self.nest)
        self.bounds = Extremes(self.seen_scores[-1], self.seen_scores[-1])
        weighted = self.nest.greatest((~self.missing).astype(np.float64)) > TOLERANCE
        self.scored: Flags = np.asarray(weighted, dtype=np.bool_)
        self.lacks: Positions = np.unique(self.missing, axis=0, return_inverse=True)[1].reshape(-1)
        if len(np.unique(self.lacks[self.scored])) > 1:
            self.bounds = score_extremes(scores, admissible, chain=chain)

    def least(self, rows: Positions) -> LeastLeads:
        """Return bounds of the least leads of some agents; equal over nested rules.

        Corners of the admissible set are tried first, then the quick bound, and what these leave
        open is filled greedily. Two agents that lack the same leaves have the sign of the same
        form; those that lack different leaves are told apart by their scores' extremes.
        """
        differ = self.lacks[rows, None] != self.lacks
        seen = np.full(differ.shape, np.inf)
        for scores in self.seen_scores:
            np.fmin(seen, scores[rows, None] - scores, out=seen)
        proven = self.quick.over_all(rows)
        asked = (proven <= LAST_DECIMAL) & (seen >= -TOLERANCE) & ~differ
        one, other = np.nonzero(asked)
        forms = self.points[rows[one]] - self.points[other]
        proven[asked] = self.nest.least(forms)
        found = proven[asked] if self.is_nested else self._drawn_in(forms)
        seen[asked] = np.fmin(seen[asked], found)
        apart = self.bounds.least[rows, None] - self.bounds.greatest
        proven = np.where(differ, apart, proven)
        proven[~(self.scored[rows, None] & self.scored)] = np.nan
        proven[np.arange(len(rows)), rows] = np.nan
        return LeastLeads(proven, seen, differ & ~np.isnan(proven))

    def ranges(self, pairs: Positions) -> Extremes:
        """Return least and greatest lead of each pair (n, 2), exact where both have all leaves.

        Otherwise the difference of the two scores' extremes, which holds the true range.
        """
        one, other = pairs.T
        found = extremes(self.points[one] - self.points[other], self.admissible, chain=self.chain)
        gaps = ~(self.complete[one] & self.complete[other])
        if not bool(gaps.any()):
            return found
        first, second = (
            score_extremes(self.scores[who], self.admissible, chain=self.chain)
            for who in (one, other)
        )
        return Extremes(
            np.where(gaps, first.least - second.greatest, found.least),
            np.where(gaps, first.greatest - second.least, found.greatest),
        )

    def proven_ratios(self, pairs: Positions, margin: float) -> Flags:
        """Whether the lead of each pair (n, 2) is proven to be at least a margin, in points.

        For pairs that lack different leaves; False where the certificate found no proof.
        """
        least, greatest = self.bounds.least, self.bounds.greatest
        found = [
            proves_lead(
                self.scores[one] - margin,
                self.scores[other],
                (float(least[one]) - margin, float(greatest[other])),
                self.nest,
            )
            for one, other in pairs.tolist()
        ]
        return np.array(found, dtype=np.bool_)

    def _scores(self, weights: Floats) -> Floats:
        shares = weights @ (~self.missing).T
        found = np.full(shares.shape, np.nan)
        np.divide(weights @ self.points.T, shares, out=found, where=shares > 0)
        return found

    def _drawn_in(self, forms: Floats) -> Floats:
        """Return each form (n, k) at an admissible point near the nested rules' cheapest.

        That point is drawn towards the middle of the corners just until every rule holds.
        """
        points = self.nest.cheapest(forms)
        least = [sense is Sense.AT_LEAST for sense in self.admissible.senses]
        equal = np.array([sense is Sense.EQUAL for sense in self.admissible.senses], dtype=bool)
        sign = np.where(least, -1.0, 1.0)
        over = sign * (points @ self.admissible.rows.T - self.admissible.limits)
        over = np.where(equal, np.abs(over), over)
        room = sign * (self.admissible.limits - self.admissible.rows @ self.middle)
        room = np.where(equal, 0.0, np.maximum(room, 0.0))
        broken = over > TOLERANCE
        way = np.divide(over, over + room, out=np.zeros_like(over), where=broken)
        part = way.max(axis=1, initial=0.0)
        at_middle = forms @ self.middle
        return np.asarray(
            at_middle + (1 - part) * (np.einsum("nk,nk->n", forms, points) - at_middle)
        )
