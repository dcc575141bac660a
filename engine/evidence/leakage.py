"""Columns that the data themselves speak against: too good to be true, or moved by the treatment.

What a column's name or the user says of it is :mod:`engine.evidence.roles`'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.evidence_trust import BalanceRow, RoleRow
from engine.domain.specification import Assignment, Family, Role
from engine.domain.tables import Column
from engine.domain.texts import Finding, Sentence, Values
from engine.errors import MethodError
from engine.evidence.cross_validation import Split, predicted
from engine.evidence.design import Design
from engine.evidence.fitted import FittedModel
from engine.evidence.periods import in_order
from engine.evidence.point_estimates import point_estimate
from engine.evidence.scores import Scored, auc

AUC_JUMP = 0.1
CHANCE = 0.5
ALONE_AUC, ALONE_SHARE = 0.95, 0.9  # what two copies of a leak reach, neither adding to the other
SHARE_JUMP = 0.5  # of the outcome's variance: what no wait or wording explains beyond all others
STATED_BEFORE = "finding.evidence.stated_before"
TOO_GOOD = frozenset(
    f"finding.evidence.{each}" for each in ("too_good", "too_good_alone", "too_good_score")
)
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)
BALANCE_LEVEL = 0.001
HELD_OUT = 1 / 3
MOST_ROWS = 200_000  # looked at
LEAST_ROWS = 50  # held out, below it no jump is told
REFITTED = 15  # columns; of more, those are fitted anew whose part of the predictor adds much


@dataclass(frozen=True, slots=True)
class Jump:
    """What one column adds to all others, in sample and on rows set aside.

    To the AUC of a yes or no; of a score or count (``is_share``) to the share of its variance.
    ``alone`` is that figure of the column's own part of the predictor.
    """

    column: str
    in_sample: float
    held_out: float | None
    is_share: bool = False
    alone: float = 0.0

    @property
    def too_good(self) -> bool:
        """Whether the column adds too much, or alone says nearly all there is to say."""
        return self.adds_too_much or self.alone > (ALONE_SHARE if self.is_share else ALONE_AUC)

    @property
    def adds_too_much(self) -> bool:
        """Whether the column adds more than 0.1 of AUC, 0.5 of the variance, in both."""
        held = self.in_sample if self.held_out is None else self.held_out
        return min(self.in_sample, held) > (SHARE_JUMP if self.is_share else AUC_JUMP)


def auc_jumps(
    fit: FittedModel, rng: np.random.Generator, when: Column | None = None
) -> tuple[Jump, ...]:
    """Return what each column adds to the AUC (variance explained) of the other terms.

    Parameters
    ----------
    fit
        Of any family.
    rng
        Chooses the third of the rows to set aside where ``when`` is None.
    when
        (n,) times of the fit's rows: the latest third is set aside, since a leak also predicts
        the future, where a trend does not.

    Notes
    -----
    Levers of a randomised or as-if-random assignment are not tried: they came before the outcome
    by design. A model of one term is compared with no model, whose AUC is one half.
    A median split would not do for scores: most are at their maximum. Of more than 200,000 rows
    so many are drawn by chance: a jump of 0.1 is seen on fewer. Beyond 15 columns the other
    terms are fitted anew only where the predictor without a column's own part falls by as much
    as is too good; else that fall is told, which a new fit could but lessen.
    """
    fit, when = _some_rows(fit, rng, when)
    assigned = fit.specification.assignment is not Assignment.OBSERVED
    split = _held_out(len(fit.design.outcome), rng, when)
    mean = np.asarray(fit.link.mean(fit.linear_predictor()), dtype=np.float64)
    full = _told_apart(fit, mean, None)
    is_share = fit.specification.family not in YES_OR_NO
    later = _predicted_figure(fit, fit.design, split, fit.coefficients)
    columns = dict.fromkeys(
        term.column
        for term in fit.specification.terms
        if not (assigned and term.role is Role.LEVER) and fit.design.positions(term.column)
    )
    jumps = []
    for column in columns:
        fall = full - _told_apart(fit, _mean_without_part(fit, column), None)
        if len(columns) > REFITTED and fall <= (SHARE_JUMP if is_share else AUC_JUMP):
            jumps.append(Jump(column, fall, None, is_share, _alone(fit, column)))
            continue
        before, before_later = _without(fit, column, split)
        held = None if later is None or before_later is None else later - before_later
        jumps.append(Jump(column, full - before, held, is_share, _alone(fit, column)))
    return tuple(jumps)


def _part(fit: FittedModel, places: Sequence[int]) -> NDArray[np.float64]:
    """Return some columns' part (n,) of the predictor."""
    own = list(places)
    return np.asarray(fit.design.matrix[:, own] @ fit.coefficients[own], dtype=np.float64)


