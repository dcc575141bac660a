"""Fuzzy priorities: an option beside the crisp ones, never instead of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.ahp.judgement_checks import LARGEST_RATIO, checked_judgements
from engine.ahp.scales import SAATY_GREATEST
from engine.domain.judgements import RECIPROCITY_TOLERANCE
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError

ROUNDED_RECIPROCALS = 0.05  # tables print 0.13 for 1/8, which is 4 % off
TRIPLE = 3
TRIPLE_AXES = 3


class FuzzyMethod(StrEnum):
    """How fuzzy judgements become weights."""

    GEOMETRIC_MEAN = "geometric-mean"
    EXTENT_ANALYSIS = "extent-analysis"


@dataclass(frozen=True, slots=True, eq=False)
class FuzzyPriorities:
    """Fuzzy and crisp weights of n items, and the method they come from.

    ``fuzzy`` (n, 3) holds (least, modal, greatest) of each item: Buckley's fuzzy weights, or
    Chang's synthetic extents. ``weights`` (n,) are >= 0 and sum to 1: the centroids of the fuzzy
    weights, or the degrees of possibility of the extents, scaled to sum 1.
    """

    fuzzy: NDArray[np.float64]
    weights: NDArray[np.float64]
    method: FuzzyMethod

    def findings(self, items: Sequence[str]) -> tuple[Finding, ...]:
        """Return what a reader has to know of these weights; ``items`` are the n names."""
        if self.method is not FuzzyMethod.EXTENT_ANALYSIS:
            return ()
        found = [Finding("caution", Sentence("fuzzy.extent_analysis"))]
        without = [name for name, weight in zip(items, self.weights, strict=True) if weight == 0]
        if without:
            told = {"items": ", ".join(without)}
            found.append(Finding("alarm", Sentence("fuzzy.zero_weight", told)))
        return tuple(found)


def fuzzy_priorities(
    values: NDArray[np.float64],
    method: FuzzyMethod = FuzzyMethod.GEOMETRIC_MEAN,
    *,
    reciprocity: float = ROUNDED_RECIPROCALS,
) -> FuzzyPriorities:
    """Return fuzzy weights from crisp judgements of the 1 to 9 scale, or from fuzzy ones.

    Parameters
    ----------
    values
        (n, n) crisp: complete, 1/9 to 9, reciprocal within 1e-9; made fuzzy by
        :func:`fuzzy_judgements`. Or (n, n, 3) triangular fuzzy numbers (least, modal, greatest),
        positive, in this order, 1 on the diagonal.
    reciprocity
        How far, relatively, a fuzzy judgement may be from the reciprocal of its mirror, because
        published tables round them. ``inf`` for arithmetic means over respondents (Chang 1996),
        which are no longer reciprocal.

    Raises
    ------
    InputError
        Crisp: :func:`fuzzy_judgements`. Fuzzy: ``fuzzy.invalid`` with a fault for every entry
        that is no triangular fuzzy number or not reciprocal, by ``[row, column]`` from 0.

    Notes
    -----
    Geometric mean: r_i = (prod_j a_ij)^(1/n), and w_i = r_i / sum_k r_k in fuzzy arithmetic, that
    is (l_i / sum u, m_i / sum m, u_i / sum l); its centroid is the mean of the three.

    Extent analysis: S_i = sum_j a_ij / sum_kj a_kj in fuzzy arithmetic; an item's weight is the
    least degree of possibility V(S_i >= S_k) over the others, the height at which the two
    triangles meet. It can be 0 for an item that every respondent finds of some importance, and
    Wang, Luo and Hua (2008) showed that it does not measure relative importance: see
    :meth:`FuzzyPriorities.findings`. It is offered because it is widely asked for.

    References
    ----------
    Buckley, J. J. (1985), Fuzzy hierarchical analysis, Fuzzy Sets and Systems 17, 233-247.
    Chang, D.-Y. (1996), Applications of the extent analysis method on fuzzy AHP, EJOR 95, 649-655.
    Wang, Y.-M., Luo, Y., Hua, Z. (2008), On the extent analysis method for fuzzy AHP and its
    applications, EJOR 186, 735-747.

    Examples
    --------
    >>> import numpy as np
    >>> found = fuzzy_priorities(np.array([[1.0, 3.0], [1 / 3, 1.0]]))
    >>> found.weights.round(4).tolist()
    [0.7424, 0.2576]
    """
    judged = np.asarray(values, dtype=np.float64)
    if judged.ndim == TRIPLE_AXES:
        _check_triples(judged, reciprocity)
    else:
        judged = fuzzy_judgements(judged)
    fuzzy, crisp = _FORMULAS[method](judged)
    return FuzzyPriorities(fuzzy, crisp / crisp.sum(), method)


def fuzzy_judgements(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the triangular fuzzy numbers (n, n, 3) of crisp judgements of the 1 to 9 scale.

    Parameters
    ----------
    values
        (n, n), complete, 1/9 to 9, reciprocal within 1e-9.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`; ``fuzzy.out_of_scale``.

    Notes
    -----
    x > 1 becomes (max(1, x - 1), x, min(9, x + 1)): one step to either side, within the scale.
    1 stays (1, 1, 1), so that equal items stay equal; a reciprocal is inverted end for end.
    """
    crisp = checked_judgements(values)
    larger = np.maximum(crisp, crisp.T)
    if larger.max() > SAATY_GREATEST * (1 + RECIPROCITY_TOLERANCE):
        raise InputError("fuzzy.out_of_scale", value=float(larger.max()), greatest=SAATY_GREATEST)
    step = np.where(larger > 1 + RECIPROCITY_TOLERANCE, 1.0, 0.0)
    least = np.maximum(1.0, larger - step)
    greatest = np.maximum(larger, np.minimum(SAATY_GREATEST, larger + step))
    upward = np.stack([least, larger, greatest], axis=-1)
    return np.where((crisp >= 1)[..., None], upward, 1 / upward[..., ::-1])


