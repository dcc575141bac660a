"""Scores of quality samples recomputed from their form's items, beside those on the sheet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.quality import QualityForm, Veto
from engine.domain.tables import ColumnTable
from engine.errors import InputError

SAME_SCORE = 0.005  # points: sheets are written to two decimals


@dataclass(frozen=True, slots=True, eq=False)
class FormScores:
    """What a form says of each sample, in the samples' order.

    ``deductions`` (n, items) are points lost by item, after each item's most; ``crossed``
    (n, red lines) which red lines were crossed; ``scores`` (n,) 0 .. full score; ``passed``
    (n,). ``blank_cells`` were read as "did not occur".
    """

    deductions: NDArray[np.float64]
    crossed: NDArray[np.bool_]
    scores: NDArray[np.float64]
    passed: NDArray[np.bool_]
    blank_cells: int

    @property
    def vetoed(self) -> NDArray[np.bool_]:
        """The samples that crossed a red line, (n,)."""
        return np.asarray(self.crossed.any(axis=1))


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """A sample whose sheet says another score than its items, by the user's file and row."""

    file: str
    row: int
    on_sheet: float
    from_items: float


def has_items(samples: ColumnTable, form: QualityForm) -> bool:
    """Tell whether the samples have a column for an item or a red line of the form."""
    return any(id_ in samples.columns for id_ in (*form.item_ids, *form.red_line_ids))


def form_scores(samples: ColumnTable, form: QualityForm) -> FormScores:
    """Return the scores that the form gives the samples.

    Parameters
    ----------
    samples
        One column for each item and red line of the form, by id: occurrences (0, 1, 2 ..) or a
        flag (0/1); a blank says that it did not occur. A column ``red_line`` is a crossed line
        too, of whatever kind.

    Returns
    -------
    FormScores
        max(0, full - sum over items of min(points x occurrences, most)); under the veto
        ``zero`` a sample that crossed a red line has 0.

    Raises
    ------
    InputError
        ``quality.items_missing`` naming every column of the form that the samples lack: an item
        that was not judged is no item without a problem. ``quality.occurrences`` for counts
        that are negative or not whole.
    """
    wanted = (*form.item_ids, *form.red_line_ids)
    missing = [id_ for id_ in wanted if id_ not in samples.columns]
    if missing:
        raise InputError("quality.items_missing", form=form.id, columns=", ".join(missing))
    counts = _counts(samples, form.item_ids)
    lines = _counts(samples, form.red_line_ids)
    points = np.array([item.points for item in form.items], dtype=np.float64)
    most = np.array([item.most for item in form.items], dtype=np.float64)
    deductions = np.minimum(np.nan_to_num(counts) * points, most)
    crossed = np.nan_to_num(lines) > 0
    vetoed = crossed.any(axis=1) | _flagged(samples)
    scores = np.maximum(form.full_score - deductions.sum(axis=1), 0.0)
    if form.veto is Veto.ZERO:
        scores = np.where(vetoed, 0.0, scores)
    passed = (scores >= form.pass_mark) & ~vetoed
    blanks = int(np.isnan(counts).sum() + np.isnan(lines).sum())
    return FormScores(deductions, crossed, scores, passed, blanks)


def score_differences(
    samples: ColumnTable, form: QualityForm, scores: FormScores
) -> tuple[ScoreDifference, ...]:
    """Return the samples whose own score is another than their items', in order of row.

    Samples without a score of their own differ from nothing.
    """
    if form.scores not in samples.columns:
        return ()
    on_sheet = samples.column(form.scores).astype(np.float64)
    with np.errstate(invalid="ignore"):
        differs = np.abs(on_sheet - scores.scores) > SAME_SCORE
    files = samples.columns.get("source_file", [""] * len(samples))
    return tuple(
        ScoreDifference(
            str(files[i]), int(samples.labels[i]), float(on_sheet[i]), float(scores.scores[i])
        )
        for i in np.flatnonzero(differs)
    )


def _flagged(samples: ColumnTable) -> NDArray[np.bool_]:
    if "red_line" not in samples.columns:
        return np.zeros(len(samples), dtype=np.bool_)
    return np.asarray(samples.column("red_line").astype(np.float64) == 1, dtype=np.bool_)


def _counts(samples: ColumnTable, ids: tuple[str, ...]) -> NDArray[np.float64]:
    if not ids:
        return np.zeros((len(samples), 0))
    counts = np.stack([samples.column(id_).astype(np.float64) for id_ in ids], axis=1)
    known = counts[~np.isnan(counts)]
    wrong = known[(known < 0) | (known != np.rint(known))]
    if wrong.size:
        raise InputError("quality.occurrences", value=float(wrong[0]))
    return counts
