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
BALANCE_LEVEL = 0.001
HELD_OUT = 1 / 3
LEAST_ROWS = 50  # held out, below it no jump is told


@dataclass(frozen=True, slots=True)
class Jump:
    """What one column adds to the AUC of all others, in sample and on rows set aside."""

    column: str
    in_sample: float
    held_out: float | None

    @property
    def too_good(self) -> bool:
        """Whether the column adds more than 0.1 in both."""
        held = self.in_sample if self.held_out is None else self.held_out
        return min(self.in_sample, held) > AUC_JUMP


def auc_jumps(
    fit: FittedModel, rng: np.random.Generator, when: Column | None = None
) -> tuple[Jump, ...]:
    """Return what each column of the model adds to the AUC of the other terms.

    Parameters
    ----------
    fit
        Of any family; an outcome that is no yes or no counts as 1 above its median.
    rng
        Chooses the third of the rows to set aside where ``when`` is None.
    when
        (n,) times of the fit's rows: the latest third is set aside, since a leak also predicts
        the future, where a trend does not.

    Notes
    -----
    Levers of a randomised or as-if-random assignment are not tried: they came before the outcome
    by design. A model of one term is compared with no model, whose AUC is one half.
    """
    assigned = fit.specification.assignment is not Assignment.OBSERVED
    split = _held_out(len(fit.design.outcome), rng, when)
    mean = np.asarray(fit.link.mean(fit.linear_predictor()), dtype=np.float64)
    full = auc(_scored(fit, mean, None))
    later = _predicted_auc(fit, fit.design, split)
    columns = dict.fromkeys(
        term.column
        for term in fit.specification.terms
        if not (assigned and term.role is Role.LEVER) and fit.design.positions(term.column)
    )
    jumps = []
    for column in columns:
        before, before_later = _without(fit, column, split)
        held = None if later is None or before_later is None else later - before_later
        jumps.append(Jump(column, full - before, held))
    return tuple(jumps)


def _without(fit: FittedModel, column: str, split: Split) -> tuple[float, float | None]:
    """Return the AUC of the other terms in sample and on the rows set aside."""
    design = fit.design.without(column)
    if len(design.columns) == 1:
        return CHANCE, CHANCE
    rest = point_estimate(design, fit.specification.family)
    mean = rest.mean(design.matrix, design.offset)
    return auc(_scored(fit, mean, None)), _predicted_auc(fit, design, split)


def _held_out(rows: int, rng: np.random.Generator, when: Column | None) -> Split:
    order = rng.permutation(rows) if when is None else in_order(when)
    cut = round((1 - HELD_OUT) * rows)
    return Split(np.sort(order[:cut]), np.sort(order[cut:]))


def _predicted_auc(fit: FittedModel, design: Design, split: Split) -> float | None:
    """Return the AUC on the rows set aside; None where there are too few, or no fit."""
    if len(split.test) < LEAST_ROWS:
        return None
    try:
        part = predicted(design, fit.specification.family, split)
    except MethodError:
        return None
    value = auc(_scored(fit, part.mean, part.test))
    return None if np.isnan(value) else value


def _scored(fit: FittedModel, mean: NDArray[np.float64], test: NDArray[np.int64] | None) -> Scored:
    rows = slice(None) if test is None else test
    outcome, trials = fit.design.outcome[rows], fit.design.trials[rows]
    if fit.specification.family not in (Family.LOGIT, Family.GROUPED, Family.HAZARD):
        outcome = (outcome > np.median(fit.design.outcome)).astype(np.float64)
        trials = np.ones(len(outcome))
    return Scored(mean, outcome, trials - outcome)


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

    ``too_good`` for a jump above 0.1 in sample and on the third set aside; ``post_treatment``
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
        if row.column in unbalanced:
            alarms.append(unbalanced[row.column])
        rows.append(
            replace(
                row,
                auc_jump=None if jump is None else jump.in_sample,
                findings=(*row.findings, *alarms),
            )
        )
    return tuple(rows)


def alarms(roles: Sequence[RoleRow]) -> tuple[Finding, ...]:
    """Return the alarms that the roles carry: what brings a grade down."""
    return tuple(f for row in roles for f in row.findings if f.severity == "alarm")


def _too_good(jump: Jump) -> Finding:
    held = jump.in_sample if jump.held_out is None else jump.held_out
    values: Values = {"column": jump.column, "jump": jump.in_sample, "held_out": held}
    return Finding("alarm", Sentence("finding.evidence.too_good", values))


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
