"""How a model predicts rows it has not seen: by chance, by time, by unseen clusters; and drift.

Never by chance alone: where the question names no time or no cluster, the report says so.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy

from engine.domain.evidence_trust import ValidationReport, ValidationRow
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Family
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InputError, MethodError
from engine.evidence.cross_validation import (
    FOLDS,
    Prediction,
    Split,
    predicted,
    random_folds,
    time_split,
    unseen_folds,
)
from engine.evidence.drift import FALSE_ALARM, Misses, drift
from engine.evidence.fitted import FittedModel
from engine.evidence.likelihoods import LIKELIHOODS, negative_binomial
from engine.evidence.outcomes import first_labels
from engine.evidence.periods import in_order, moments, said, weeks
from engine.evidence.scores import Scored, auc_interval, brier, calibration, mcfadden

Floats = NDArray[np.float64]
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)
WORSE = 0.05  # of the AUC: by so much less on later or unseen rows it is said
CHANCE = 0.5
Severity = Literal["note", "caution", "alarm"]
SHOWN_LEVELS = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Scheme:
    """A way to set rows aside; ``split`` says which in words that need no language."""

    name: str
    split: str
    splits: tuple[Split, ...]


def validation(
    fit: FittedModel, table: ColumnTable, rng: np.random.Generator, level: float = EFFECT_LEVEL
) -> ValidationReport:
    """Return the fit's figures in sample, on random, later and unseen rows, and its drift.

    Parameters
    ----------
    fit
        Any family of :func:`engine.evidence.regressions.fit`.
    table
        What it was fitted to; holds ``specification.time`` and ``specification.unseen``.
    rng
        Deals rows and clusters to the folds.
    level
        Coverage of the intervals, clustered as the fit's errors.

    Raises
    ------
    InputError
        ``evidence.time_missing``, ``evidence.time_unreadable``; ``evidence.unseen_missing`` where
        a row has no value of ``specification.unseen``.

    Notes
    -----
    Random and unseen: five folds, every row predicted once by a fit without it. Time: fitted to
    the earliest 70 % of the rows, judged on the latest 30 %; rows of one moment keep the table's
    order. The null of the Brier score and of R2 predicts the training mean for everybody.
    """
    rows = [_row(fit, _Scheme("in_sample", "", ()), [_in_sample(fit)], level)]
    findings: list[Finding] = []
    when = _when(fit, table)
    for scheme in _schemes(fit, table, when, rng):
        try:
            parts = [_predicted(fit, split) for split in scheme.splits]
        except MethodError:
            findings.append(_finding("note", "validation_failed", scheme=scheme.name))
            continue
        rows.append(_row(fit, scheme, parts, level))
        findings += _unseen_levels(scheme, parts)
    moved = None if when is None else drift(misses(fit, when))
    findings += _comparisons(rows) + _absent(fit) + ([] if moved is None else [*moved.findings])
    return ValidationReport(
        fit=fit.specification.id,
        rows=tuple(rows),
        drift=() if moved is None else moved.weeks,
        false_alarm=None if moved is None else FALSE_ALARM,
        findings=tuple(findings),
    )


def _predicted(fit: FittedModel, split: Split) -> Prediction:
    return predicted(fit.design, fit.specification.family, split, fit.coefficients)


def misses(fit: FittedModel, when: Column) -> Misses:
    """Return the fit's observed and expected outcomes by week; ``when`` (n,) of its rows."""
    design, family = fit.design, fit.specification.family
    eta = fit.linear_predictor()
    if family is Family.LINEAR:
        variance = np.full(len(eta), fit.dispersion)
    elif family is Family.NEGATIVE_BINOMIAL:
        variance = negative_binomial(fit.alpha).variance(design.trials, eta)
    else:
        variance = LIKELIHOODS[family].variance(design.trials, eta)
        if family in (Family.POISSON, Family.GROUPED):
            variance = variance * max(1.0, fit.dispersion)
    codes, names = weeks(when)
    return Misses(
        observed=design.outcome,
        expected=np.asarray(design.trials * fit.link.mean(eta), dtype=np.float64),
        trials=design.trials,
        variance=np.asarray(variance, dtype=np.float64),
        weeks=codes,
        week_names=names,
        clusters=_clusters(fit),
        counted=family is not Family.LINEAR,
    )


