"""Which shape a metric's effect has: a line, a logarithm, a plateau and then a logarithm, steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import ShapeReport, ShapeRow
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.design import reshaped
from engine.evidence.effect_bands import LEAST_BANDS, bands, default_edges, joined, with_terms
from engine.evidence.effect_questions import amount
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.point_estimates import greatest_likelihood
from engine.evidence.regressions import fit as fit_table
from engine.evidence.regressions import fit_again, fit_design, start_from
from engine.evidence.wald import wald_test

FLOORS_S = (15.0, 20.0, 30.0, 45.0, 60.0)
SECONDS = {"_s": 1.0, "_min": 60.0, "_h": 3600.0}
REJECTED_AT = 0.05
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)

LINEAR = Term("", Role.LEVER)
LOG = Term("", Role.LEVER, Transform.LOG1P)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One shape with the greatest log-likelihood it reaches.

    ``parameters`` also counts what the data chose besides the coefficients (the floor).
    """

    name: str
    shape: Term
    parameters: int
    log_likelihood: float

    @property
    def aic(self) -> float:
        return 2.0 * (self.parameters - self.log_likelihood)


def compare_shapes(
    table: ColumnTable,
    specification: Specification,
    column: str,
    edges: Sequence[float] = (),
    known: FittedModel | None = None,
) -> ShapeReport:
    """Return which shape of a metric's effect the data prefer, all on the same rows.

    Parameters
    ----------
    specification
        Holds numeric terms of ``column``; they are replaced by each shape in turn.
    edges
        Of the bands, ascending, the first at or below every value; by default
        :func:`engine.evidence.effect_bands.default_edges`.
    known
        The specification's own fit to the table, where there is one already: for speed.

    Returns
    -------
    ShapeReport
        ``linear``, ``log`` (ln(1 + x)), ``plateau`` (flat up to a floor, then its logarithm) and
        ``bands``; a shape that the values do not allow is left out: logarithms of negative
        values, a plateau of what is no time, bands of a metric with few values.

    Raises
    ------
    InputError
        ``evidence.not_a_metric``, and as :func:`engine.evidence.regressions.fit`.

    Notes
    -----
    AIC is 2 (parameters - log-likelihood), contacts taken as independent; the floor of the
    plateau is the likeliest of 15, 20, 30, 45, 60 s and counts as a parameter (the scale of a
    linear outcome, the same in all shapes, does not). The test of a shape is a Wald test with
    the fit's own (clustered) errors that the bands add nothing to it: F on (bands - 1,
    clusters - 1); it does not hang on independence. 5 % rejects.

    References
    ----------
    Akaike (1974), IEEE Transactions on Automatic Control 19, 716-723.
    """
    told, p_values = _tried(known or fit_table(table, specification), column, edges)
    rows = tuple(_row(each, p_value) for each, p_value in zip(told, p_values, strict=False))
    preferred = _preferred(rows)
    return ShapeReport(
        fit=specification.id,
        metric=column,
        rows=rows,
        preferred=preferred,
        findings=_findings(column, rows, preferred, told),
    )


def _tried(
    known: FittedModel, column: str, edges: Sequence[float]
) -> tuple[list[_Candidate], list[float | None]]:
    """Return the shapes that the values allow, and the test of each, None where there is none."""
    told = [_candidate("linear", known, column, LINEAR)]
    raw = np.asarray(known.design.readings[column], dtype=np.float64)
    steps = bands(edges or _edges(known, column, raw))
    told += _logarithms(known, column, raw)
    p_values: list[float | None] = [None] * (len(told) + 1)
    if len(steps.edges) >= LEAST_BANDS:
        p_values[:-1] = [_p_value(known, column, each, steps) for each in told]
        told.append(_candidate("bands", known, column, steps))
    return told, p_values


