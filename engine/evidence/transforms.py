"""How a metric enters a model: each transform, its slope, its name and where it is defined."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Term, Transform
from engine.errors import InputError
from engine.evidence.splines import natural_spline, natural_spline_slope

LEAST_KNOTS = 3  # with two, a natural spline is a straight line
LEAST_EDGES = 2
LEAST_POWER = 2
JUST_ABOVE_MINUS_ONE = float(np.nextafter(-1.0, 0.0))
JUST_ABOVE_ZERO = float(np.nextafter(0.0, 1.0))

Metric = NDArray[np.float64]
Column = Callable[[Metric, Term, int], Metric]


@dataclass(frozen=True, slots=True)
class _Curve:
    """T(x), dT/dx, the column's name and the least x, each by term and part."""

    value: Column
    slope: Column
    name: Callable[[Term, int], str]
    least: Callable[[Term], float] = lambda _: -np.inf


def parts(term: Term) -> range:
    """Return the parts of a numeric term: one column of the model for each.

    A band's part is its number; the first, 0, is the reference and has no column.
    """
    match term.transform:
        case Transform.SPLINE:
            return range(len(term.knots) - 1)
        case Transform.BANDS:
            return range(1, len(term.edges))
        case _:
            return range(1)


def transformed(metric: Metric, term: Term, part: int = 0) -> Metric:
    """Return T(x) of a metric as the term's transform says (see :class:`Transform`).

    Parameters
    ----------
    metric
        (n,) in the column's own unit; nan stays nan.
    term
        A numeric term or a flag (not a category).
    part
        Which column of a spline or bands, of :func:`parts`.

    Returns
    -------
    ndarray
        (n,); ``ln(max(x, floor)/floor)``, ``ln(1 + x)``, ``ln(x)``, ``(x - shift)/unit``,
        ``x ** power``, a spline's column, 1 inside the band, or x itself.
    """
    return np.asarray(_CURVES[term.transform].value(metric, term, part), dtype=np.float64)


def slope(metric: Metric, term: Term, part: int = 0) -> Metric:
    """Return dT/dx at each row.

    0 on the plateau below the floor of ``log_floor``, and everywhere for bands and flags, which
    have no slope.
    """
    return np.asarray(_CURVES[term.transform].slope(metric, term, part), dtype=np.float64)


def column_name(term: Term, part: int = 0) -> str:
    """Return the name of a numeric term's column: ``ln(1 + x)``, ``x [30, 60)``."""
    return _CURVES[term.transform].name(term, part)


def band_name(term: Term, part: int) -> str:
    """Return a band in words, ``[30, 60)``; the last is open: ``[180, inf)``."""
    end = f"{term.edges[part + 1]:g}" if part + 1 < len(term.edges) else "inf"
    return f"[{term.edges[part]:g}, {end})"


def _log_floor_slope(metric: Metric, term: Term, _: int) -> Metric:
    above = metric > term.floor
    return np.where(above, 1.0 / np.maximum(metric, term.floor), 0.0)


def _inside(metric: Metric, term: Term, part: int) -> Metric:
    """Return 1.0 from the band's edge up to, not including, the next; the last band is open."""
    inside = metric >= term.edges[part]
    if part + 1 < len(term.edges):
        inside &= metric < term.edges[part + 1]
    return inside.astype(np.float64)


def _itself(metric: Metric, _: Term, __: int) -> Metric:
    return metric


def _flat(metric: Metric, _: Term, __: int) -> Metric:
    return np.zeros(metric.shape)


_CURVES = {
    Transform.IDENTITY: _Curve(_itself, lambda x, _, __: np.ones(x.shape), lambda t, _: t.column),
    Transform.FLAG: _Curve(_itself, _flat, lambda t, _: t.column),
    Transform.LOG_FLOOR: _Curve(
        lambda x, t, _: np.log(np.maximum(x, t.floor) / t.floor),
        _log_floor_slope,
        lambda t, _: f"ln(max({t.column}, {t.floor:g})/{t.floor:g})",
        lambda _: 0.0,
    ),
    Transform.LOG1P: _Curve(
        lambda x, _, __: np.log1p(x),
        lambda x, _, __: 1.0 / (1.0 + x),
        lambda t, _: f"ln(1 + {t.column})",
        lambda _: JUST_ABOVE_MINUS_ONE,
    ),
    Transform.LOG: _Curve(
        lambda x, _, __: np.log(x),
        lambda x, _, __: 1.0 / x,
        lambda t, _: f"ln({t.column})",
        lambda _: JUST_ABOVE_ZERO,
    ),
    Transform.SCALE: _Curve(
        lambda x, t, _: (x - t.shift) / t.unit,
        lambda x, t, _: np.full(x.shape, 1.0 / t.unit),
        lambda t, _: f"({t.column} - {t.shift:g})/{t.unit:g}",
    ),
    Transform.POWER: _Curve(
        lambda x, t, _: x**t.power,
        lambda x, t, _: t.power * x ** (t.power - 1),
        lambda t, _: f"{t.column}^{t.power}",
    ),
    Transform.SPLINE: _Curve(
        lambda x, t, part: natural_spline(x, t.knots, part),
        lambda x, t, part: natural_spline_slope(x, t.knots, part),
        lambda t, part: f"spline{part + 1}({t.column})",
    ),
    Transform.BANDS: _Curve(
        _inside,
        _flat,
        lambda t, part: f"{t.column} {band_name(t, part)}",
        lambda t: t.edges[0],
    ),
}


def check_defined(metric: Metric, term: Term) -> None:
    """Refuse a setting without meaning, and values outside the transform's domain.

    Raises
    ------
    InputError
        ``evidence.term_invalid`` (floor <= 0, unit 0), ``evidence.knots`` or ``evidence.edges``
        (too few, or not ascending), ``evidence.power`` (below 2) or
        ``evidence.outside_transform`` (an infinite value; one below the transform's domain).
    """
    check_settings(term)
    outside = (metric < _CURVES[term.transform].least(term)) | np.isinf(metric)
    if bool(outside.any()):
        raise InputError(
            "evidence.outside_transform",
            column=term.column,
            value=float(metric[outside][0]),
            transform=term.transform.value,
        )


def check_settings(term: Term) -> None:
    """Refuse a setting without meaning, as :func:`check_defined` says."""
    if not term.floor > 0 or term.unit == 0 or not np.isfinite([term.shift, term.unit]).all():
        raise InputError(
            "evidence.term_invalid", column=term.column, floor=term.floor, unit=term.unit
        )
    if term.transform is Transform.SPLINE:
        _check_ascending("evidence.knots", term.column, term.knots, LEAST_KNOTS)
    if term.transform is Transform.BANDS:
        _check_ascending("evidence.edges", term.column, term.edges, LEAST_EDGES)
    if term.transform is Transform.POWER and term.power < LEAST_POWER:
        raise InputError("evidence.power", column=term.column, power=term.power)


def _check_ascending(code: str, column: str, values: tuple[float, ...], least: int) -> None:
    finite = bool(np.isfinite(values).all())
    if len(values) < least or not finite or not bool((np.diff(values) > 0).all()):
        told = ", ".join(f"{value:g}" for value in values)
        raise InputError(code, column=column, values=told, least=least)
