"""Error models of one judgement: how far a stated ratio may lie from what its respondent meant.

Errors are drawn pair by pair on log ratios, so that a reciprocal always stays one. What they do
to weights is left to ``ahp.node_draws`` and ``ahp.uncertainty``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.groups import antisymmetric, stacked_judgements
from engine.ahp.scales import SAATY_GREATEST
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.errors import InputError, MethodError

NUMBERS_AT_ONCE = 2**21  # 16 MB of random numbers: bounds the memory, never changes a draw


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounding to the scale: the true log ratio is uniform in the cell of the value chosen."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Log-normal error: the log ratio is normal about the stated one, deviation ``sigma`` >= 0.

    Raises
    ------
    InputError
        ``uncertainty.sigma`` when sigma is below 0 or not finite.
    """

    sigma: float

    def __post_init__(self) -> None:
        if not 0 <= self.sigma < np.inf:
            raise InputError("uncertainty.sigma", sigma=self.sigma)


ErrorModel = Rounding | LogNormal


@dataclass(frozen=True, slots=True, eq=False)
class PairAnswers:
    """What r respondents said of the p pairs i < j of one node.

    ``logs`` (r, p) are log ratios first over second, 0 without an answer; ``weights`` (r, p) the
    respondent's weight >= 0, 0 without an answer.
    """

    logs: NDArray[np.float64]
    weights: NDArray[np.float64]