def _by_geometric_means(
    judged: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    means = np.exp(np.log(judged).mean(axis=1))
    fuzzy = means / means.sum(axis=0)[::-1]
    return fuzzy, fuzzy.mean(axis=-1)


def _by_extent_analysis(
    judged: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    sums = judged.sum(axis=1)
    extents = sums / sums.sum(axis=0)[::-1]
    return extents, _degrees_of_possibility(extents).min(axis=1)


def _degrees_of_possibility(extents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return V(S_i >= S_k) of Chang (1996), eq. 7: (n, n), 0..1, 1 on the diagonal."""
    _, modal, greatest = extents.T[:, :, None]
    other_least, other_modal, _ = extents.T[:, None, :]
    overlap = np.maximum(0.0, greatest - other_least)
    behind = np.maximum(0.0, other_modal - modal)
    # eq. 7 with its denominator regrouped; where no spread is left, being behind means V = 0
    return np.where(behind > 0, overlap / np.where(behind > 0, overlap + behind, 1.0), 1.0)


def _check_triples(judged: NDArray[np.float64], reciprocity: float) -> None:
    n = judged.shape[0]
    if judged.shape != (n, n, TRIPLE) or not n:
        raise InputError("fuzzy.shape", shape=str(judged.shape))
    least, modal, greatest = np.moveaxis(judged, -1, 0)
    ordered = (least <= modal) & (modal <= greatest)
    valid = ordered & (least >= 1 / LARGEST_RATIO) & (greatest <= LARGEST_RATIO)
    valid &= ~np.eye(n, dtype=np.bool_) | (judged == 1).all(axis=-1)
    faults = [_fault("fuzzy.not_triangular", judged, entry) for entry in np.argwhere(~valid)]
    if not faults:
        mirrored = np.swapaxes(judged, 0, 1)[..., ::-1]
        apart = (np.abs(judged * mirrored - 1) > reciprocity).any(axis=-1)
        entries = np.argwhere(np.triu(apart, 1))
        faults = [_fault("fuzzy.not_reciprocal", judged, entry) for entry in entries]
    if faults:
        raise InputError("fuzzy.invalid", faults, count=len(faults))


def _fault(code: str, judged: NDArray[np.float64], entry: NDArray[np.intp]) -> Fault:
    row, column = entry.tolist()
    told = ", ".join(f"{number:.6g}" for number in judged[row, column])
    return Fault(code, f"[{row}, {column}]", f"({told})")


_FORMULAS: Mapping[
    FuzzyMethod,
    Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
] = MappingProxyType(
    {
        FuzzyMethod.GEOMETRIC_MEAN: _by_geometric_means,
        FuzzyMethod.EXTENT_ANALYSIS: _by_extent_analysis,
    }
)
