"""Everything one judgement matrix tells: weights, consistency, circles, what to ask next."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion
from engine.ahp.consistency import (
    CUSTOMARY_LIMIT,
    Revision,
    circular_triads,
    consistency_index,
    error_ratios,
    geometric_consistency_index,
    geometric_consistency_limit,
)
from engine.ahp.gaps import completed
from engine.ahp.pairs import NextQuestion, next_question
from engine.ahp.priorities import Method, priorities
from engine.ahp.random_index import DEFAULT, FIRST, Basis, random_index_table
from engine.ahp.revisions import revisions
from engine.domain.judgements import JudgementMatrix
from engine.domain.texts import Finding, Sentence

SAME_WEIGHT = 1e-9


@dataclass(frozen=True, slots=True)
class OrderDisagreement:
    """Two items whose order depends on the method: which methods put which of them first."""

    first: str
    second: str
    first_by: tuple[Method, ...]
    second_by: tuple[Method, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """What one judgement matrix says, by a named method and against a named random index.

    ``lambda_max`` and the consistency index are those of ``completed``, the matrix with its
    ``missing`` gaps filled by ``completion`` (``filled`` names the pairs; ``rounded`` to the
    scale or not). ``random_index_basis`` tells whether the index is that of random matrices with
    as many gaps or of complete ones. ``geometric_consistency_index`` is
    None with gaps: no threshold is published for them; ``geometric_consistency_limit`` is the
    value that corresponds to a ratio of 0.10 where there are no gaps. ``next_question`` is None
    when every pair was answered. ``order_disagreements`` are the pairs of items that two methods
    order differently.
    """

    items: tuple[str, ...]
    method: Method
    weights: NDArray[np.float64]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    geometric_consistency_index: float | None
    geometric_consistency_limit: float
    random_index_name: str
    random_index: float
    random_index_basis: Basis
    circular_triads: tuple[tuple[str, str, str], ...]
    revise: tuple[Revision, ...]
    error_ratios: NDArray[np.float64]
    completed: NDArray[np.float64]
    filled: tuple[tuple[str, str], ...]
    completion: Completion
    rounded: bool
    next_question: NextQuestion | None
    order_disagreements: tuple[OrderDisagreement, ...]

    @property
    def missing(self) -> int:
        """How many pairs were not answered."""
        return len(self.filled)

    @property
    def methods_disagree(self) -> bool:
        """Whether two methods order some pair of items differently."""
        return bool(self.order_disagreements)

    @property
    def is_informative(self) -> bool:
        """Whether there are more answers than it takes to link all items.

        Where there are not, no answer can contradict another, and a ratio of 0 is no praise.
        """
        return _can_contradict(len(self.items), self.missing)

    @property
    def is_acceptable(self) -> bool:
        """Whether the consistency ratio keeps Saaty's customary limit of 0.10."""
        return self.consistency_ratio <= CUSTOMARY_LIMIT

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader of the ratio must know: with gaps, what it was compared with."""
        n = len(self.items)
        if not self.missing:
            return ()
        if not self.is_informative:
            told = Sentence("ahp.uninformative", {"answers": n - 1, "items": n})
            return (Finding("caution", told),)
        if self.random_index_basis is Basis.COMPLETE:
            told = Sentence(
                "ahp.flattering_index", {"name": self.random_index_name, "missing": self.missing}
            )
            return (Finding("caution", told),)
        pairs = n * (n - 1) // 2
        told = Sentence("ahp.index_with_gaps", {"missing": self.missing, "pairs": pairs})
        return (Finding("note", told),)


def diagnose(
    matrix: JudgementMatrix,
    method: Method = Method.EIGENVECTOR,
    random_index: str = DEFAULT,
    completion: Completion = Completion.MINIMUM_LAMBDA,
    *,
    rounded: bool = False,
    compared: tuple[Method, ...] = tuple(Method),
) -> Diagnosis:
    """Return the diagnosis of one judgement matrix, with or without gaps.

    Parameters
    ----------
    random_index
        A table's name. ``simulated`` compares with random matrices of as many gaps; a published
        one with complete ones, as the literature does, and a finding says that this flatters.
    completion, rounded, compared
        As :func:`engine.ahp.completion.filled`; the methods whose orders are compared.

    Notes
    -----
    ``lambda_max`` and the index belong to the method asked for (for the approximations, the mean
    of (A w)_i / w_i), as published tables print them; the ratio follows, and is 0 by definition
    where no answer can contradict another. Revisions go by the principal eigenvalue. Indices with
    gaps are means of the least index, gaps within 1/9 .. 9: a completion that is not the least
    gives a ratio on the strict side, one that leaves the scale on the lenient side.

    Raises
    ------
    InputError
        ``ahp.unknown_random_index``; ``ahp.random_index_range`` beyond the table's last entry.
    MethodError
        ``ahp.unconnected`` when the answers do not link all items.
    """
    whole = completed(matrix, completion, rounded=rounded)
    values = whole.matrix.values
    n, found, table = len(values), priorities(values, method), random_index_table(random_index)
    index, divisor = consistency_index(found.lambda_max, n), table.value(n, matrix.missing)
    return Diagnosis(
        items=matrix.items,
        method=method,
        weights=found.weights,
        lambda_max=found.lambda_max,
        consistency_index=index,
        consistency_ratio=index / divisor if _can_contradict(n, matrix.missing) else 0.0,
        geometric_consistency_index=None if whole.filled else geometric_consistency_index(values),
        geometric_consistency_limit=geometric_consistency_limit(n),
        random_index_name=table.name,
        random_index=divisor,
        random_index_basis=table.basis(matrix.missing),
        circular_triads=circular_triads(matrix),
        revise=revisions(matrix, random_index, completion, rounded=rounded),
        error_ratios=error_ratios(values, found.weights),
        completed=values,
        filled=whole.filled,
        completion=completion,
        rounded=rounded,
        next_question=next_question(matrix),
        order_disagreements=order_disagreements(matrix.items, values, compared),
    )


def _can_contradict(items: int, missing: int) -> bool:
    return items >= FIRST and missing < (items - 1) * (items - 2) // 2


def order_disagreements(
    items: tuple[str, ...],
    values: NDArray[np.float64],
    compared: tuple[Method, ...] = tuple(Method),
) -> tuple[OrderDisagreement, ...]:
    """Return the pairs of items that two methods order differently, and which methods they are.

    Parameters
    ----------
    values
        (n, n), complete. Items within 1e-9 of each other are tied, and a tie disagrees with
        nothing.
    """
    weights = {method: priorities(values, method).weights for method in compared}
    disagreements = []
    for i, j in combinations(range(len(items)), 2):
        ahead = {method: shares[i] - shares[j] for method, shares in weights.items()}
        first_by = tuple(method for method, gap in ahead.items() if gap > SAME_WEIGHT)
        second_by = tuple(method for method, gap in ahead.items() if gap < -SAME_WEIGHT)
        if first_by and second_by:
            disagreements.append(OrderDisagreement(items[i], items[j], first_by, second_by))
    return tuple(disagreements)


def methods_disagree(values: NDArray[np.float64]) -> bool:
    """Return whether two methods order some pair of items differently: values (n, n), complete."""
    return bool(order_disagreements(tuple(str(n) for n in range(len(values))), values))