def _mean_without_part(fit: FittedModel, column: str) -> NDArray[np.float64]:
    """Return the means (n,) had a column of the table its mean part in every row."""
    part = _part(fit, fit.design.positions(column))
    centred = part - np.average(part, weights=fit.design.trials)
    return np.asarray(fit.link.mean(fit.linear_predictor() - centred), dtype=np.float64)


def _alone(fit: FittedModel, column: str) -> float:
    """Return the AUC of a column's part of the predictor, or its squared correlation."""
    design, columns = fit.design, fit.design.columns
    own = [j for j, each in enumerate(columns) if each.term and each.term.column == column]
    part = _part(fit, own)
    if fit.specification.family in YES_OR_NO:
        value = _told_apart(fit, part, None)
        return max(value, 1.0 - value)
    if np.ptp(part) == 0:
        return 0.0
    return float(np.corrcoef(part, design.outcome / design.trials)[0, 1]) ** 2


def _some_rows(
    fit: FittedModel, rng: np.random.Generator, when: Column | None
) -> tuple[FittedModel, Column | None]:
    """Return the fit with at most ``MOST_ROWS`` of its rows, and their times."""
    rows = len(fit.design.outcome)
    if rows <= MOST_ROWS:
        return fit, when
    some = np.sort(rng.choice(rows, MOST_ROWS, replace=False))
    return replace(fit, design=fit.design.take(some)), None if when is None else when[some]


def _without(fit: FittedModel, column: str, split: Split) -> tuple[float, float | None]:
    """Return the figure of the other terms in sample and on the rows set aside."""
    design = fit.design.without(column)
    if len(design.columns) == 1:
        none = CHANCE if fit.specification.family in YES_OR_NO else 0.0
        return none, none
    gone = fit.design.positions(column)
    near = np.delete(fit.coefficients, gone)  # a start: for speed
    rest = point_estimate(design, fit.specification.family, near)
    mean = rest.mean(design.matrix, design.offset)
    later = _predicted_figure(fit, design, split, rest.coefficients)
    return _told_apart(fit, mean, None), later


def _held_out(rows: int, rng: np.random.Generator, when: Column | None) -> Split:
    order = rng.permutation(rows) if when is None else in_order(when)
    cut = round((1 - HELD_OUT) * rows)
    return Split(np.sort(order[:cut]), np.sort(order[cut:]))


def _predicted_figure(
    fit: FittedModel, design: Design, split: Split, start: NDArray[np.float64]
) -> float | None:
    """Return the figure on the rows set aside; None where there are too few, or no fit."""
    if len(split.test) < LEAST_ROWS:
        return None
    try:
        part = predicted(design, fit.specification.family, split, start)
    except MethodError:
        return None
    value = _told_apart(fit, part.mean, part.test)
    return None if np.isnan(value) else value


def _told_apart(
    fit: FittedModel, mean: NDArray[np.float64], test: NDArray[np.int64] | None
) -> float:
    """Return the AUC of a yes or no, else the share of the outcome's variance; nan without any."""
    rows = slice(None) if test is None else test
    outcome, trials = fit.design.outcome[rows], fit.design.trials[rows]
    if fit.specification.family in YES_OR_NO:
        return auc(Scored(mean, outcome, trials - outcome))
    value = outcome / trials
    about = float(trials @ (value - np.average(value, weights=trials)) ** 2)
    left = float(trials @ (value - mean) ** 2)
    return 1.0 - left / about if about > 0 else float("nan")


def balance(fit: FittedModel) -> tuple[BalanceRow, ...]:
    """Return whether the other columns of the model differ between the levels of the levers.

    Notes
    -----
    Each design column of a confounder is regressed on the levers' columns; the joint Wald test is
    robust (HC1), clustered (CR0, G/(G-1)) where the fit is. A column known before a randomised
    assignment differs by chance alone; p-values are Bonferroni's over the columns, and balanced
    is p >= 0.001.

    References
    ----------
    White (1980), Econometrica 48, 817-838; Liang and Zeger (1986), Biometrika 73, 13-22.
    """
    design = fit.design
    levers = [term.column for term in fit.specification.terms if term.role is Role.LEVER]
    treated = [j for j, c in enumerate(design.columns) if c.term and c.term.column in levers]
    others = [
        j
        for j, c in enumerate(design.columns)
        if c.term is not None and c.term.role is Role.CONFOUNDER
    ]
    if not treated or not others:
        return ()
    tests = [_wald(fit, j, treated) for j in others]
    rows = []
    for j, (statistic, p) in zip(others, tests, strict=True):
        adjusted = min(1.0, p * len(others))
        rows.append(
            BalanceRow(
                covariate=design.columns[j].name,
                statistic=statistic,
                degrees=float(len(treated)),
                p_value=p,
                p_adjusted=adjusted,
                balanced=adjusted >= BALANCE_LEVEL,
            )
        )
    return tuple(rows)


