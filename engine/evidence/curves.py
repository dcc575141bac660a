"""A fitted outcome in the form the simulation reads: response, mean response, solved, class.

Everything else a fit holds is kept at the sample's mean: the curve is that of the average contact
in all but these four. Writing the file is for ``files``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from engine.domain.evidence_report import CurveRow
from engine.domain.outcomes import OutcomeLogit
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import MethodError
from engine.evidence.design import DesignColumn
from engine.evidence.effect_bands import with_terms
from engine.evidence.effects import standard_error
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit as fit_table
from engine.evidence.regressions import fit_again

LOGITS = (Family.LOGIT, Family.GROUPED)
SECONDS_A_MINUTE = 60.0
LOG1P = Term("", Role.LEVER, Transform.LOG1P)
REACH = 50.0  # log-odds: no rate between 0 and 1 in double precision lies further off


@dataclass(frozen=True, slots=True)
class CurveColumns:
    """Which columns of the table are what rule M8 knows; the mean response in s or in min."""

    response: str = "frt_s"
    mean_response_s: str = "art_s"
    mean_response_min: str = "art_min"
    solved: str = "solved"
    contact_class: str = "contact_class"

    @property
    def mean_response(self) -> tuple[str, str]:
        """The two columns that may hold the mean response."""
        return self.mean_response_s, self.mean_response_min


DEFAULT_COLUMNS = CurveColumns()


@dataclass(frozen=True, slots=True)
class OutcomeCurve:
    """The curve for the simulation, its row for the report, and what was done to get it."""

    curve: OutcomeLogit
    row: CurveRow
    findings: tuple[Finding, ...]


def outcome_curve(
    table: ColumnTable,
    specification: Specification,
    *,
    grade: str = "",
    columns: CurveColumns = DEFAULT_COLUMNS,
    known: FittedModel | None = None,
) -> OutcomeCurve:
    """Return a logit of the outcome on ln(1 + response), mean response, solved and class.

    Parameters
    ----------
    specification
        Of family ``logit`` or ``grouped``. A response in any other shape than ``log1p`` is fitted
        anew as that, and a finding says so; any other term is held at its mean.
    columns
        Names of the table's columns that the simulation knows.
    known
        The specification's own fit to the table, where there is one already: for speed.

    Raises
    ------
    MethodError
        ``evidence.curve_family`` (no logit), ``evidence.curve_nothing`` (none of the four is a
        term), ``evidence.curve_term`` for a transform of the other three that the form does not
        have, ``evidence.curve_interaction`` where one of the four is part of a product.

    Notes
    -----
    The intercept is moved by the mean of all terms held, and then so that the mean of the curve
    over the rows equals the observed rate: a logit of a mean is not the mean of logits
    (non-collapsibility). ``standard_errors`` are those of the fit, the intercept's with the held
    means taken as known.
    """
    if specification.family not in LOGITS:
        raise MethodError(
            "evidence.curve_family", fit=specification.id, family=specification.family.value
        )
    asked, refitted = _expressible(specification, columns)
    fit = _fitted(table, asked, known, refitted=refitted)
    places = _places(fit, columns)
    if not places:
        raise MethodError("evidence.curve_nothing", fit=specification.id, columns=_known(columns))
    held = _held_means(fit, list(places))
    coefficients = _coefficients(fit, places, columns)
    intercept = _recalibrated(fit, list(places), float(held @ fit.coefficients))
    errors = {
        name: standard_error(combination, fit.covariance)
        for name, combination in {"intercept": held, **coefficients}.items()
    }
    values = {name: float(c @ fit.coefficients) for name, c in coefficients.items()}
    whole = {"intercept": intercept, **values}
    row = CurveRow(specification.outcome, specification.id, whole, errors, grade)
    return OutcomeCurve(
        _as_logit(fit, whole, columns),
        row,
        _findings(fit, list(places), columns, refitted=refitted),
    )


def _fitted(
    table: ColumnTable, asked: Specification, known: FittedModel | None, *, refitted: bool
) -> FittedModel:
    if known is None:
        return fit_table(table, asked)
    return fit_again(known, asked) if refitted else known


def _known(columns: CurveColumns) -> str:
    return ", ".join(
        (columns.response, *columns.mean_response, columns.solved, columns.contact_class)
    )


def _expressible(specification: Specification, columns: CurveColumns) -> tuple[Specification, bool]:
    """Return the question with the response as log1p, and whether that is another question."""
    four = {columns.response, *columns.mean_response, columns.solved, columns.contact_class}
    for pair in specification.interactions:
        if four & set(pair):
            raise MethodError("evidence.curve_interaction", pair=" x ".join(pair))
    own = [term for term in specification.terms if term.column == columns.response]
    if not own or [term.transform for term in own] == [Transform.LOG1P]:
        return specification, False
    return with_terms(specification, columns.response, LOG1P), True


def _places(fit: FittedModel, columns: CurveColumns) -> dict[int, str]:
    """Return, by place in the design, the name of the coefficient it is in the curve."""
    entries = enumerate(fit.design.columns)
    named = {j: _curve_name(entry, columns) for j, entry in entries if entry.term is not None}
    return {j: name for j, name in named.items() if name}


def _curve_name(entry: DesignColumn, columns: CurveColumns) -> str:
    """Return a column's name in the curve, empty where it is none of the four."""
    term = entry.factors[0].term
    allowed = {
        columns.response: ("log_frt", (Transform.LOG1P,)),
        columns.mean_response_s: ("art_min", (Transform.IDENTITY, Transform.SCALE)),
        columns.mean_response_min: ("art_min", (Transform.IDENTITY, Transform.SCALE)),
        columns.solved: ("solved", (Transform.FLAG, Transform.IDENTITY)),
        columns.contact_class: (f"class.{entry.level}", (Transform.CATEGORY,)),
    }
    if term.column not in allowed:
        return ""
    name, transforms = allowed[term.column]
    if term.transform not in transforms:
        raise MethodError("evidence.curve_term", column=term.column, transform=term.transform.value)
    return name


