"""What to train first: problems by item, type and severity, from random samples only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.metric_report import Estimate
from engine.domain.quality import ProblemType, QualityForm, Severity
from engine.metrics.proportions import wilson
from engine.metrics.quality_scores import FormScores


@dataclass(frozen=True, slots=True)
class Problem:
    """One item, type or severity, over the samples counted.

    ``share`` of samples that had it (Wilson); ``points`` lost by it per sample (t interval);
    ``points_share`` of all points lost, and the running sum from the greatest down.
    ``perhaps_first``: that it costs more than every other cannot be excluded (paired
    differences to the costliest, each at the stated confidence).
    """

    id: str
    share: Estimate
    points: Estimate
    points_share: float
    running_share: float
    perhaps_first: bool


def item_problems(
    form: QualityForm, scores: FormScores, counted: NDArray[np.bool_], confidence: float
) -> tuple[Problem, ...]:
    """Return the form's items, the costliest first.

    Parameters
    ----------
    counted
        (n,) which samples count: the random ones.

    Notes
    -----
    Points are those before a veto: a crossed red line, counted by :func:`red_line_problems`,
    says nothing about the other items.
    """
    return _problems(form.item_ids, scores.deductions[counted], confidence)


def type_problems(
    form: QualityForm, scores: FormScores, counted: NDArray[np.bool_], confidence: float
) -> tuple[Problem, ...]:
    """Return the types of problems (attitude, knowledge, ..), the costliest first."""
    types = [item.type for item in form.items]
    return _problems(*_summed(scores.deductions[counted], types, list(ProblemType)), confidence)


def severity_problems(
    form: QualityForm, scores: FormScores, counted: NDArray[np.bool_], confidence: float
) -> tuple[Problem, ...]:
    """Return the severities (minor, normal, serious), the costliest first."""
    severities = [item.severity for item in form.items]
    return _problems(*_summed(scores.deductions[counted], severities, list(Severity)), confidence)


def red_line_problems(
    form: QualityForm, scores: FormScores, counted: NDArray[np.bool_], confidence: float
) -> dict[str, Estimate]:
    """Return the share of samples that crossed each red line, with Wilson's interval."""
    crossed, size = scores.crossed[counted], int(counted.sum())
    return {
        id_: wilson(int(crossed[:, k].sum()), size, confidence)
        for k, id_ in enumerate(form.red_line_ids)
    }


def mean_estimate(values: NDArray[np.float64], confidence: float) -> Estimate:
    """Return a mean with Student's interval; no interval below two values."""
    size = len(values)
    if size == 0:
        return Estimate(np.nan, 0, np.nan, np.nan, "t")
    mean = float(values.mean())
    if size == 1:
        return Estimate(mean, 1, np.nan, np.nan, "t")
    half = float(stats.t.ppf((1 + confidence) / 2, size - 1) * values.std(ddof=1) / np.sqrt(size))
    return Estimate(mean, size, mean - half, mean + half, "t")


def _summed(
    lost: NDArray[np.float64], kinds: Sequence[str], known: Sequence[str]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the kinds that the form has, and the points lost by each, (n, kinds)."""
    present = tuple(str(kind) for kind in known if kind in kinds)
    columns = [lost[:, [each == kind for each in kinds]].sum(axis=1) for kind in present]
    return present, np.stack(columns, axis=1) if columns else np.zeros((len(lost), 0))


def _problems(
    ids: Sequence[str], lost: NDArray[np.float64], confidence: float
) -> tuple[Problem, ...]:
    totals = lost.sum(axis=0)
    order = np.argsort(-totals, kind="stable")
    running, everything = 0.0, float(totals.sum())
    found = []
    for k in order:
        part = float(totals[k]) / everything if everything else np.nan
        running += part
        found.append(
            Problem(
                ids[k],
                wilson(int((lost[:, k] > 0).sum()), len(lost), confidence),
                mean_estimate(lost[:, k], confidence),
                part,
                min(running, 1.0) if everything else np.nan,
                bool(everything and _perhaps_first(lost, int(k), int(order[0]), confidence)),
            )
        )
    return tuple(found)


def _perhaps_first(lost: NDArray[np.float64], item: int, top: int, confidence: float) -> bool:
    """Tell whether the costliest may cost no more than this one."""
    if item == top:
        return True
    behind = mean_estimate(lost[:, top] - lost[:, item], confidence)
    return not behind.low > 0
