"""Effects by band of a metric: a shift for the contacts of each band, and adjusted band means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport
from engine.domain.pack import EFFECT_LEVEL, Estimate
from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.evidence.effect_questions import (
    EffectQuestion,
    amount,
    band_name,
    check_shift,
    term_questions,
)
from engine.evidence.effects import answered, effect_report, standard_error
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import mean_changes
from engine.evidence.moves import Question, Setting, Shift, Stretch

BUSINESS_EDGES = (0.0, 30.0, 60.0, 180.0, 600.0)  # seconds, as managers speak of response
QUANTILES = (0.0, 0.2, 0.4, 0.6, 0.8)
LEAST_CONTACTS = 50  # a thinner band is joined to the one below
LEAST_BANDS = 2


@dataclass(frozen=True, slots=True)
class AdjustedBand:
    """The mean outcome had everybody been in this band of the metric, all else as it is.

    ``n`` contacts lie in the band; ``standard_error`` by the delta method.
    """

    low: float
    high: float | None
    n: int
    mean: Estimate
    standard_error: float


def default_edges(
    column: str, raw: NDArray[np.float64], contacts: NDArray[np.float64] | None = None
) -> tuple[float, ...]:
    """Return the lower edges of a metric's bands; the last is open, every row lies in one.

    Parameters
    ----------
    column
        A name in ``_s`` gives 0, 30, 60, 180, 600 s; any other the fifths of the contacts.
    raw, contacts
        (n,) the metric, and how many contacts each row stands for (None: one). Bands with fewer
        than 50 contacts are joined to the one below.
    """
    weights = np.ones(len(raw)) if contacts is None else contacts
    is_time = column.endswith("_s") and float(raw.min()) >= 0
    edges = _thick(BUSINESS_EDGES, raw, weights) if is_time else ()
    return edges if len(edges) >= LEAST_BANDS else _thick(_fifths(raw, weights), raw, weights)


def _fifths(raw: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the fifths of the contacts, at values that occur."""
    return tuple(np.quantile(raw, QUANTILES, weights=weights, method="inverted_cdf"))


def _thick(
    edges: Sequence[float], raw: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, ...]:
    return joined(edges, raw, (weights,), LEAST_CONTACTS)


def joined(
    edges: Sequence[float],
    raw: NDArray[np.float64],
    counts: Sequence[NDArray[np.float64]],
    least: float,
) -> tuple[float, ...]:
    """Return the edges at which every band holds ``least`` of each count; the first one stays.

    Parameters
    ----------
    counts
        Each (n,): contacts, or contacts with an outcome, of the rows.
    """
    kept = [float(edges[0])]
    for edge in edges[1:]:
        parts = ((raw >= kept[-1]) & (raw < edge), raw >= edge)
        if edge > kept[-1] and all(each[part].sum() >= least for part in parts for each in counts):
            kept.append(float(edge))
    return tuple(kept)


def stretches(column: str, edges: Sequence[float]) -> tuple[Stretch, ...]:
    """Return the bands [e_1, e_2), ..., [e_b, inf) of a metric.

    Raises
    ------
    InputError
        ``evidence.band_edges`` where the edges do not ascend.
    """
    if not edges or not bool((np.diff(edges) > 0).all()):
        raise InputError("evidence.band_edges", band=column, edges=str(tuple(edges)))
    ends = (*edges[1:], np.inf)
    return tuple(Stretch(column, low, high) for low, high in zip(edges, ends, strict=True))