def _held_means(fit: FittedModel, places: list[int]) -> NDArray[np.float64]:
    """(k,) 1 for the intercept, the mean of every other held column, and what a scale shifts."""
    design = fit.design
    means = np.average(design.matrix, axis=0, weights=design.trials)
    means[places] = 0.0
    for j in places:
        term = design.columns[j].factors[0].term
        if term.transform is Transform.SCALE:
            means[j] = -term.shift / term.unit
    return np.asarray(means, dtype=np.float64)


def _coefficients(
    fit: FittedModel, places: dict[int, str], columns: CurveColumns
) -> dict[str, NDArray[np.float64]]:
    """Return, by name, the combination (k,) of the fit's coefficients, in the curve's units."""
    found: dict[str, NDArray[np.float64]] = {}
    for j, name in places.items():
        term = fit.design.columns[j].factors[0].term
        unit = term.unit if term.transform is Transform.SCALE else 1.0
        if term.column == columns.mean_response_s:
            unit /= SECONDS_A_MINUTE
        combination = found.setdefault(name, np.zeros(len(fit.coefficients)))
        combination[j] = 1.0 / unit
    return found


def _recalibrated(fit: FittedModel, places: list[int], start: float) -> float:
    """Return the intercept at which the curve's mean over the rows is the observed rate."""
    design = fit.design
    moving = design.matrix[:, places] @ fit.coefficients[places]
    shifts = [_scale_shift(fit, j) for j in places]
    moving -= sum(shifts)

    def missing(intercept: float) -> float:
        return float(design.trials @ expit(intercept + moving)) - float(design.outcome.sum())

    low = min(start, float(logit(fit.outcome_mean)) - float(moving.max())) - REACH
    high = max(start, float(logit(fit.outcome_mean)) - float(moving.min())) + REACH
    return float(brentq(missing, low, high, xtol=1e-12))


def _scale_shift(fit: FittedModel, place: int) -> float:
    """Return what a scale's zero adds to the predictor: it belongs to the intercept."""
    term = fit.design.columns[place].factors[0].term
    if term.transform is not Transform.SCALE:
        return 0.0
    return float(-fit.coefficients[place] * term.shift / term.unit)


def _as_logit(fit: FittedModel, values: dict[str, float], columns: CurveColumns) -> OutcomeLogit:
    classes = tuple(
        (entry.level, values[f"class.{entry.level}"])
        for entry in fit.design.columns
        if entry.term is not None and entry.reads(columns.contact_class)
    )
    return OutcomeLogit(
        intercept=values["intercept"],
        log_frt=values.get("log_frt", 0.0),
        art_min=values.get("art_min", 0.0),
        solved=values.get("solved", 0.0),
        classes=classes,
    )


def _findings(
    fit: FittedModel, places: list[int], columns: CurveColumns, *, refitted: bool
) -> tuple[Finding, ...]:
    found = []
    if refitted:
        told = {"fit": fit.specification.id, "column": columns.response}
        found.append(Finding("note", Sentence("finding.evidence.curve_refitted", told)))
    held = dict.fromkeys(
        entry.fixed_effect or " x ".join(factor.column for factor in entry.factors)
        for j, entry in enumerate(fit.design.columns)
        if entry.factors and j not in places
    )
    if held:
        values = {"fit": fit.specification.id, "columns": ", ".join(held)}
        found.append(Finding("note", Sentence("finding.evidence.curve_held", values)))
    return tuple(found)
