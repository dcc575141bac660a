"""The nouns of a panel's calibration: what they derive from what they hold."""

import numpy as np

from engine.domain.calibration import NodeAnswers
from engine.domain.judgements import JudgementMatrix


def test_a_node_knows_how_many_pairs_were_left_open() -> None:
    values = np.array([[1, 2, np.nan], [0.5, 1, np.nan], [np.nan, np.nan, 1]])
    matrix = JudgementMatrix(("a", "b", "c"), values)

    answers = NodeAnswers(
        "goal", matrix, None, None, None, 0.0, None, (), (), False, (("a", "b"), ("c",)), None
    )

    assert answers.missing == 2
