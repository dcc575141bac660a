"""Weight sets drawn evenly from all that some linear rules admit.

Owns exact draws where the rules are only sums of disjoint groups, and hit-and-run where they are
more; what the draws say of ranks is left to :mod:`engine.scoring.acceptability`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.errors import InputError, MethodError

Floats: TypeAlias = NDArray[np.float64]

CHAINS = 1_000  # at most as many draws are taken at once: the rest follow along the chains
WARM_UP = 40  # steps per dimension before the first draw
THIN = 10  # steps per dimension between two draws of one chain
TUNINGS = 4  # of the warm-up's parts after which directions follow the spread of the chains
NARROWEST = 1e-7  # share: a rule with less room than this everywhere holds with equality
RANK_TOLERANCE = 1e-9
HALF = 0.5  # between the two values, 0 and 1, of a rule's room in the programme below


@dataclass(frozen=True, slots=True, eq=False)
class WeightPolytope:
    """All w >= 0 with ``rows @ w <= limits`` and ``sums @ w = totals``.

    ``rows`` (r, k) and ``limits`` (r,), ``sums`` (e, k) and ``totals`` (e,); that the weights sum
    to one is among the sums.
    """

    rows: Floats
    limits: Floats
    sums: Floats
    totals: Floats


def polytope_of(rows: Floats, senses: Sequence[str], limits: Floats) -> WeightPolytope:
    """Return the weight sets that sum to one and keep linear rules.

    Parameters
    ----------
    rows, limits
        (r, k) and (r,).
    senses
        r comparisons of ``rows @ w`` with the limits: ``>=``, ``<=`` or ``=``.
    """
    compared = np.array([str(sense) for sense in senses], dtype=object)
    equal, least = compared == "=", compared == ">="
    sign = np.where(least, -1.0, 1.0)[~equal]
    return WeightPolytope(
        sign[:, None] * rows[~equal],
        sign * limits[~equal],
        np.vstack([np.ones((1, rows.shape[1])), rows[equal]]),
        np.concatenate([[1.0], limits[equal]]),
    )


def uniform_weights(polytope: WeightPolytope, rng: np.random.Generator, draws: int) -> Floats:
    """Draws (draws, k) from the uniform distribution over a polytope of weights.

    Independent and exact (Dirichlet) where the only rules are sums of groups that lie apart;
    else by :func:`hit_and_run` from a point inside, with :data:`WARM_UP` and :data:`THIN` steps
    per dimension. A polytope of one point is that point again and again.

    Raises
    ------
    MethodError
        ``robustness.empty`` when no weight set keeps the rules.
    """
    groups = _disjoint_groups(polytope)
    if groups is not None:
        return _group_draws(groups, rng, draws)
    start, tight = relative_interior(polytope)
    inside = WeightPolytope(
        polytope.rows[~tight[: len(polytope.rows)]],
        polytope.limits[~tight[: len(polytope.rows)]],
        np.vstack([polytope.sums, _all_rows(polytope)[0][tight]]),
        np.concatenate([polytope.totals, _all_rows(polytope)[1][tight]]),
    )
    return hit_and_run(inside, start, rng, draws)


def hit_and_run(
    polytope: WeightPolytope, start: Floats, rng: np.random.Generator, draws: int
) -> Floats:
    """Draws (draws, k) by hit-and-run from a point inside, vectorised over chains.

    Parameters
    ----------
    start
        (k,), a point that keeps the sums; every rule that does not hold with equality on the
        whole polytope should have room there.

    Raises
    ------
    InputError
        ``robustness.start`` when the start breaks a rule.

    Notes
    -----
    A step goes in a random direction of the null space of the sums to a point that is uniform
    on the chord. For any fixed law of directions the uniform distribution over the polytope is
    the chain's stationary one; the law is normal with the covariance of the chains' points, fixed
    once the warm-up is over, so that long and narrow polytopes are crossed, too. At most
    :data:`CHAINS` chains run side by side: rows of one chain lie :data:`CHAINS` draws apart and
    are slightly dependent.

    References
    ----------
    Smith, R. L. (1984). Efficient Monte Carlo procedures for generating points uniformly
    distributed over bounded regions. Operations Research 32(6), 1296-1308.
    """
    rows, limits = _all_rows(polytope)
    broken = max(
        float((rows @ start - limits).max()),
        float(np.abs(polytope.sums @ start - polytope.totals).max()),
    )
    if broken > NARROWEST:
        raise InputError("robustness.start", broken=broken)
    basis = _null_space(polytope.sums)
    if basis.shape[1] == 0:
        return np.tile(start, (draws, 1))
    bands, low, high = _bands(rows, limits)
    at, directions = bands @ start, bands @ basis
    # a rule that no move meets is left out: the dust of its direction would bar half of the moves
    met = np.abs(directions).max(axis=1) > RANK_TOLERANCE * np.abs(bands).max(axis=1)
    walk = _Walk(directions[met], np.minimum(low - at, 0.0)[met], np.maximum(high - at, 0.0)[met])
    return np.maximum(start + walk.draws(rng, draws) @ basis.T, 0.0)


def relative_interior(polytope: WeightPolytope) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a point with room in every rule that can have any, and which rules never have.

    Returns
    -------
    ndarray, ndarray
        The point (k,); (r + k,) True for a rule, then a leaf's w >= 0, that holds with equality
        on the whole polytope (within :data:`NARROWEST`).

    Raises
    ------
    MethodError
        ``robustness.empty`` when no weight set keeps the rules.

    References
    ----------
    Freund, R. M., Roundy, R., Todd, M. J. (1985). Identifying the set of always-active
    constraints in a system of linear inequalities by a single linear program. MIT Sloan working
    paper 1674-85.
    """
    rows, limits = _all_rows(polytope)
    (r, k), e = rows.shape, len(polytope.sums)
    # the most z in total with rows x + z <= limits t, sums x = totals t, 0 <= z <= 1 <= t
    found = linprog(
        np.concatenate([np.zeros(k), -np.ones(r), [0.0]]),
        A_ub=np.hstack([rows, np.eye(r), -limits[:, None]]),
        b_ub=np.zeros(r),
        A_eq=np.hstack([polytope.sums, np.zeros((e, r)), -polytope.totals[:, None]]),
        b_eq=np.zeros(e),
        bounds=[(0, None)] * k + [(0, 1)] * r + [(1, 1 / NARROWEST)],
        method="highs",
    )
    if not found.success:
        raise MethodError("robustness.empty")
    point = found.x[:k] / found.x[-1]
    point -= np.linalg.pinv(polytope.sums) @ (polytope.sums @ point - polytope.totals)
    tight = np.asarray(found.x[k : k + r] < HALF, dtype=np.bool_)
    return np.where(tight[r - k :], 0.0, point), tight


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """Chains from 0 in the null space's coordinates: ``low <= bands @ point <= high``."""

    bands: Floats
    low: Floats
    high: Floats

    def draws(self, rng: np.random.Generator, draws: int) -> Floats:
        dimension = self.bands.shape[1]
        points = np.zeros((min(draws, CHAINS), dimension))
        shape = np.eye(dimension)
        for _ in range(TUNINGS):
            points = self._walked(rng, points, shape, WARM_UP * dimension // TUNINGS)
            shape = _shape(points, shape)
        taken = [points]
        while len(taken) * len(points) < draws:
            points = self._walked(rng, points, shape, THIN * dimension)
            taken.append(points)
        return np.concatenate(taken)[:draws]

    def _walked(
        self, rng: np.random.Generator, points: Floats, shape: Floats, steps: int
    ) -> Floats:
        """Return the points after some steps; a rule both ways is one band, for speed (10 x)."""
        to_speeds = shape.T @ self.bands.T
        moved = np.zeros_like(points)
        at = points @ self.bands.T
        for _ in range(steps):
            normals = rng.standard_normal(points.shape)
            speeds = normals @ to_speeds
            with np.errstate(divide="ignore", invalid="ignore"):
                one, other = (self.low - at) / speeds, (self.high - at) / speeds
            forth = np.fmax(one, other).min(axis=1)  # a rule along which it stands still: nan
            back = np.fmin(one, other).max(axis=1)
            move = (back + rng.random(len(points)) * (forth - back))[:, None]
            moved += move * normals
            at += move * speeds
        return np.asarray(points + moved @ shape.T, dtype=np.float64)


def _shape(points: Floats, before: Floats) -> Floats:
    """Return the root of the chains' covariance; too few chains keep the shape they had."""
    chains, dimension = points.shape
    if chains <= 2 * dimension:
        return before
    spread, axes = np.linalg.eigh(np.atleast_2d(np.cov(points.T)))
    widths = np.sqrt(np.maximum(spread, spread.max() * RANK_TOLERANCE))
    return np.asarray(axes * (widths / widths.max()), dtype=np.float64)


def _all_rows(polytope: WeightPolytope) -> tuple[Floats, Floats]:
    """Return the rules and w >= 0 together, as rows and limits."""
    k = polytope.sums.shape[1]
    return (
        np.vstack([polytope.rows, -np.eye(k)]),
        np.concatenate([polytope.limits, np.zeros(k)]),
    )


def _bands(rows: Floats, limits: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the rules as bands: a row and its opposite, or a row said twice, are one."""
    lead = np.take_along_axis(rows, (rows != 0).argmax(axis=1)[:, None], axis=1)[:, 0]
    told = lead != 0
    scale = 1 / lead[told]
    bands, place = np.unique(rows[told] * scale[:, None], axis=0, return_inverse=True)
    low, high = np.full(len(bands), -np.inf), np.full(len(bands), np.inf)
    ends, upper = limits[told] * scale, scale > 0
    np.minimum.at(high, place[upper], ends[upper])
    np.maximum.at(low, place[~upper], ends[~upper])
    return bands, low, high


def _null_space(sums: Floats) -> Floats:
    """Return an orthonormal basis (k, d) of the moves that change no sum."""
    _, values, right = np.linalg.svd(sums, full_matrices=True)
    rank = int((values > RANK_TOLERANCE * values[0]).sum())
    basis = np.asarray(right[rank:].T, dtype=np.float64)
    return np.where(np.abs(basis) > RANK_TOLERANCE, basis, 0.0)  # a leaf without moves: exactly


def _disjoint_groups(polytope: WeightPolytope) -> list[tuple[NDArray[np.intp], float]] | None:
    """Return members and total of each group where that is all the rules say, else None.

    The first sum is that of all leaves; what the groups leave of it belongs to the others.
    """
    groups = polytope.sums[1:]
    whole = bool((polytope.sums[0] == 1).all()) and bool(np.isin(groups, (0, 1)).all())
    if len(polytope.rows) or not whole or bool((groups.sum(axis=0) > 1).any()):
        return None
    totals = [float(total) for total in polytope.totals]
    found = [(np.flatnonzero(row), total) for row, total in zip(groups, totals[1:], strict=True)]
    others = np.flatnonzero(groups.sum(axis=0) == 0)
    rest = totals[0] - sum(totals[1:])
    if min([rest, *totals]) < -RANK_TOLERANCE or (not len(others) and rest > RANK_TOLERANCE):
        raise MethodError("robustness.empty")
    return [*found, (others, max(rest, 0.0))] if len(others) else found


def _group_draws(
    groups: list[tuple[NDArray[np.intp], float]], rng: np.random.Generator, draws: int
) -> Floats:
    """Return uniform draws: in each group its total times flat Dirichlet shares."""
    result = np.zeros((draws, sum(len(own) for own, _ in groups)))
    for own, total in groups:
        result[:, own] = total * rng.dirichlet(np.ones(len(own)), draws)
    return result
