"""What a judgement matrix must be, one by one, in a stack, and with gaps."""

import numpy as np
import pytest

from engine.ahp.judgement_checks import checked_answers, checked_judgements, checked_stack
from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error

GAP = float("nan")
UNUSABLE = [
    ([[1.0, 2.0]], "ahp.not_square"),
    ([], "ahp.not_square"),
    ([[1.0, -2.0], [-0.5, 1.0]], "ahp.not_positive"),
    ([[1.0, 0.0], [0.0, 1.0]], "ahp.not_positive"),
    ([[1.0, np.inf], [0.0, 1.0]], "ahp.not_positive"),
    ([[1.0, 1e10], [1e-10, 1.0]], "ahp.not_positive"),
    ([[1.0, 2.0], [0.4, 1.0]], "ahp.not_reciprocal"),
    ([[2.0, 1.0], [1.0, 1.0]], "ahp.not_reciprocal"),
    ([[1.0, 3.0], [GAP, 1.0]], "ahp.not_complete"),
    ([[GAP, 1.0], [1.0, 1.0]], "ahp.not_complete"),
]


@pytest.mark.parametrize(("values", "code"), UNUSABLE)
def test_what_is_not_a_judgement_matrix_is_refused(values: list[list[float]], code: str) -> None:
    for check in (checked_judgements, checked_answers):
        with pytest.raises(InputError) as refused:
            check(np.array(values))

        assert refused.value.code == code
        assert all(render_error(refused.value, language) for language in LANGUAGES)


def test_an_entry_at_fault_is_told_with_its_value() -> None:
    with pytest.raises(InputError, match=r"row=0, column=1, value=2\.0"):
        checked_judgements(np.array([[1.0, 2.0], [0.4, 1.0]]))


def test_a_gap_in_both_places_is_an_answer_not_given() -> None:
    values = np.array([[1.0, GAP], [GAP, 1.0]])

    assert checked_answers(values) is values
    with pytest.raises(InputError, match=r"ahp\.not_complete.*missing=1"):
        checked_judgements(values)


def test_ratios_at_the_edge_are_taken() -> None:
    edge = np.array([[1.0, 1e9], [1e-9, 1.0]])

    assert (checked_judgements(edge) == edge).all()


def test_whole_numbers_become_ratios() -> None:
    assert checked_stack(np.ones((2, 3, 3), dtype=np.int64)).dtype == np.float64


def test_every_unusable_matrix_of_a_stack_is_named() -> None:
    stack = np.ones((2, 2, 2, 2))
    stack[0, 1, 0, 1] = 5.0
    stack[1, 0, 0, 1] = stack[1, 0, 1, 0] = GAP

    with pytest.raises(InputError, match=r"ahp\.stack_invalid.*count=2") as refused:
        checked_stack(stack)

    told = [(fault.code, fault.place, fault.value) for fault in refused.value.faults]
    assert told == [
        ("ahp.not_reciprocal", "[0, 1, 0, 1]", "5.0"),
        ("ahp.not_complete", "[1, 0]", ""),
    ]
