"""What the respondents of each role say alone."""

import pytest

from engine.domain.judgements import Panel
from engine.studies.panel_roles import subgroups
from tests.studies.panel_samples import FEW, GAP, OPPOSED, STEADY, flat_tree, response

KEPT = (1 / 3, 1 / 3, 1 / 3)


def test_each_role_has_its_own_weights_and_change() -> None:
    panel = Panel((response("r1", STEADY, "hr"), response("r2", OPPOSED, "ops")))

    found = subgroups(panel, flat_tree(), KEPT, FEW)

    assert [each.role for each in found] == ["hr", "ops"]
    assert found[0].weights == pytest.approx((4 / 7, 2 / 7, 1 / 7))
    assert found[0].largest_change == pytest.approx(4 / 7 - 1 / 3)
    assert (found[0].respondents, found[0].consensus) == (1, None)


def test_consensus_is_that_of_the_role() -> None:
    alike = (response("r1", STEADY, "hr"), response("r2", STEADY, "hr"))
    panel = Panel((*alike, response("r3", OPPOSED, "ops")))

    assert subgroups(panel, flat_tree(), KEPT, FEW)[0].consensus == pytest.approx(1.0)


def test_one_role_is_no_sub_group() -> None:
    panel = Panel((response("r1", STEADY, "hr"), response("r2", OPPOSED, "hr")))

    assert subgroups(panel, flat_tree(), KEPT, FEW) == ()


def test_role_whose_answers_link_too_little_has_no_weights() -> None:
    panel = Panel((response("r1", STEADY, "hr"), response("r2", (2.0, GAP, GAP), "ops")))

    lacking = subgroups(panel, flat_tree(), KEPT, FEW)[1]

    assert (lacking.weights, lacking.largest_change, lacking.consensus) == (None, None, None)
    assert lacking.respondents == 1
