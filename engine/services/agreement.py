"""Raters' agreement from whatever a file holds: ratings, a cross table, or counts."""

from engine.errors import InternalError
from engine.files.rating_table_file import RatingTable
from engine.metrics.agreement_report import (
    AgreementReport,
    agreement_of_counts,
    agreement_of_cross_table,
    agreement_of_ratings,
)


def agreement_of(table: RatingTable, confidence: float, *, ordered: bool) -> AgreementReport:
    """Return every measure of agreement that the table allows.

    Parameters
    ----------
    ordered
        Whether categories that are words were given in ascending order.

    Raises
    ------
    InputError
        As :mod:`engine.metrics.agreement_report`.
    InternalError
        ``quality.empty_table`` for a table that holds nothing.
    """
    if table.cross is not None:
        return agreement_of_cross_table(table.cross, confidence)
    if table.counts is not None:
        return agreement_of_counts(table.counts, confidence)
    if table.ratings is None:
        raise InternalError("quality.empty_table")
    return agreement_of_ratings(
        table.ratings, table.raters, table.categories, confidence, ordered=ordered
    )
