"""Which keys a random duration or number of rounds needs, by its shape."""

import math

from engine.domain.durations import FREE_CV, MOST_UNIFORM_CV, RoundsShape, Shape
from engine.files.documents import Faults
from engine.files.scenario_durations import mean_of
from engine.files.scenario_time_schema import DurationTable, RoundsTable
from engine.files.toml_lines import KeyPath

_FIGURES = ("means_s", "chances", "values_s", "weights")
_OWN_FIGURES = {
    Shape.HYPEREXPONENTIAL: ("means_s", "chances"),
    Shape.EMPIRICAL: ("values_s", "weights"),
}
_NEED_CV = (*FREE_CV, Shape.UNIFORM)
_CHANCES_OFF = 1e-9


def check_duration(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    """Note keys that the shape lacks, and keys that it has no use for."""
    shape = duration.shape
    own = _OWN_FIGURES.get(shape, ())
    given = [key for key in _FIGURES if getattr(duration, key) is not None]
    for key in given:
        if key not in own:
            faults.add("scenario.key_of_shape", (*path, key), values={"shape": shape.value})
    if shape is Shape.EMPIRICAL:
        _check_empirical(duration, path, faults)
    elif set(given) & set(own):
        _check_phases(duration, path, faults)
    else:
        _check_mean_and_cv(duration, path, faults)


def check_rounds(rounds: RoundsTable, path: KeyPath, faults: Faults) -> None:
    """Note the mean or the weights that are missing or too many, and parts of a round."""
    empirical = rounds.shape is RoundsShape.EMPIRICAL
    wanted, other = ("weights", "mean") if empirical else ("mean", "weights")
    values = {"shape": rounds.shape.value}
    if getattr(rounds, other) is not None:
        faults.add("scenario.key_of_shape", (*path, other), values=values)
    if getattr(rounds, wanted) is None:
        faults.add("scenario.shape_lacks", path, values={**values, "keys": wanted})
    elif empirical and not any(rounds.weights or ()):
        faults.add("scenario.weights_empty", (*path, "weights"))
    elif rounds.shape is RoundsShape.FIXED and not (rounds.mean or 0.0).is_integer():
        faults.add("scenario.rounds_fixed", (*path, "mean"))


def _check_empirical(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    _refuse_mean_and_cv(duration, path, faults)
    if duration.values_s is None:
        values = {"shape": duration.shape.value, "keys": "values_s"}
        faults.add("scenario.shape_lacks", path, values=values)
    elif duration.weights is not None:
        _check_lengths(duration.values_s, duration.weights, (*path, "weights"), faults)
        if not any(duration.weights):
            faults.add("scenario.weights_empty", (*path, "weights"))


def _check_phases(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    _refuse_mean_and_cv(duration, path, faults)
    if duration.means_s is None or duration.chances is None:
        values = {"shape": duration.shape.value, "keys": "means_s, chances"}
        faults.add("scenario.shape_lacks", path, values=values)
        return
    _check_lengths(duration.means_s, duration.chances, (*path, "chances"), faults)
    total = math.fsum(duration.chances)
    if abs(total - 1) > _CHANCES_OFF:
        faults.add("scenario.chances_sum", (*path, "chances"), values={"total": f"{total:.6g}"})


def _check_lengths(
    figures: tuple[float, ...], weights: tuple[float, ...], path: KeyPath, faults: Faults
) -> None:
    if len(figures) != len(weights):
        faults.add("scenario.weights_length", path, len(weights), {"count": len(figures)})


def _refuse_mean_and_cv(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    for key in ("mean_s", "cv"):
        if getattr(duration, key) is not None:
            values = {"shape": duration.shape.value, "mean_s": f"{mean_of(duration):g}"}
            faults.add("scenario.figures_decide", (*path, key), values=values)


def _check_mean_and_cv(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    shape, cv = duration.shape, duration.cv
    told = {"shape": shape.value}
    if duration.mean_s is None:
        faults.add("scenario.shape_lacks", path, values={**told, "keys": "mean_s"})
    elif duration.mean_s == 0 and shape is not Shape.DETERMINISTIC:
        faults.add("scenario.mean_zero", (*path, "mean_s"), values=told)
    if cv is None:
        if shape in (*_NEED_CV, Shape.HYPEREXPONENTIAL):
            faults.add("scenario.cv_missing", path, values=told)
    elif shape in {Shape.EXPONENTIAL, Shape.DETERMINISTIC}:
        faults.add("scenario.cv_fixed", (*path, "cv"), values=told)
    elif shape is Shape.UNIFORM and cv > MOST_UNIFORM_CV:
        faults.add("scenario.cv_uniform", (*path, "cv"))
    elif shape is Shape.HYPEREXPONENTIAL and cv <= 1:
        faults.add("scenario.cv_hyperexponential", (*path, "cv"))