def occupied(fit: FittedModel, whole: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches that hold contacts of the fit."""
    return tuple(stretch for stretch in whole if bool(inside(fit, stretch).any()))


def inside(fit: FittedModel, stretch: Stretch) -> NDArray[np.bool_]:
    """Return which rows (n,) of a fit lie in a stretch."""
    return stretch.holds(fit.design.readings[stretch.column])


def band_effects(
    fit: FittedModel,
    column: str,
    by: float,
    edges: Sequence[float],
    *,
    level: float = EFFECT_LEVEL,
    grade: str = "",
) -> tuple[EffectReport, ...]:
    """Return what ``by`` more of a metric does to the contacts of each of its bands.

    Parameters
    ----------
    column
        A numeric term of the fit.
    by
        In the metric's unit, not 0. A contact may leave its band by it.
    edges
        Lower edges, ascending; the last band is open. Bands without contacts get no row.

    Raises
    ------
    InputError
        As :func:`engine.evidence.effects.shift_effect`; ``evidence.band_edges``.
    """
    term = check_shift(fit, column, by)
    edges = tuple(edges)
    whole = stretches(column, edges)
    asked = []
    for band in occupied(fit, whole):
        name = band_name(edges, whole.index(band))
        told = {"by": amount(f"{by:+g}", column), "column": column, "band": amount(name, column)}
        per = Sentence("effect.per_shift_in_band", told)
        question = Question(Shift(column, by), band)
        asked.append(EffectQuestion(question, term, "band", per, band=name))
    return tuple(effect_report(fit, effect, grade) for effect in answered(fit, asked, level))


def banded_specification(
    specification: Specification, column: str, edges: Sequence[float]
) -> Specification:
    """Return the question with a metric in bands in place of its terms."""
    return with_terms(specification, column, bands(edges))


def bands(edges: Sequence[float]) -> Term:
    """Return the shape of steps at ``edges``, for :func:`with_terms`."""
    return Term("", Role.LEVER, Transform.BANDS, edges=tuple(edges))


def with_terms(specification: Specification, column: str, *shapes: Term) -> Specification:
    """Return the question with other shapes of one metric, at the place of its first term.

    Parameters
    ----------
    shapes
        Terms whose column, role and indicator become the metric's.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` where the column is no numeric term.
    """
    own = [term for term in specification.terms if term.column == column]
    if not own or own[0].transform in (Transform.FLAG, Transform.CATEGORY):
        raise InputError("evidence.not_a_metric", column=column)
    role, indicator = own[0].role, own[0].indicator
    new = [replace(each, column=column, role=role, indicator=indicator) for each in shapes]
    at = specification.terms.index(own[0])
    before = specification.terms[:at]
    after = tuple(term for term in specification.terms[at:] if term.column != column)
    return replace(specification, terms=(*before, *new, *after))


def adjusted_bands(fit: FittedModel, column: str, level: float) -> tuple[AdjustedBand, ...]:
    """Return the adjusted mean of each band of a fit whose metric is in bands.

    Parameters
    ----------
    fit
        Holds ``column`` as one term of bands (:func:`banded_specification`).

    Notes
    -----
    The mean over all contacts of the fitted outcome with the band set for everybody: the bands
    differ in the metric only, not in who is in them. Errors by the delta method, contacts taken
    as they are.
    """
    edges = _edges_of(fit, column)
    found = []
    changes = mean_changes(fit, [Question(Setting(column, edge)) for edge in edges])
    for band, change in zip(stretches(column, edges), changes, strict=True):
        error = standard_error(change.gradient, fit.covariance)
        half = fit.half_width(error, level)
        found.append(
            AdjustedBand(
                low=band.low,
                high=band.high if np.isfinite(band.high) else None,
                n=int(fit.design.trials[inside(fit, band)].sum()),
                mean=Estimate(change.value, change.value - half, change.value + half),
                standard_error=error,
            )
        )
    return tuple(found)


def band_contrasts(
    fit: FittedModel, column: str, *, level: float = EFFECT_LEVEL, grade: str = ""
) -> tuple[EffectReport, ...]:
    """Return each band's adjusted mean against the first band's, of a fit in bands."""
    _edges_of(fit, column)
    asked = [entry for entry in term_questions(fit) if entry.term.column == column]
    return tuple(effect_report(fit, effect, grade) for effect in answered(fit, asked, level))


def _edges_of(fit: FittedModel, column: str) -> tuple[float, ...]:
    for term in fit.specification.terms:
        if term.column == column and term.transform is Transform.BANDS:
            return term.edges
    raise InputError("evidence.not_in_bands", column=column)