def _clusters(fit: FittedModel) -> NDArray[np.int64] | None:
    """Return the codes of the coarser clustering, or None."""
    coarser = min(fit.design.clusterings, key=lambda each: len(each.labels), default=None)
    return None if coarser is None else coarser.codes


def _of_rows(fit: FittedModel, table: ColumnTable) -> NDArray[np.int64]:
    """Return where the table holds the fit's rows, by label."""
    return np.asarray(
        pd.Index(table.labels).get_indexer(pd.Index(fit.design.labels)), dtype=np.int64
    )


def _when(fit: FittedModel, table: ColumnTable) -> Column | None:
    column = fit.specification.time
    if not column:
        return None
    used = table.where(np.isin(table.labels, fit.design.labels))
    return moments(used, column)[_of_rows(fit, used)]


def _schemes(
    fit: FittedModel, table: ColumnTable, when: Column | None, rng: np.random.Generator
) -> list[_Scheme]:
    found = [_Scheme("random", f"folds={FOLDS}", _by_chance(fit.design.labels, rng))]
    if when is not None:
        order = in_order(when)
        split = time_split(order)
        first = said(when[split.test].min()) if len(split.test) else ""
        found.append(_Scheme("time", f"{fit.specification.time}>={first}", (split,)))
    column = fit.specification.unseen or fit.specification.cluster
    if column:
        splits = unseen_folds(_codes(fit, table, column), rng)
        if len(splits) > 1:
            found.append(_Scheme("unseen", f"{column} folds={len(splits)}", splits))
    return found


def _codes(fit: FittedModel, table: ColumnTable, column: str) -> NDArray[np.int64]:
    """Return the rows' codes of a column: the fit's own clusters, or the table's values."""
    for clustering in fit.design.clusterings:
        if clustering.column == column:
            return clustering.codes
    codes = pd.factorize(table.column(column)[_of_rows(fit, table)], sort=True)[0]
    absent = codes < 0
    if absent.any():
        raise InputError(
            "evidence.unseen_missing",
            column=column,
            rows=int(absent.sum()),
            first=first_labels(fit.design.labels[absent]),
        )
    return np.asarray(codes, dtype=np.int64)


def _by_chance(labels: NDArray[np.int64], rng: np.random.Generator) -> tuple[Split, ...]:
    """Return random folds of the table's rows: the periods of one subject stay together."""
    subjects, codes = np.unique(labels, return_inverse=True)
    if len(subjects) == len(labels):
        return random_folds(len(labels), rng)
    return unseen_folds(codes.astype(np.int64), rng)


def _in_sample(fit: FittedModel) -> Prediction:
    design = fit.design
    counts = fit.link.name == "log"
    exposed = np.exp(design.offset) if counts else np.ones(len(design.outcome))
    null = exposed * float(design.outcome.sum() / (design.trials * exposed).sum())
    mean = np.asarray(fit.link.mean(fit.linear_predictor()), dtype=np.float64)
    return Prediction(np.arange(len(mean)), mean, null, ())


