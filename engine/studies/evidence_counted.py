"""A question answered from counted rows: the same figures, for tables too large for single rows."""

import numpy as np

from engine.domain.records import RecordSource
from engine.domain.specification import Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import MethodError
from engine.evidence.effects import Planted
from engine.studies.evidence_answers import ModelAnswer, Refused, Terms, model_answer
from engine.studies.evidence_cells import cell_fit
from engine.studies.evidence_columns import Question

NO_TABLE = ColumnTable(np.empty(0, dtype=np.int64), {})


def counted_answer(
    source: RecordSource, specification: Specification, terms: Terms, planted: Planted
) -> ModelAnswer | Refused:
    """Return a question's fit to counted rows with what can be said without single rows.

    Roles are those the user states; nothing is looked for in what the columns hold.

    Raises
    ------
    InputError
        As :func:`engine.studies.evidence_cells.cell_fit`.
    """
    said = Sentence("finding.evidence.counted", {"question": specification.id})
    question = Question(specification, NO_TABLE, (Finding("caution", said),))
    try:
        found = cell_fit(source, specification)
    except MethodError as reason:
        return Refused(question, reason)
    return model_answer(question, found, (), terms, planted)
