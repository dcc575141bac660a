"""What the reader must know of a fit's rows and errors is said once, in words."""

from collections.abc import Callable

import numpy as np

from engine.domain.specification import Specification
from engine.domain.tables import ColumnTable
from engine.evidence.design import design
from engine.evidence.model_notes import model_notes

Specify = Callable[..., Specification]


def told(table: ColumnTable, specification: Specification) -> dict[str, dict[str, object]]:
    notes = model_notes(design(table, specification), specification)
    return {note.sentence.key.rpartition(".")[2]: dict(note.sentence.values) for note in notes}


def test_level_that_became_one_is_said(small: ColumnTable, specify: Specify) -> None:
    yes_or_no = np.where(small.column("y") > 0, "yes", "no").astype(object)
    table = ColumnTable(small.labels, {**small.columns, "y": yes_or_no})

    assert told(table, specify("wait_s"))["outcome_level"] == {"outcome": "y", "level": "yes"}


def test_outcome_that_is_already_one_needs_no_word(small: ColumnTable, specify: Specify) -> None:
    assert told(small, specify("wait_s")) == {}


def test_few_clusters_are_said_of_each_column(small: ColumnTable, specify: Specify) -> None:
    notes = told(small, specify("wait_s", second_cluster="kind"))

    assert notes["few_clusters"] == {"clusters": 3, "cluster": "kind", "few": 30}


def test_rows_left_out_are_counted(small: ColumnTable, specify: Specify) -> None:
    wait = small.column("wait_s").copy()
    wait[::7] = np.nan
    table = ColumnTable(small.labels, {**small.columns, "wait_s": wait})

    assert told(table, specify("wait_s"))["rows_dropped"] == {"rows": 86, "columns": "wait_s 86"}
