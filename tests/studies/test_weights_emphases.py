"""What each emphasis of a policy changes, or that it leaves no room."""

import pytest

from engine.studies.weights_choice import choose
from engine.studies.weights_emphases import emphasis_rows
from engine.studies.weights_grades import graded
from engine.studies.weights_inputs import OptimiseOptions
from tests.studies.weight_inputs_samples import RAISED, lined_up


def test_an_emphasis_moves_shares_and_one_without_room_names_its_rules() -> None:
    ready = lined_up(judged=None, evidence=None)
    plain = choose(ready)

    raised, too_much = emphasis_rows(ready, graded(ready), plain)

    assert raised.shares is not None
    assert raised.shares["frt"] == pytest.approx(0.36, abs=1e-9)
    assert raised.moves["frt"] == pytest.approx(0.06, abs=1e-9)
    assert sum(raised.moves.values()) == pytest.approx(0, abs=1e-9)
    assert [rule.emphasis for rule in raised.rules] == ["raised"]
    assert raised.grade_changes is not None
    assert too_much.shares is None
    assert too_much.conflict is not None
    assert "too-much" in {rule.emphasis for rule in too_much.conflict.rules}


def test_moves_count_from_the_set_without_the_emphasis_that_was_asked_for() -> None:
    ready = lined_up(judged=None, evidence=None, emphasis="raised")
    asked = choose(ready, RAISED)

    row = next(iter(emphasis_rows(ready, None, asked)))

    assert row.moves["frt"] == pytest.approx(0.06, abs=1e-9)
    assert row.grade_changes is None


def test_other_emphases_can_be_left_out() -> None:
    ready = lined_up(options=OptimiseOptions(other_emphases=False))

    assert list(emphasis_rows(ready, None, choose(ready))) == []
