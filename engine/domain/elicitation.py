"""How the items of one node may be weighed other than by one matrix of pairwise judgements."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite

from engine.domain.judgements import JudgementMatrix
from engine.errors import Fault, InputError

GREATEST_PREFERENCE = 9
SAME_ANSWER = 1e-9


class BestWorstForm(StrEnum):
    """Which deviation the best-worst method makes small: of differences, or of ratios."""

    LINEAR = "linear"
    NONLINEAR = "nonlinear"


@dataclass(frozen=True, slots=True)
class BestWorst:
    """How many times the best item matters more than each, and each more than the worst.

    Parameters
    ----------
    items
        n unique ids, n >= 2.
    best, worst
        Positions in ``items``, counted from 0; two different ones.
    best_to_others, others_to_worst
        n answers each, 1 to 9; 1 for the best to itself and the worst to itself. Best to worst
        stands in both and is the same number.

    Raises
    ------
    InputError
        ``best_worst.invalid`` with a fault for every place.
    """

    items: tuple[str, ...]
    best: int
    worst: int
    best_to_others: tuple[float, ...]
    others_to_worst: tuple[float, ...]
    form: BestWorstForm = BestWorstForm.LINEAR

    def __post_init__(self) -> None:
        faults = list(_item_faults(self.items, least=2))
        faults += self._position_faults()
        for name in ("best_to_others", "others_to_worst"):
            faults += _preference_faults(name, getattr(self, name), len(self.items))
        if not faults:
            faults += self._contradictions()
        if faults:
            raise InputError("best_worst.invalid", faults)

    @property
    def best_to_worst(self) -> float:
        """How many times the best matters more than the worst."""
        return self.best_to_others[self.worst]

    def _position_faults(self) -> Iterator[Fault]:
        known = range(len(self.items))
        for name, position in (("best", self.best), ("worst", self.worst)):
            if position not in known:
                told = {"last": len(self.items) - 1}
                yield Fault("best_worst.position", name, str(position), told)
        if self.best == self.worst:
            yield Fault("best_worst.same", "worst", str(self.worst))

    def _contradictions(self) -> Iterator[Fault]:
        for name, answers, position in (
            ("best_to_others", self.best_to_others, self.best),
            ("others_to_worst", self.others_to_worst, self.worst),
        ):
            if answers[position] != 1:
                told = {"item": self.items[position]}
                place, value = f"{name}[{position}]", f"{answers[position]:g}"
                yield Fault("best_worst.itself", place, value, told)
        there, back = self.best_to_others[self.worst], self.others_to_worst[self.best]
        if abs(there - back) > SAME_ANSWER:
            told = {"best": self.items[self.best], "worst": self.items[self.worst]}
            place, value = f"others_to_worst[{self.best}]", f"{there:.12g}, {back:.12g}"
            yield Fault("best_worst.differs", place, value, told)


@dataclass(frozen=True, slots=True)
class DirectWeights:
    """Points or percentages shared out among the items: each >= 0, not all of them 0.

    Raises
    ------
    InputError
        ``direct.invalid`` with a fault for every place.
    """

    items: tuple[str, ...]
    points: tuple[float, ...]

    def __post_init__(self) -> None:
        faults = [*_item_faults(self.items), *_share_faults("direct", self.items, self.points)]
        if faults:
            raise InputError("direct.invalid", faults)


@dataclass(frozen=True, slots=True)
class GoalMapping:
    """Items scored by how much they serve weighted goals (business-goal mapping).

    Parameters
    ----------
    items, goals
        k unique ids; m unique names, m >= 1.
    goal_weights
        (m,), each >= 0, not all 0; shares once divided by their sum.
    scores
        One row of m scores for each item (0 to 5, or 0, 1, 3, 9, or any scale from 0). A goal
        whose weight is above 0 is served by at least one item.

    Raises
    ------
    InputError
        ``goal_mapping.invalid`` with a fault for every place.
    """

    items: tuple[str, ...]
    goals: tuple[str, ...]
    goal_weights: tuple[float, ...]
    scores: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        faults = [*_item_faults(self.items), *_item_faults(self.goals, "goals")]
        faults += _share_faults("goals", self.goals, self.goal_weights)
        faults += self._score_faults()
        if faults:
            raise InputError("goal_mapping.invalid", faults)

    def _score_faults(self) -> Iterator[Fault]:
        if len(self.scores) != len(self.items):
            told = {"n": len(self.items)}
            yield Fault("elicitation.length", "scores", str(len(self.scores)), told)
            return
        for item, row in zip(self.items, self.scores, strict=True):
            yield from _amount_faults(f"scores.{item}", self.goals, row)
        for goal, weight, served in zip(
            self.goals, self.goal_weights, zip(*self.scores, strict=False), strict=False
        ):
            if weight > 0 and not any(score > 0 for score in served):
                yield Fault("goal_mapping.unserved", f"scores.*.{goal}", "0", {"goal": goal})


@dataclass(frozen=True, slots=True, eq=False)
class RespondentMatrices:
    """Several respondents' judgement matrices of the same items in the same order, by name.

    Raises
    ------
    InputError
        ``respondent_matrices.none`` without any; ``respondent_matrices.items`` naming a
        respondent who judged other items.
    """

    matrices: Mapping[str, JudgementMatrix]

    def __post_init__(self) -> None:
        if not self.matrices:
            raise InputError("respondent_matrices.none")
        for respondent, matrix in self.matrices.items():
            if matrix.items != self.items:
                raise InputError("respondent_matrices.items", respondent=respondent)

    @property
    def items(self) -> tuple[str, ...]:
        """What every respondent compared."""
        return next(iter(self.matrices.values())).items


Elicitation = JudgementMatrix | RespondentMatrices | BestWorst | DirectWeights | GoalMapping


def _item_faults(items: tuple[str, ...], place: str = "items", least: int = 1) -> Iterator[Fault]:
    if len(items) < least:
        yield Fault("elicitation.count", place, str(len(items)), {"least": least})
    for item, times in Counter(items).items():
        if times > 1:
            yield Fault("elicitation.twice", place, item, {"item": item})


def _preference_faults(place: str, answers: Sequence[float], n: int) -> Iterator[Fault]:
    if len(answers) != n:
        yield Fault("elicitation.length", place, str(len(answers)), {"n": n})
    for position, answer in enumerate(answers):
        if not 1 <= answer <= GREATEST_PREFERENCE:
            told = {"greatest": GREATEST_PREFERENCE}
            yield Fault("best_worst.out_of_scale", f"{place}[{position}]", f"{answer:g}", told)


def _share_faults(place: str, items: Sequence[str], amounts: Sequence[float]) -> Iterator[Fault]:
    faults = list(_amount_faults(place, items, amounts))
    yield from faults
    if not faults and not 0 < sum(amounts) < inf:
        yield Fault("elicitation.total", place, str(list(amounts)))


def _amount_faults(place: str, items: Sequence[str], amounts: Sequence[float]) -> Iterator[Fault]:
    if len(amounts) != len(items):
        yield Fault("elicitation.length", place, str(len(amounts)), {"n": len(items)})
        return
    for item, amount in zip(items, amounts, strict=True):
        if not (isfinite(amount) and amount >= 0):
            yield Fault("elicitation.amount", f"{place}.{item}", f"{amount:g}")