def _wald(fit: FittedModel, target: int, treated: list[int]) -> tuple[float, float]:
    """Return the robust Wald statistic of a column's regression on the levers, and its p."""
    design = fit.design
    matrix = np.column_stack([np.ones(len(design.outcome)), design.matrix[:, treated]])
    weighted = matrix * design.trials[:, None]
    bread = np.linalg.pinv(matrix.T @ weighted)
    found = bread @ (weighted.T @ design.matrix[:, target])
    scores = weighted * (design.matrix[:, target] - matrix @ found)[:, None]
    factor = len(matrix) / max(len(matrix) - matrix.shape[1], 1)
    if design.clusterings:
        codes = design.clusterings[0].codes
        groups = int(codes.max()) + 1
        scores = np.stack([np.bincount(codes, s, groups) for s in scores.T], axis=1)
        factor = groups / max(groups - 1, 1)
    covariance = factor * bread @ (scores.T @ scores) @ bread
    own = slice(1, None)
    statistic = float(found[own] @ np.linalg.pinv(covariance[own, own]) @ found[own])
    return statistic, float(stats.chi2.sf(statistic, len(treated)))


def leakage(
    fit: FittedModel,
    roles: Sequence[RoleRow],
    rng: np.random.Generator,
    when: Column | None = None,
) -> tuple[RoleRow, ...]:
    """Return the roles with each column's AUC jump and the alarms that the data raise.

    ``too_good`` for an AUC jump above 0.1 in sample and on the third set aside (of a score or
    count above half of its variance: ``too_good_score``, no AUC is told), ``too_good_alone``
    where another column knows as much, so that neither adds to the other; ``post_treatment``
    where the assignment was randomised and the column differs by arm (p < 0.001, Bonferroni) and
    goes with the outcome (p < 0.001): it came after the treatment, or the arms were not random.
    """
    jumps = {jump.column: jump for jump in auc_jumps(fit, rng, when)}
    unbalanced = _post_treatment(fit)
    rows = []
    for row in roles:
        alarms = []
        jump = jumps.get(row.column)
        if jump is not None and jump.too_good:
            alarms.append(_too_good(jump))
            if _stated_before(row):
                alarms.append(Finding("caution", Sentence(STATED_BEFORE, {"column": row.column})))
        if row.column in unbalanced:
            alarms.append(unbalanced[row.column])
        rows.append(
            replace(
                row,
                auc_jump=None if jump is None or jump.is_share else jump.in_sample,
                findings=(*row.findings, *alarms),
            )
        )
    return tuple(rows)


def alarms(roles: Sequence[RoleRow]) -> tuple[Finding, ...]:
    """Return the alarms that the roles carry and no statement answers: what brings a grade down."""
    return tuple(
        finding
        for row in roles
        for finding in row.findings
        if finding.severity == "alarm"
        and not (_stated_before(row) and finding.sentence.key in TOO_GOOD)
    )


def _stated_before(row: RoleRow) -> bool:
    """Whether the reader stated a column, not only used it, as known before the outcome."""
    return row.source == "stated" and row.role == Role.CONFOUNDER.value


def _too_good(jump: Jump) -> Finding:
    if not jump.adds_too_much:
        told: Values = {"column": jump.column, "alone": jump.alone}
        return Finding("alarm", Sentence("finding.evidence.too_good_alone", told))
    held = jump.in_sample if jump.held_out is None else jump.held_out
    values: Values = {"column": jump.column, "jump": jump.in_sample, "held_out": held}
    key = "finding.evidence.too_good_score" if jump.is_share else "finding.evidence.too_good"
    return Finding("alarm", Sentence(key, values))


def _post_treatment(fit: FittedModel) -> dict[str, Finding]:
    if fit.specification.assignment is not Assignment.RANDOMISED:
        return {}
    told: dict[str, Finding] = {}
    columns = {column.name: (j, column) for j, column in enumerate(fit.design.columns)}
    for row in balance(fit):
        place, column = columns[row.covariate]
        if row.balanced or column.term is None or fit.p_values[place] >= BALANCE_LEVEL:
            continue
        values: Values = {"column": column.term.column, "p": row.p_adjusted}
        told[column.term.column] = Finding(
            "alarm", Sentence("finding.evidence.post_treatment", values)
        )
    return told
