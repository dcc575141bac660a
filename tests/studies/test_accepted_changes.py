"""Changes that respondents agreed to, made to a panel's answers."""

import numpy as np
import pytest

from engine.domain.calibration import Change
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError
from engine.studies.accepted_changes import apply_changes, changed, fault_of_change


def matrix() -> JudgementMatrix:
    gap = np.nan
    return JudgementMatrix(("a", "b", "c"), np.array([[1, 3, gap], [1 / 3, 1, 5], [gap, 1 / 5, 1]]))


def panel() -> Panel:
    return Panel(
        tuple(Response(id_, Text(id_, id_), "manager", {"goal": matrix()}) for id_ in ("r1", "r2"))
    )


def change(respondent: str = "r1", old: float = 3.0, new: float = 2.0, **other: str) -> Change:
    named = {"node": "goal", "first": "a", "second": "b", **other}
    return Change(respondent, old=old, new=new, who="Li", when="2025-11-02T09:30:00+00:00", **named)


def test_a_change_moves_the_answer_and_its_reciprocal_only() -> None:
    after = apply_changes(panel(), [change()])

    values = after.responses[0].judgements["goal"].values
    assert (values[0, 1], values[1, 0], values[1, 2]) == (2.0, 0.5, 5.0)
    assert after.responses[1].judgements["goal"].values[0, 1] == 3.0


def test_a_change_may_name_the_pair_either_way() -> None:
    after = apply_changes(panel(), [change(first="b", second="a", old=1 / 3, new=4.0)])

    assert after.responses[0].judgements["goal"].values[0, 1] == 0.25


def test_an_answer_may_change_twice_in_order() -> None:
    after = apply_changes(panel(), [change(), change(old=2.0, new=1.0)])

    assert after.responses[0].judgements["goal"].values[0, 1] == 1.0


def test_the_panel_given_stays_as_it_is() -> None:
    before = panel()

    apply_changes(before, [change()])

    assert before.responses[0].judgements["goal"].values[0, 1] == 3.0


def test_every_change_that_does_not_fit_is_named() -> None:
    wrong = [
        change("r3"),
        change(node="speed"),
        change(first="z"),
        change(second="c"),
        change(second="a"),
        change(old=4.0),
        change(),
        change(),
        change("r2", new=9.5),
        change("r2", new=float("nan")),
    ]

    with pytest.raises(InputError, match="not_applicable") as refused:
        apply_changes(panel(), wrong)

    told = [(fault.code.partition(".")[2], fault.place) for fault in refused.value.faults]
    assert told == [
        ("unknown_respondent", "changes[0].respondent"),
        ("unknown_node", "changes[1].node"),
        ("unknown_item", "changes[2].first"),
        ("not_answered", "changes[3]"),
        ("not_answered", "changes[4]"),
        ("other_answer", "changes[5].old"),
        ("other_answer", "changes[7].old"),
        ("out_of_scale", "changes[8].new"),
        ("out_of_scale", "changes[9].new"),
    ]


def test_the_standing_answer_is_recognised_within_rounding() -> None:
    assert fault_of_change(matrix(), change(old=3 * (1 + 5e-10)), "x") is None
    assert fault_of_change(matrix(), change(old=3 * (1 + 5e-9)), "x") is not None


def test_a_changed_matrix_is_a_new_one() -> None:
    before = matrix()

    after = changed(before, change(new=7.0))

    assert after.values[0, 1] == 7.0
    assert before.values[0, 1] == 3.0
