"""The discrete-time hazard: whether the event comes in a period, for those who wait for it.

The complementary log-log link makes its coefficients log hazard ratios, as Cox's are, also where
times are only known by period; effects are changes of the chance in a period.
"""

from dataclasses import replace

from engine.domain.specification import Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.evidence.design import design
from engine.evidence.fitted import FittedModel
from engine.evidence.person_periods import person_periods
from engine.evidence.regressions import fit_design


def fit_hazard(table: ColumnTable, specification: Specification) -> FittedModel:
    """Return the discrete-time hazard of a specification, one row for each period at risk.

    Parameters
    ----------
    table
        One row for each subject.
    specification
        Of family ``hazard``, see :func:`engine.evidence.person_periods.person_periods`. An
        interaction of a term with the duration column lets its effect differ by period.

    Returns
    -------
    FittedModel
        Of the person-periods; ``design.dropped`` and ``missing`` count subjects. The baseline
        is a category named by the duration column.

    Raises
    ------
    InputError, MethodError
        What :func:`person_periods` and :func:`engine.evidence.regressions.fit_design` raise.

    Notes
    -----
    ``P(event in period p | none before) = 1 - exp(-exp(a_p + x b))``: proportional hazards in
    continuous time, observed by period, have exactly this form with the same b.

    References
    ----------
    Prentice and Gloeckler (1978), Biometrics 34, 57-67; Allison (1982), Sociological
    Methodology 13, 61-98.
    """
    made = person_periods(table, specification)
    rows = design(made.table, made.specification)
    counts = {
        "subjects": len(made.subjects.outcome),
        "rows": len(rows.outcome),
        "events": int(rows.outcome.sum()),
    }
    said = Finding("note", Sentence("finding.evidence.person_periods", counts))
    whole = replace(
        rows,
        outcome_level=made.subjects.outcome_level,
        dropped=made.subjects.dropped,
        missing=made.subjects.missing,
        notes=(said, *made.findings, *made.subjects.notes),
    )
    return fit_design(whole, made.specification)