def _row(fit: FittedModel, scheme: _Scheme, parts: list[Prediction], level: float) -> ValidationRow:
    test = np.concatenate([part.test for part in parts])
    mean = np.concatenate([part.mean for part in parts])
    null = np.concatenate([part.null for part in parts])
    design, family = fit.design, fit.specification.family
    trials, outcome = design.trials[test], design.outcome[test]
    row = ValidationRow(
        fit=fit.specification.id,
        scheme=scheme.name,
        split=scheme.split,
        n_train=int(design.trials[scheme.splits[0].train].sum()) if scheme.splits else fit.rows,
        n_test=int(trials.sum()),
        auc=None,
        brier=None,
        brier_null=None,
        calibration_slope=None,
        calibration_level=None,
        r2=None,
    )
    if family not in YES_OR_NO:
        return replace(row, r2=_r2(family, outcome, trials * mean, trials * null))
    clusters = _clusters(fit)
    codes = None if clusters is None else clusters[test]
    return _scored_row(row, Scored(mean, outcome, trials - outcome, codes), null, level)


def _scored_row(row: ValidationRow, scored: Scored, null: Floats, level: float) -> ValidationRow:
    found = calibration(scored, level)
    everybody = Scored(null, scored.ones, scored.zeros)
    return replace(
        row,
        auc=auc_interval(scored, level),
        brier=brier(scored),
        brier_null=brier(everybody),
        calibration_slope=None if found is None else found.slope,
        calibration_level=None if found is None else found.level,
        mcfadden=mcfadden(scored, everybody),
    )


def _r2(family: Family, outcome: Floats, expected: Floats, null: Floats) -> float:
    """Return 1 - loss / loss of the null: squares for scores, Poisson deviance for counts.

    References
    ----------
    Cameron and Windmeijer (1996), Journal of Business and Economic Statistics 14, 209-220.
    """
    if family is Family.LINEAR:
        return float(1 - ((outcome - expected) ** 2).sum() / ((outcome - null) ** 2).sum())
    return 1 - _poisson_deviance(outcome, expected) / _poisson_deviance(outcome, null)


def _poisson_deviance(outcome: Floats, expected: Floats) -> float:
    return float(2 * (xlogy(outcome, outcome / expected) - (outcome - expected)).sum())


def _unseen_levels(scheme: _Scheme, parts: list[Prediction]) -> list[Finding]:
    names = list(dict.fromkeys(name for part in parts for name in part.unseen))
    if not names:
        return []
    shown = ", ".join(names[:SHOWN_LEVELS])
    return [_finding("note", "unseen_levels", scheme=scheme.name, count=len(names), columns=shown)]


def _comparisons(rows: list[ValidationRow]) -> list[Finding]:
    """Say where a model is worse on later or unseen rows than on random ones, or backwards."""
    by_scheme = {row.scheme: row for row in rows}
    known = by_scheme.get("random", rows[0])
    told = []
    for row in rows[1:]:
        if row.auc is None:
            continue
        if row.auc.high is not None and row.auc.high < CHANCE:
            told.append(
                _finding(
                    "alarm",
                    "validation_backwards",
                    scheme=row.scheme,
                    auc=row.auc.value,
                    high=row.auc.high,
                )
            )
        if known.auc is not None and known.auc.value - row.auc.value > WORSE:
            name = f"validation_worse_{row.scheme}"
            told.append(_finding("caution", name, random=known.auc.value, other=row.auc.value))
        told += _calibration_finding(row)
    return told


def _calibration_finding(row: ValidationRow) -> list[Finding]:
    """Say where the outcome of later rows came more or less often than predicted."""
    level = row.calibration_level
    if row.scheme != "time" or level is None or level.low is None or level.high is None:
        return []
    if level.low <= 0 <= level.high:
        return []
    return [
        _finding("caution", "calibration_moved", level=level.value, low=level.low, high=level.high)
    ]


def _absent(fit: FittedModel) -> list[Finding]:
    told = []
    if not fit.specification.time:
        told.append(_finding("caution", "no_time"))
    if not (fit.specification.unseen or fit.specification.cluster):
        told.append(_finding("note", "no_unseen"))
    return told


def _finding(severity: Severity, name: str, **values: Value) -> Finding:
    return Finding(severity, Sentence(f"finding.evidence.{name}", values))
