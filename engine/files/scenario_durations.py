"""Random durations and numbers of rounds of a scenario file: to the domain and back."""

from engine.domain.durations import FREE_CV, Duration, Rounds, RoundsShape, Shape
from engine.domain.traffic import Turns
from engine.files.scenario_time_schema import DurationTable, RoundsTable

WRITTEN_CV = (*FREE_CV, Shape.UNIFORM, Shape.HYPEREXPONENTIAL)
_FIXED_CV = {Shape.EXPONENTIAL: 1.0, Shape.DETERMINISTIC: 0.0}


def duration_of(table: DurationTable) -> Duration:
    """Return the domain's noun of a table that has passed its checks."""
    if table.values_s is not None:
        return Duration.empirical(table.values_s, table.weights)
    if table.means_s is not None:
        return Duration.phases(table.means_s, table.chances or ())
    cv = _FIXED_CV.get(table.shape, 0.0) if table.cv is None else table.cv
    return Duration(table.shape, table.mean_s or 0.0, cv)


def perhaps_duration(table: DurationTable | None) -> Duration | None:
    """Return the domain's noun, or None where the file gives none."""
    return None if table is None else duration_of(table)


def mean_of(table: DurationTable) -> float:
    """Return the mean in seconds, whichever way it is told; 0 where a fault hides it."""
    figures = table.values_s or table.means_s
    weights = table.weights or table.chances or (1.0,) * len(figures or ())
    if not figures:
        return table.mean_s or 0.0
    total = sum(weights)
    if len(weights) != len(figures) or total == 0:
        return 0.0
    return sum(figure * weight for figure, weight in zip(figures, weights, strict=True)) / total


def rounds_of(table: RoundsTable) -> Rounds:
    """Return the domain's noun of a table that has passed its checks."""
    if table.weights is not None:
        return Rounds.empirical(table.weights)
    return Rounds(table.shape, table.mean or 1.0)


def work_of(turns: Turns) -> Duration:
    """Return the attention that a chat by rounds takes in all: what ``work`` is when left out.

    Notes
    -----
    The sum of a first reply F and K - 1 further replies R, all independent: mean E F + (E K - 1)
    E R, variance Var F + (E K - 1) Var R + Var K (E R)^2 (Wald's identity and its second moment);
    lognormal with these, or deterministic where nothing varies.
    """
    first, reply, further = turns.first_reply or turns.reply, turns.reply, turns.rounds.mean - 1
    mean_s = first.mean_s + further * reply.mean_s
    variance = (
        _variance(first)
        + further * _variance(reply)
        + rounds_variance(turns.rounds) * reply.mean_s**2
    )
    if variance == 0:
        return Duration(Shape.DETERMINISTIC, mean_s, 0.0)
    return Duration(Shape.LOGNORMAL, mean_s, variance**0.5 / mean_s)


def rounds_variance(rounds: Rounds) -> float:
    """Return the variance of a number of rounds."""
    mean = rounds.mean
    if rounds.shape is RoundsShape.GEOMETRIC:
        return mean * (mean - 1)
    if rounds.shape is RoundsShape.POISSON:
        return mean - 1
    squares = sum(weight * (k - mean) ** 2 for k, weight in enumerate(rounds.weights, 1))
    return squares / sum(rounds.weights) if rounds.weights else 0.0


def plain_duration(duration: Duration | None) -> dict[str, object] | None:
    """Return a duration as a scenario file holds it."""
    if duration is None:
        return None
    if duration.values_s:
        return _plain_figures(duration)
    shape = duration.shape
    cv = duration.cv if shape in WRITTEN_CV else None
    return {"shape": shape.value, "mean_s": duration.mean_s, "cv": cv}


def plain_rounds(rounds: Rounds) -> dict[str, object]:
    """Return a number of rounds as a scenario file holds it."""
    if rounds.weights:
        return {"shape": rounds.shape.value, "weights": list(rounds.weights)}
    return {"shape": rounds.shape.value, "mean": rounds.mean}


def _plain_figures(duration: Duration) -> dict[str, object]:
    plain: dict[str, object] = {"shape": duration.shape.value}
    if duration.shape is Shape.HYPEREXPONENTIAL:
        return plain | {"means_s": list(duration.values_s), "chances": list(duration.weights)}
    even = all(weight == 1 for weight in duration.weights)
    weights = None if even else list(duration.weights)
    return plain | {"values_s": list(duration.values_s), "weights": weights}


def _variance(duration: Duration) -> float:
    return (duration.cv * duration.mean_s) ** 2 if duration.mean_s else 0.0
