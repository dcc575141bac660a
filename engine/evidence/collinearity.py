"""How far terms stand in for each other: variance inflation, ties, the condition number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import CollinearityRow
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InputError, MethodError
from engine.evidence.design import Design
from engine.evidence.mean_changes import BLOCK_ROWS

TIED_AT = 0.9  # |r|
CAUTION_AT, ALARM_AT = 5.0, 10.0  # customary limits of the variance inflation factor
ILL_CONDITIONED = 30.0  # Belsley, Kuh and Welsch (1980), chapter 3
INVOLVED = 1e-3  # part of a column in the direction that has no spread
SINGULAR = 1e-13  # least eigenvalue of a correlation matrix that double precision can tell from 0


@dataclass(frozen=True, slots=True)
class Collinearity:
    """A row for each column that terms make; the condition number of all of them together."""

    rows: tuple[CollinearityRow, ...]
    condition_number: float
    findings: tuple[Finding, ...]


def collinearity(design: Design, fit: str) -> Collinearity:
    """Return the variance inflation of every term of a design.

    Parameters
    ----------
    design
        Of a fit; rows count by their trials. Interactions are left aside (a product is tied to
        its parts by construction); fixed effects are held fixed and get no row.
    fit
        Id of the question, for the rows.

    Raises
    ------
    InputError
        ``evidence.no_terms`` where the design holds the intercept only.
    MethodError
        ``evidence.collinear`` where columns determine each other exactly.

    Notes
    -----
    ``VIF_j = 1 / (1 - R2_j)``, R2_j of the column on all others with a constant: the diagonal of
    the inverse correlation matrix. What is said of a metric with several columns (levels, spline,
    powers) rests on the generalised factor to the power 1/columns: columns of one metric are
    tied by construction. The condition number is the ratio of the extreme singular
    values of the columns, not centred, without the constant, scaled to unit root mean square;
    from the eigenvalues of their cross products, so exact to about 1e-16 times its square.

    References
    ----------
    Marquardt (1970), Technometrics 12, 591-612; Fox and Monette (1992), Journal of the American
    Statistical Association 87, 178-183 (generalised factor); Belsley, Kuh and Welsch
    (1980), Regression Diagnostics, chapter 3.
    """
    places = [j for j, c in enumerate(design.columns) if len(c.factors) == 1]
    told = [a for a, j in enumerate(places) if not design.columns[j].fixed_effect]
    if not told:
        raise InputError("evidence.no_terms", fit=fit)
    correlation = _correlation(design, places)
    names = [_name(design, j) for j in places]
    metrics = [design.columns[j].factors[0].column for j in places]
    inverse = _inverse(correlation, names)
    number = condition_number(design, [places[a] for a in told])
    rows = tuple(
        CollinearityRow(
            fit=fit,
            column=names[a],
            vif=float(inverse[a, a]),
            tied=tuple(
                names[b]
                for b in told
                if metrics[b] != metrics[a] and abs(correlation[a, b]) > TIED_AT
            ),
            condition_number_scaled=number,
        )
        for a in told
    )
    own = {metrics[a]: [b for b in told if metrics[b] == metrics[a]] for a in told}
    inflation = {metric: _generalised(correlation, inverse, at) for metric, at in own.items()}
    findings = (*_inflated(inflation, fit), *_tied(rows), *_ill_conditioned(number, fit))
    return Collinearity(rows, number, findings)


def condition_number(design: Design, places: list[int]) -> float:
    """Return the ratio of the extreme singular values of columns scaled to unit RMS."""
    products = _cross_products(design, places, np.zeros(len(places)))
    scale = np.sqrt(np.diag(products))
    values = np.linalg.eigvalsh(products / np.outer(scale, scale))
    return float(np.sqrt(values[-1] / values[0])) if values[0] > 0 else float("inf")


def _correlation(design: Design, places: list[int]) -> NDArray[np.float64]:
    means = np.average(design.matrix[:, places], axis=0, weights=design.trials)
    products = _cross_products(design, places, means)
    scale = np.sqrt(np.diag(products))
    return np.asarray(products / np.outer(scale, scale), dtype=np.float64)


def _cross_products(
    design: Design, places: list[int], centre: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ``(X - c)' W (X - c)``, block by block."""
    total = np.zeros((len(places), len(places)))
    for start in range(0, len(design.outcome), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        block = design.matrix[rows][:, places] - centre
        total += (block * design.trials[rows, np.newaxis]).T @ block
    return total


def _inverse(correlation: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(correlation)
    if values[0] < SINGULAR:
        involved = [
            name for name, share in zip(names, abs(vectors[:, 0]), strict=True) if share > INVOLVED
        ]
        raise MethodError("evidence.collinear", terms=", ".join(involved))
    return np.asarray((vectors / values) @ vectors.T, dtype=np.float64)


def _generalised(
    correlation: NDArray[np.float64], inverse: NDArray[np.float64], own: list[int]
) -> float:
    """Return ``(det R_own det R_others / det R) ** (1 / columns)``: of one column its VIF."""
    within = np.linalg.slogdet(correlation[np.ix_(own, own)]).logabsdet
    given_others = np.linalg.slogdet(inverse[np.ix_(own, own)]).logabsdet
    return float(np.exp((within + given_others) / len(own)))


def _name(design: Design, place: int) -> str:
    """Return the table's column where it makes one column of the design, else the design's name."""
    entry = design.columns[place]
    column = entry.factors[0].column
    own = [c for c in design.columns if len(c.factors) == 1 and c.reads(column)]
    return column if len(own) == 1 and not entry.level else entry.name


def _inflated(inflation: Mapping[str, float], fit: str) -> tuple[Finding, ...]:
    found = []
    for column, factor in inflation.items():
        if factor > CAUTION_AT:
            values: dict[str, Value] = {
                "column": column,
                "vif": factor,
                "fit": fit,
                "limit": CAUTION_AT,
            }
            sentence = Sentence("finding.evidence.inflated", values)
            found.append(Finding("alarm" if factor > ALARM_AT else "caution", sentence))
    return tuple(found)


def _tied(rows: tuple[CollinearityRow, ...]) -> tuple[Finding, ...]:
    """Name each column's ties with those after it: a pair is said once."""
    found, said = [], set()
    for row in rows:
        said.add(row.column)
        others = [other for other in row.tied if other not in said]
        if others:
            told: dict[str, Value] = {
                "column": row.column,
                "others": ", ".join(others),
                "limit": TIED_AT,
            }
            found.append(Finding("caution", Sentence("finding.evidence.tied_terms", told)))
    return tuple(found)


def _ill_conditioned(number: float, fit: str) -> tuple[Finding, ...]:
    if number <= ILL_CONDITIONED:
        return ()
    values: dict[str, Value] = {"number": number, "fit": fit, "limit": ILL_CONDITIONED}
    return (Finding("note", Sentence("finding.evidence.ill_conditioned", values)),)
