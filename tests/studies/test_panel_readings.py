"""Both readings before anything is computed."""

import numpy as np
import pytest

from engine.domain.judgements import JudgementMatrix, Response
from engine.domain.texts import Text
from engine.errors import InputError
from engine.studies.panel_readings import in_tree_order, ready
from tests.studies.panel_samples import STEADY, flat_tree, matrix, response, survey


def test_items_are_put_in_the_order_of_the_tree_by_their_labels() -> None:
    mixed = matrix(("c", "a", "b"), (1 / 4, 1 / 2, 2.0))
    given = survey(Response("r1", Text("", ""), "", {"goal": mixed}))

    ordered = in_tree_order(given.panel, flat_tree()).responses[0].judgements["goal"]

    assert ordered.items == ("a", "b", "c")
    assert ordered.values[np.triu_indices(3, 1)] == pytest.approx(STEADY)


def test_nodes_that_the_tree_does_not_ask_about_are_left_out() -> None:
    more = response("r1", STEADY)
    other = Response("r1", more.name, "", {**more.judgements, "x": matrix(("p", "q"), (3.0,))})

    ordered = in_tree_order(survey(other).panel, flat_tree())

    assert list(ordered.responses[0].judgements) == ["goal"]


def test_other_items_are_refused_by_name() -> None:
    other = Response("r1", Text("", ""), "", {"goal": matrix(("a", "b", "d"), STEADY)})

    with pytest.raises(InputError, match=r"ahp\.other_items.*c, d"):
        ready(survey(other))


def test_numbers_beyond_reach_become_gaps_as_written_and_are_counted() -> None:
    careful = response("r1", (np.nan, 4.0, 2.0))
    written = response("r1", (1e12, 4.0, 2.0))

    found = ready(survey(careful, as_written=[written]))

    kept = found.as_written.responses[0].judgements["goal"]
    assert isinstance(kept, JudgementMatrix)
    assert kept.missing == 1
    assert [each.sentence.values for each in found.findings] == [{"count": 1}]


def test_numbers_out_of_scale_stay_as_written() -> None:
    found = ready(survey(response("r1", STEADY), as_written=[response("r1", (900.0, 4.0, 2.0))]))

    assert found.as_written.responses[0].judgements["goal"].values[0, 1] == 900.0
    assert found.findings == ()
