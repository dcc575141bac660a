"""Priorities of least absolute log error: a few wild judgements do not move them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, nnls
from scipy.sparse.csgraph import connected_components

from engine.ahp.judgement_checks import checked_answers
from engine.errors import InternalError, MethodError

OPTIMALITY_TOLERANCE = 1e-10  # the tightest the solver takes
CERTIFIED_GAP = 1e-9
ROUNDING = 1e-14  # of a log ratio
SAME_SCORE = 1e-9  # errors below it, relative to the largest, count as none
NO_SOLUTION = 1e-12  # 1 / (1 + |x| ** 2), and |x| is at most some hundreds


@dataclass(frozen=True, slots=True, eq=False)
class LeastAbsoluteFit:
    """Weights (n,), positive, sum 1, and the least total absolute log error, >= 0."""

    weights: NDArray[np.float64]
    objective: float


def least_absolute_fit(values: NDArray[np.float64]) -> LeastAbsoluteFit:
    """Return the weights whose ratios have the least total absolute log error.

    Parameters
    ----------
    values
        (n, n), positive, reciprocal within 1e-9; nan in both places where not answered.

    Returns
    -------
    LeastAbsoluteFit
        Where several weights share the least total, those of them with the least sum of squared
        log errors, which are unique; so relabelling the items permutes the weights.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_answers`.
    MethodError
        ``ahp.unconnected`` when the answers do not link all items (counted from 0).

    Notes
    -----
    With d_ij = ln a_ij, minimise the sum over the answered pairs i < j of |d_ij - y_i + y_j|;
    the weights are exp(y). The linear programme solved is the dual: the greatest sum of d_ij p_ij
    over the circulations -1 <= p_ij <= 1 of the graph of pairs. By complementary slackness the y
    of least total are *all* those whose errors are 0 where |p_ij| < 1, not negative where
    p_ij = 1 and not positive where p_ij = -1: a polyhedron, on which the sum of squares has one
    least point. The answer is certified: its total equals the dual's within 1e-9 of it.

    References
    ----------
    Cook, W. D., Kress, M. (1988), Deriving weights from pairwise comparison ratio matrices: an
    axiomatic approach, EJOR 37, 355-362.
    Lawson, C. L., Hanson, R. J. (1974), Solving Least Squares Problems, ch. 23 (least distance).

    Examples
    --------
    >>> import numpy as np
    >>> fit = least_absolute_fit(np.array([[1, 2, 8], [1 / 2, 1, 2], [1 / 8, 1 / 2, 1]]))
    >>> round(fit.objective, 6)  # ln 2: the triangle's misfit
    0.693147
    """
    logs = np.log(checked_answers(values))
    _check_connected(~np.isnan(logs))
    scores, objective = least_absolute_scores(logs)
    weights = np.exp(scores - scores.max())
    return LeastAbsoluteFit(weights / weights.sum(), objective)


def least_absolute_scores(logs: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the log weights (n,), sum 0, and the least total absolute log error.

    Parameters
    ----------
    logs
        (n, n), skew-symmetric, nan where not answered, connected; not checked here.

    Raises
    ------
    InternalError
        ``ahp.least_absolute`` when the total cannot be certified.
    """
    rows, columns = np.nonzero(np.triu(~np.isnan(logs), 1))
    differences = np.eye(len(logs))[rows] - np.eye(len(logs))[columns]
    stated = logs[rows, columns]
    # begun at the least squares and scaled, so that tolerances are relative to the errors
    scores = np.linalg.lstsq(differences, stated)[0]
    errors = stated - differences @ scores
    size = np.abs(errors).max(initial=0.0)
    if size > ROUNDING * np.abs(stated).max(initial=1.0):
        scores = scores + size * _corrections(differences, errors / size)
    return scores - scores.mean(), float(np.abs(stated - differences @ scores).sum())


def _corrections(
    differences: NDArray[np.float64], errors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the scores (n,) that leave the least total of these errors (pairs,), certified."""
    flows, scores = _greatest_circulation(differences, errors)
    left = errors - differences @ scores
    bodies = _rigid_bodies(differences, flows, left)[:, 1:]  # the first one stays where it is
    scores = scores + bodies @ _least_squares_shifts(differences @ bodies, flows, left)
    total = np.abs(errors - differences @ scores).sum()
    if not total - flows @ errors <= CERTIFIED_GAP * total:
        raise InternalError("ahp.least_absolute", items=len(scores))
    return np.asarray(scores, dtype=np.float64)


def _greatest_circulation(
    differences: NDArray[np.float64], errors: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the flows (pairs,) of a greatest circulation, and scores (n,) of least total."""
    found = linprog(
        -errors,
        A_eq=differences.T,
        b_eq=np.zeros(differences.shape[1]),
        bounds=(-1, 1),
        method="highs-ds",  # ends in a corner, where every flow is -1, 0 or 1
        # so few rows need no presolving, which costs a third of the time
        options={"dual_feasibility_tolerance": OPTIMALITY_TOLERANCE, "presolve": False},
    )
    if not found.success:
        raise InternalError("ahp.least_absolute", items=differences.shape[1])
    return np.round(found.x), -found.eqlin.marginals


def _rigid_bodies(
    differences: NDArray[np.float64], flows: NDArray[np.float64], errors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return which items (n, bodies) move together in every least total: 1 or 0.

    Notes
    -----
    A pair without error is an arc from its first item to its second if its flow may still rise,
    and back if it may still fall. Round a circle of such arcs the flow can be changed at no loss,
    and then stands at no bound: these errors are 0 in *every* least total. So strongly connected
    items form one rigid body. Between two bodies some least total has an error, so that the
    polyhedron of their shifts has an interior and its nearest point is well determined.
    """
    n = differences.shape[1]
    arcs = np.zeros((n, n), dtype=np.bool_)
    exact = np.abs(errors) <= SAME_SCORE
    first, second = differences.argmax(axis=1), differences.argmin(axis=1)
    rises, falls = exact & (flows < 1), exact & (flows > -1)
    arcs[first[rises], second[rises]] = True
    arcs[second[falls], first[falls]] = True
    count, labels = connected_components(arcs, connection="strong")
    return np.asarray(np.eye(count)[labels], dtype=np.float64)


def _least_squares_shifts(
    moves: NDArray[np.float64], flows: NDArray[np.float64], errors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the shifts x of least |errors - moves @ x|, no error crossing 0."""
    between = np.abs(moves).any(axis=1)
    if not between.any():
        return np.zeros(moves.shape[1])
    errors, signs = errors[between], flows[between]
    orthogonal, triangular = np.linalg.qr(moves[between])
    reachable = orthogonal.T @ errors
    remaining = errors - orthogonal @ reachable
    shortest = _least_distance(signs[:, None] * orthogonal, -signs * remaining)
    return np.asarray(np.linalg.solve(triangular, reachable - shortest), dtype=np.float64)


def _least_distance(
    normals: NDArray[np.float64], offsets: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the shortest x with normals @ x >= offsets: Lawson and Hanson's problem LDP."""
    system = np.vstack([normals.T, offsets])
    goal = np.zeros(len(system))
    goal[-1] = 1.0
    multipliers, _ = nnls(system, goal)
    residual = system @ multipliers - goal
    if not residual[-1] < -NO_SOLUTION:
        raise InternalError("ahp.least_absolute", items=len(system))
    return np.asarray(-residual[:-1] / residual[-1], dtype=np.float64)


def _check_connected(answered: NDArray[np.bool_]) -> None:
    groups, labels = connected_components(answered, directed=False)
    if groups > 1:
        told = (", ".join(map(str, np.flatnonzero(labels == group))) for group in range(groups))
        raise MethodError("ahp.unconnected", groups=" | ".join(told))