def _edges(fit: FittedModel, column: str, raw: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the usual edges, bands with one outcome only joined to a neighbour."""
    edges = default_edges(column, raw, fit.design.trials)
    if fit.specification.family not in YES_OR_NO:
        return edges
    ones = fit.design.outcome
    return joined(edges, raw, (ones, fit.design.trials - ones), least=1.0)


def _candidate(
    name: str, known: FittedModel, column: str, shape: Term, settled: int = 0
) -> _Candidate:
    """Return a shape on the rows of a fit; ``settled`` counts what the data chose besides."""
    asked = with_terms(known.specification, column, shape)
    made = reshaped(known.design, asked)
    start = start_from(known, made)
    reached = greatest_likelihood(made, asked.family, start)
    if reached is None:
        reached = fit_design(made, asked, start).log_likelihood
    return _Candidate(name, shape, len(made.columns) + settled, reached)


def _logarithms(known: FittedModel, column: str, raw: NDArray[np.float64]) -> list[_Candidate]:
    if raw.min() < 0:
        return []
    found = [_candidate("log", known, column, LOG)]
    plateaus = [
        _candidate(
            "plateau", known, column, replace(LOG, transform=Transform.LOG_FLOOR, floor=f), 1
        )
        for f in _floors(column, raw)
    ]
    if plateaus:
        found.append(max(plateaus, key=lambda each: each.log_likelihood))
    return found


def _floors(column: str, raw: NDArray[np.float64]) -> list[float]:
    """Return the floors in the column's unit with values on both sides; none for no time."""
    for suffix, seconds in SECONDS.items():
        if column.endswith(suffix):
            floors = [floor / seconds for floor in FLOORS_S]
            return [floor for floor in floors if raw.min() < floor < raw.max()]
    return []


def _p_value(known: FittedModel, column: str, candidate: _Candidate, steps: Term) -> float | None:
    """Return the test that bands add nothing to a shape."""
    whole = fit_again(known, with_terms(known.specification, column, candidate.shape, steps))
    places = [
        j
        for j, entry in enumerate(whole.design.columns)
        if entry.term is not None
        and entry.reads(column)
        and entry.term.transform is Transform.BANDS
    ]
    if whole.method is Method.FIRTH or whole.degrees < len(places):
        return None  # a band without both outcomes, or fewer clusters than bands: no test
    return wald_test(whole, places).p_value


def _row(candidate: _Candidate, p_value: float | None) -> ShapeRow:
    return ShapeRow(
        shape=candidate.name,
        log_likelihood=candidate.log_likelihood,
        parameters=candidate.parameters,
        aic=candidate.aic,
        p_value=p_value,
        rejected=None if p_value is None else p_value < REJECTED_AT,
    )


def _preferred(rows: Sequence[ShapeRow]) -> str:
    """Return the shape of least AIC among those that stand, or of least AIC."""
    standing = [row for row in rows if not row.rejected]
    return min(standing or rows, key=lambda row: row.aic).shape


def _findings(
    column: str, rows: Sequence[ShapeRow], preferred: str, candidates: Sequence[_Candidate]
) -> tuple[Finding, ...]:
    found = []
    least = min(row.aic for row in rows)
    for row in rows:
        values: dict[str, Value] = {"column": column, "behind": row.aic - least}
        if row.rejected and row.p_value is not None:
            told = values | {"p_value": row.p_value}
            sentence = Sentence(f"finding.evidence.shape_{row.shape}_rejected", told)
            found.append(Finding("caution" if row.shape == "linear" else "note", sentence))
        if row.shape == preferred:
            sentence = Sentence(f"finding.evidence.shape_{row.shape}_preferred", values)
            found.append(Finding("note", sentence))
    if all(row.p_value is None for row in rows):
        found.append(
            Finding("note", Sentence("finding.evidence.shape_untested", {"column": column}))
        )
    floors = [c.shape.floor for c in candidates if c.name == "plateau"]
    if floors:
        told = {"column": column, "floor": amount(f"{floors[0]:g}", column)}
        found.append(Finding("note", Sentence("finding.evidence.plateau_floor", told)))
    return tuple(found)
