"""Changes of an outcome's fitted mean and their gradients, all in one pass over the rows.

Every effect of this room is one of these changes. What the effects are called and which a fit is
asked is for :mod:`engine.evidence.effect_questions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.evidence.design import Design
from engine.evidence.factors import Raw
from engine.evidence.fitted import FittedModel
from engine.evidence.moves import Mean, Move, Question, Setting, Shift, Slope, Steepness, Stretch

BLOCK_ROWS = 8_192  # for speed: in cache, and too few for BLAS to wake threads (15 x when busy)


@dataclass(frozen=True, slots=True, eq=False)
class MeanChange:
    """The answer to a question.

    Parameters
    ----------
    value
        Change of the outcome's mean, per contact.
    gradient
        (k,) its derivative by the coefficients.
    combination
        (k,) makes the mean change of the linear predictor from the coefficients.
    outcome_mean
        Observed mean of the outcome in these contacts.
    contacts
        How many contacts are averaged over: the sum of their trials.
    """

    value: float
    gradient: NDArray[np.float64]
    combination: NDArray[np.float64]
    outcome_mean: float
    contacts: float


def mean_changes(fit: FittedModel, questions: Sequence[Question]) -> tuple[MeanChange, ...]:
    """Return the change of the mean that each question asks for.

    Parameters
    ----------
    fit
        Any family.
    questions
        Of columns that are terms of the fit.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` (a column that is no term of the fit),
        ``evidence.empty_stretch`` (nobody lies there).

    Notes
    -----
    With weights w (the trials), M the mean, and x the design row: a slope is
    ``sum w mu'(eta) s'b / sum w`` for the row s of derivatives of the design's columns, with the
    gradient ``sum w (mu''(eta) s'b x + mu'(eta) s)``; a shift is ``sum w (mu(x1'b) - mu(x0'b))``
    with the gradient ``sum w (mu'(x1'b) x1 - mu'(x0'b) x0)``. Covariates are taken as they are:
    the error is that of the coefficients, as R's ``margins`` has it.

    References
    ----------
    Bartus (2005), Stata Journal 5, 309-329.
    """
    sums = {computed: _Sums.of(fit, computed) for computed in _computed(fit, questions)}
    rows = len(fit.design.outcome)
    for start in range(0, rows, BLOCK_ROWS):
        block = _Block(fit, slice(start, min(start + BLOCK_ROWS, rows)))
        weights = np.empty((len(block.eta), len(sums)), order="F")
        for j, entry in enumerate(sums.values()):
            weights[:, j] = entry.add(block)
        for entry, product in zip(sums.values(), (block.matrix.T @ weights).T, strict=True):
            entry.gradient += product  # one product for all questions: the passes are shared
    return tuple(_answer(fit, question, sums) for question in questions)


def _computed(fit: FittedModel, questions: Sequence[Question]) -> list[Question]:
    """Return what has to be added up, each once.

    For speed: the slope by a transform that stands in no product is the steepness times a
    coefficient, so that ten terms cost as much as one (measured: 5 times less in all).
    """
    return list(dict.fromkeys(_steepness(fit, question) or question for question in questions))


def _steepness(fit: FittedModel, question: Question) -> Question | None:
    """Return the question for the steepness where it answers a slope, else None."""
    move = question.move
    if not isinstance(move, Slope) or not move.by_transform:
        return None
    alone = all(len(fit.design.columns[j].factors) == 1 for j in touched(fit.design, move))
    return Question(Steepness(), question.stretch) if alone else None


def _answer(fit: FittedModel, question: Question, sums: Mapping[Question, "_Sums"]) -> MeanChange:
    shared = _steepness(fit, question)
    if shared is None or not isinstance(question.move, Slope):
        return sums[question].answer()
    steepness = sums[shared].answer()
    unit = np.zeros(len(fit.coefficients))
    unit[touched(fit.design, question.move)] = 1.0
    along = float(unit @ fit.coefficients)
    return replace(
        steepness,
        value=steepness.value * along,
        gradient=steepness.gradient * along + steepness.value * unit,
        combination=unit,
    )


class _Block:
    """A block of rows with its linear predictor, computed once for all questions."""

    def __init__(self, fit: FittedModel, rows: slice) -> None:
        self.fit, self.rows, self.design = fit, rows, fit.design
        self.matrix = fit.design.matrix[rows]
        self.trials = fit.design.trials[rows]
        self.outcome = fit.design.outcome[rows]
        self.eta = fit.design.offset[rows] + self.matrix @ fit.coefficients

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        return self.fit.link.mean(self.eta)

    @cached_property
    def slope(self) -> NDArray[np.float64]:
        return self.fit.link.slope(self.eta)

    @cached_property
    def curvature(self) -> NDArray[np.float64]:
        return self.fit.link.curvature(self.eta)

    def raw(self, column: str) -> Raw:
        values: Raw = self.design.readings[column][self.rows]
        return values

    def inside(self, stretch: Stretch | None) -> NDArray[np.bool_] | None:
        if stretch is None:
            return None
        return stretch.holds(self.raw(stretch.column))

    def replaced(self, place: int, column: str, raw: Raw) -> NDArray[np.float64]:
        """(m,) one design column with one column's raw values replaced."""
        values = np.ones(len(self.eta))
        for factor in self.design.columns[place].factors:
            own = factor.column == column
            values *= factor.values(raw if own else self.raw(factor.column))
        return values

    def slopes(self, place: int, move: Slope) -> NDArray[np.float64]:
        """(m,) derivative of one design column, by the product rule."""
        slopes = np.zeros(len(self.eta))
        factors = self.design.columns[place].factors
        for at, moved in enumerate(factors):
            if moved.column != move.column:
                continue
            own: NDArray[np.float64] | float = 1.0
            if not move.by_transform:
                own = moved.slope(self.raw(move.column))
            for other in factors[:at] + factors[at + 1 :]:
                own = own * other.values(self.raw(other.column))
            slopes += own
        return slopes


@dataclass(slots=True, eq=False)
class _Sums:
    """What one question adds up, block by block; ``places`` are the design columns it touches."""

    question: Question
    places: list[int]
    coefficients: NDArray[np.float64]
    gradient: NDArray[np.float64]
    combination: NDArray[np.float64]
    value: float = 0.0
    outcome: float = 0.0
    contacts: float = 0.0

    @staticmethod
    def of(fit: FittedModel, question: Question) -> "_Sums":
        k = len(fit.coefficients)
        places = (
            []
            if isinstance(question.move, Mean | Steepness)
            else touched(fit.design, question.move)
        )
        return _Sums(question, places, fit.coefficients, np.zeros(k), np.zeros(k))

    def add(self, block: _Block) -> NDArray[np.float64]:
        """Add a block's part; return (m,) weights v whose X'v is still to be added."""
        inside = block.inside(self.question.stretch)
        weights = block.trials if inside is None else np.where(inside, block.trials, 0.0)
        self.contacts += float(weights.sum())
        counted = block.outcome if inside is None else block.outcome[inside]
        self.outcome += float(counted.sum())
        move = self.question.move
        match move:
            case Slope():
                gradient = self._slope(block, move, weights)
            case Shift():
                gradient = self._shift(block, move, weights)
            case Setting():
                gradient = self._setting(block, move, weights)
            case Mean():
                gradient = self._as_it_is(block, weights)
            case _:
                gradient = self._steep(block, weights)
        return gradient

    def _slope(
        self, block: _Block, move: Slope, weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        spread = weights * block.slope
        along = np.zeros(len(weights))
        for j in self.places:
            slopes = block.slopes(j, move)
            along += self.coefficients[j] * slopes
            self.gradient[j] += spread @ slopes
            self.combination[j] += weights @ slopes
        self.value += float(spread @ along)
        return np.asarray(weights * block.curvature * along, dtype=np.float64)

    def _shift(
        self, block: _Block, move: Shift, weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        raw = block.raw(move.column)
        later = np.maximum(raw + move.by, np.minimum(raw, move.least))
        return self._set(block, later, weights) + self._as_it_is(block, weights, sign=-1.0)

    def _setting(
        self, block: _Block, move: Setting, weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        raw = block.raw(move.column)
        moved = self._set(block, np.full_like(raw, move.value), weights)
        if move.against is not None:
            moved += self._set(block, np.full_like(raw, move.against), weights, sign=-1.0)
        return moved

    def _steep(self, block: _Block, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        self.value += float(weights @ block.slope)
        return np.asarray(weights * block.curvature, dtype=np.float64)

    def _as_it_is(
        self, block: _Block, weights: NDArray[np.float64], *, sign: float = 1.0
    ) -> NDArray[np.float64]:
        self.value += sign * float(weights @ block.mean)
        return np.asarray(sign * weights * block.slope, dtype=np.float64)

    def _set(
        self, block: _Block, raw: Raw, weights: NDArray[np.float64], *, sign: float = 1.0
    ) -> NDArray[np.float64]:
        """Add the mean at the replaced raw values; every touched column is computed anew."""
        column = _column(self.question.move)
        steps = {j: block.replaced(j, column, raw) - block.matrix[:, j] for j in self.places}
        eta = block.eta.copy()
        for j, step in steps.items():
            eta += self.coefficients[j] * step
        spread = np.asarray(sign * weights * block.fit.link.slope(eta), dtype=np.float64)
        self.value += sign * float(weights @ block.fit.link.mean(eta))
        for j, step in steps.items():
            self.gradient[j] += spread @ step
            self.combination[j] += sign * float(weights @ step)
        return spread

    def answer(self) -> MeanChange:
        if not self.contacts:
            stretch = self.question.stretch
            place = (
                ("", 0.0, 0.0) if stretch is None else (stretch.column, stretch.low, stretch.high)
            )
            raise InputError("evidence.empty_stretch", metric=place[0], low=place[1], high=place[2])
        return MeanChange(
            value=self.value / self.contacts,
            gradient=self.gradient / self.contacts,
            combination=self.combination / self.contacts,
            outcome_mean=self.outcome / self.contacts,
            contacts=self.contacts,
        )


def touched(design: Design, move: Slope | Shift | Setting) -> list[int]:
    """Return the design columns that change with a column, interactions among them.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` where the column is no term.
    """
    places = list(design.positions(move.column))
    if not places:
        raise InputError("evidence.not_a_metric", column=move.column)
    return places


def _column(move: Move) -> str:
    return "" if isinstance(move, Mean | Steepness) else move.column
