"""A stretch holds its lower edge and not its upper one."""

import numpy as np
import pytest

from engine.evidence.moves import Mean, Question, Stretch


@pytest.mark.parametrize(
    ("stretch", "held"),
    [
        (Stretch("wait_s", 30.0, 60.0), [False, True, True, False]),
        (Stretch("wait_s", 60.0), [False, False, False, True]),
        (Stretch("wait_s", -np.inf, 30.0), [True, False, False, False]),
    ],
)
def test_edges(stretch: Stretch, held: list[bool]) -> None:
    raw = np.array([29.9, 30.0, 59.9, 60.0])

    assert stretch.holds(raw).tolist() == held


def test_equal_questions_are_one() -> None:
    asked = {Question(Mean(), Stretch("wait_s", 0.0)), Question(Mean(), Stretch("wait_s", 0.0))}

    assert len(asked) == 1