def perturbed(
    logs: NDArray[np.float64], model: ErrorModel, rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return log judgements as they may have been meant: (draws, ..., n, n), gaps kept.

    Parameters
    ----------
    logs
        (..., n, n), log ratios, opposite across the diagonal; nan for a gap.
    rng
        Seeded by the caller; the same state gives the same draws.

    Notes
    -----
    Every pair errs on its own: the model does not ask that what a respondent meant be
    consistent. Under :class:`Rounding` the mean of a cell is not the value chosen, because the
    scale is wider below each value than above it (about 2, from 1.41 to 2.45).
    """
    n = logs.shape[-1]
    rows, columns = np.triu_indices(n, 1)
    stated = antisymmetric(logs)[..., rows, columns]
    meant = np.zeros((draws, *logs.shape))
    meant[..., rows, columns] = stated + _errors(stated, model, rng, draws)
    meant[..., columns, rows] = -meant[..., rows, columns]
    return meant


def rounding_cells(
    logs: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far below (<= 0) and above (>= 0) a log ratio its rounding cell reaches.

    Notes
    -----
    A respondent who can only say 1/9 .. 1 .. 9 takes the value nearest in log, so the cell of a
    value ends at the geometric means with its neighbours on the scale. The cell of 9 (1/9) is
    symmetric: beyond it reaches as far as towards 8 (1/8). A ratio that is no scale value, such
    as a group's mean or a measured one, has the cell of the scale value nearest in log, moved to
    the ratio; at equal distance the value nearer to 1.
    """
    scale = np.log(np.arange(1, SAATY_GREATEST + 1))
    half_steps = np.diff(scale) / 2
    inward = np.concatenate([half_steps[:1], half_steps])  # the cell of 1 reaches to both sides
    outward = np.concatenate([half_steps, half_steps[-1:]])
    nearest = np.abs(np.abs(logs)[..., None] - scale).argmin(axis=-1)
    towards_one, away = inward[nearest], outward[nearest]
    preferred = logs >= 0
    below = -np.where(preferred, towards_one, away)
    above = np.where(preferred, away, towards_one)
    return below, above


def mean_errors(
    answers: PairAnswers,
    counts: NDArray[np.float64],
    model: ErrorModel,
    rng: np.random.Generator,
    draws: int,
    at_once: int = NUMBERS_AT_ONCE,
) -> NDArray[np.float64]:
    """Return errors of the weighted mean log judgement of each pair: (draws, p).

    Parameters
    ----------
    answers
        r respondents, p pairs.
    counts
        (draws, r) or (1, r), whole numbers: how many people like each respondent are asked.
        Each of them errs on his own.
    at_once
        How many random numbers are held at a time; the draws do not depend on it.

    Notes
    -----
    Log-normal errors need no simulation of people: a weighted mean of independent normal errors
    is exactly normal, with variance sigma^2 sum(w^2) / (sum w)^2. Uniform errors do.
    """
    total = counts @ answers.weights
    # a pair without any answer has no mean that could err; 1 keeps the division quiet
    total = np.where(total > 0, total, 1.0)
    if isinstance(model, LogNormal):
        spread = np.sqrt(counts @ answers.weights**2) / total
        return model.sigma * spread * rng.standard_normal((draws, answers.logs.shape[1]))
    below, above = rounding_cells(answers.logs)
    sums = counts @ (answers.weights * below) + np.concatenate(
        list(_sums_of_uniforms(answers.weights * (above - below), counts, rng, draws, at_once))
    )
    return np.asarray(sums / total, dtype=np.float64)


def pooled_sigma(panel: Panel, tree: ItemTree) -> float:
    """Return the log error of one judgement as the respondents' own inconsistency shows it.

    The residual standard deviation of the log-least-squares fits of every respondent's answers
    about every node, pooled over all of them.

    Parameters
    ----------
    panel
        Gaps are allowed, also answers that do not link all items. Respondents count alike,
        those of weight 0 not at all.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.ahp.groups.stacked_judgements`.
    MethodError
        ``uncertainty.no_freedom`` when nobody answered more pairs about any node than just link
        its items: such answers cannot contradict each other, so that they show no error.

    Notes
    -----
    sigma^2 = sum of e^2 / sum of degrees of freedom, e_ij = ln a_ij - y_i + y_j with y the
    fit; a respondent's degrees of freedom at a node are the answers minus the rank of the fit,
    for complete answers n(n - 1)/2 - (n - 1) = (n - 1)(n - 2)/2. One respondent, one node: the
    square root of the geometric consistency index. With f degrees of freedom in all the estimate
    has a relative standard error of about 1 / sqrt(2 f): a single respondent with three items
    (f = 1) says next to nothing of his own error, and :class:`Rounding` serves better.

    References
    ----------
    Crawford, G., Williams, C. (1985), A note on the analysis of subjective judgment matrices,
    J. Math. Psychology 29, 387-405. Aguaron, J., Moreno-Jimenez, J. M. (2003), EJOR 147, 137-145.
    """
    squares, freedom = 0.0, 0
    for node in tree.asked:
        _, logs, weights = stacked_judgements(panel, node)
        for each in antisymmetric(logs[weights > 0]):
            left, free = _residuals(each)
            squares += left
            freedom += free
    if not freedom:
        raise MethodError("uncertainty.no_freedom", respondents=len(panel.responses))
    return float(np.sqrt(squares / freedom))


def _errors(
    logs: NDArray[np.float64], model: ErrorModel, rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    shape = (draws, *logs.shape)
    if isinstance(model, LogNormal):
        return model.sigma * rng.standard_normal(shape)
    below, above = rounding_cells(logs)
    return below + (above - below) * rng.random(shape)


def _sums_of_uniforms(
    widths: NDArray[np.float64],
    counts: NDArray[np.float64],
    rng: np.random.Generator,
    draws: int,
    at_once: int,
) -> Iterator[NDArray[np.float64]]:
    """Yield, some draws at a time, the sum over all people asked of width times uniform."""
    people = int(counts[0].sum())
    step = max(1, at_once // (people * widths.shape[1]))
    for start in range(0, draws, step):
        size = min(step, draws - start)
        # one row of counts serves all draws; numbers come in the order of draws, people, pairs
        asked = _asked(counts if len(counts) == 1 else counts[start : start + size])
        yield (widths[asked] * rng.random((size, people, widths.shape[1]))).sum(axis=1)


def _asked(counts: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which respondent each of the people asked is like: (m, people) from (m, r)."""
    draws, respondents = counts.shape
    everybody = np.tile(np.arange(respondents), draws)
    return np.repeat(everybody, counts.astype(np.intp).ravel()).reshape(draws, -1)


def _residuals(logs: NDArray[np.float64]) -> tuple[float, int]:
    """Return the sum of squared residuals of the fit to one matrix, and its degrees of freedom."""
    rows, columns = np.nonzero(np.triu(~np.isnan(logs), 1))
    stated = logs[rows, columns]
    identity = np.eye(len(logs))
    design = identity[rows] - identity[columns]  # takes log weights to the ratios they imply
    fit, _, rank, _ = np.linalg.lstsq(design, stated)
    return float(((stated - design @ fit) ** 2).sum()), len(stated) - int(rank)
