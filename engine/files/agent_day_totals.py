"""The platform's own sums in an agent-day export, beside the sums of its rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import ReadingNote
from engine.files.agent_day_dates import DaySpan
from engine.files.agent_day_rows import TOTAL, DayRow, SortedRows

NOT_SUMMED = frozenset({"rate", "complement_rate", "mean", "max"})
_CENT = 0.01
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure that the platform itself gives for everybody: in a row of sums or of means.

    ``kind`` is ``total``, ``mean`` or ``peers``; ``label`` what the row is called; ``span`` the
    days it is about, None where the row has no date (then it is about the whole table).
    """

    row: int
    kind: str
    label: str
    span: DaySpan | None
    layout: str
    header: str
    indicator: str
    variant: str
    role: str
    value: float


def summary_notes(
    header: str,
    rows: SortedRows,
    stated: Sequence[StatedFigure],
    values: Mapping[str, NDArray[np.float64]],
) -> Iterator[ReadingNote]:
    """Yield which rows are the platform's own, by number, and which of its sums are not the rows'.

    ``header`` is the one of the agents' column; ``values`` as for :func:`total_notes`.
    """
    differing = tuple(total_notes(stated, values, rows.agents))
    if rows.summaries:
        summed = any(_is_sum(figure) for figure in stated)
        reading = "summary_rows_agree" if summed and not differing else "summary_rows"
        named = ", ".join(f"{row.agent} ({row.number})" for row in rows.summaries)
        yield ReadingNote(header, f"reading.{reading}", len(rows.summaries), named[:_SHOWN])
    yield from differing


def total_notes(
    stated: Iterable[StatedFigure],
    values: Mapping[str, NDArray[np.float64]],
    rows: Sequence[DayRow],
) -> Iterator[ReadingNote]:
    """Yield a note for each stated sum that is not the sum of the agents' rows.

    Parameters
    ----------
    stated
        The platform's own figures; rates, means and greatest values are no sums.
    values
        By header, (rows,): the agents' figures, nan where missing.
    rows
        The agents' rows. A stated sum with days of its own is compared with the rows of these.

    Notes
    -----
    A difference need not be a mistake: a customer whom two agents served counts once for the
    shop. It is one of rounding up to a cent a row.
    """
    spans = [_days(row.span) for row in rows]
    for figure in stated:
        if not _is_sum(figure):
            continue
        whole = figure.span is None
        same = np.array([whole or _days(figure.span) == days for days in spans], dtype=np.bool_)
        total = float(np.nansum(values[figure.header][same]))
        if abs(total - figure.value) > _CENT * max(1, same.sum()):
            told = f"{figure.label} {figure.value:.12g}; {total:.12g}"
            yield ReadingNote(figure.header, "reading.total_differs", 1, told)


def _is_sum(figure: StatedFigure) -> bool:
    return figure.kind == TOTAL and figure.role not in NOT_SUMMED


def _days(span: DaySpan | None) -> tuple[date, date] | None:
    return None if span is None else (span.first, span.until)
