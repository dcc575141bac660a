"""How many of a panel answer consistently, under either reading: counts with denominators."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from engine.ahp.random_index import FIRST
from engine.domain.calibration import RespondentResult
from engine.domain.hierarchy import ItemTree


@dataclass(frozen=True, slots=True)
class ConsistencyCount:
    """How many are within the limit, of how many.

    ``respondents`` have a ratio that says something, ``consistent`` of them are within the
    limit; of both, ``complete`` and ``complete_consistent`` answered every pair. ``median`` and
    ``greatest`` are of all ratios, None without any.
    """

    respondents: int
    consistent: int
    complete: int
    complete_consistent: int
    median: float | None
    greatest: float | None


def can_contradict(items: int, missing: int) -> bool:
    """Tell whether a consistency ratio of linked answers says anything.

    Answers that just link the items cannot contradict each other, and a ratio of 0 is no praise
    of the respondent. Two items never can: their ratio of 0 is the definition, and counts.
    """
    return items < FIRST or missing < (items - 1) * (items - 2) // 2


def careful_count(
    people: Sequence[RespondentResult], tree: ItemTree, limit: float
) -> ConsistencyCount:
    """Return the count of the answers read with care."""
    return _count(
        [
            (person.consistency_ratio, _answered_everything(person, tree))
            for person in people
            if person.consistency_ratio is not None
        ],
        limit,
    )


def as_written_count(
    people: Sequence[RespondentResult], tree: ItemTree, limit: float
) -> ConsistencyCount:
    """Return the count of the answers as written: of those who answered every pair only."""
    ratios = []
    for person in people:
        own = [ratio for _, ratio in person.as_written.values() if ratio is not None]
        if len(own) == len(tree.asked):
            ratios.append((max(own), True))
    return _count(ratios, limit)


def _answered_everything(person: RespondentResult, tree: ItemTree) -> bool:
    return len(person.nodes) == len(tree.asked) and not any(each.missing for each in person.nodes)


def _count(ratios: Sequence[tuple[float, bool]], limit: float) -> ConsistencyCount:
    every = [ratio for ratio, _ in ratios]
    return ConsistencyCount(
        respondents=len(every),
        consistent=sum(ratio <= limit for ratio in every),
        complete=sum(complete for _, complete in ratios),
        complete_consistent=sum(complete and ratio <= limit for ratio, complete in ratios),
        median=median(every) if every else None,
        greatest=max(every, default=None),
    )
