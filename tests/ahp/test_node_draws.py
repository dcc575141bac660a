"""One node drawn many times: exactly what each drawn panel would give when weighed alone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from engine.ahp.completion import Completion
from engine.ahp.gaps import completed
from engine.ahp.groups import judgements_with_gaps
from engine.ahp.node_draws import NodeAnswers, Weighing, local_draws, node_answers
from engine.ahp.priorities import Method, priorities
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError, MethodError

GAP = np.nan
ITEMS = ("a", "b", "c", "d")


def judged(upper: list[float], items: tuple[str, ...] = ITEMS) -> JudgementMatrix:
    n = len(items)
    values = np.ones((n, n))
    rows, columns = np.triu_indices(n, 1)
    values[rows, columns] = upper
    values[columns, rows] = 1 / np.array(upper)
    return JudgementMatrix(items, values)


def respondent(name: str, matrix: JudgementMatrix, weight: float = 1.0) -> Response:
    return Response(name, Text(name, name), "", {"goal": matrix}, weight)


PANEL = Panel(
    (
        respondent("R1", judged([2, GAP, GAP, 3, GAP, 2])),
        respondent("R2", judged([GAP, 5, 7, 1 / 2, GAP, GAP]), weight=2.0),
        respondent("R3", judged([1, 1 / 3, GAP, 3, 4, 9])),
        Response("R4", Text("R4", "R4"), "", {}),
    )
)
COUNTS = np.array([[1, 1, 1, 1], [2, 1, 0, 1], [0, 2, 2, 0], [1, 0, 3, 0], [3, 0, 0, 1]], float)


def weighed_alone(counts: np.ndarray, weighing: Weighing) -> np.ndarray:
    drawn = tuple(
        Response(each.respondent, each.name, "", each.judgements, each.weight * count)
        for each, count in zip(PANEL.responses, counts, strict=True)
    )
    whole = completed(judgements_with_gaps(Panel(drawn), "goal"), weighing.completion).matrix
    return priorities(whole.values, weighing.method).weights


def answers() -> NodeAnswers:
    return node_answers(PANEL, "goal", ITEMS)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("completion", Completion)
def test_every_drawn_panel_has_the_weights_it_has_alone(
    method: Method, completion: Completion
) -> None:
    weighing = Weighing(method, completion)

    local = local_draws(answers(), answers().mean_logs(COUNTS), weighing)

    alone = [weighed_alone(counts, weighing) for counts in COUNTS]
    assert_allclose(np.stack(list(local.values()), axis=1), alone, rtol=1e-11)
    assert tuple(local) == ITEMS


def test_the_mean_is_over_the_answers_there_are() -> None:
    means = answers().mean_logs(COUNTS)

    assert means[0, 0] == pytest.approx((np.log(2) + np.log(1)) / 2, rel=1e-14)
    assert means[2, 1] == pytest.approx((2 * 2 * np.log(5) - 2 * np.log(3)) / 6, rel=1e-14)
    assert np.isnan(means[3, 2])  # a : d was answered by R2 alone


def test_unlinked_panels_are_told_from_those_with_gaps() -> None:
    # R2 alone: a-c, a-d, b-c link all; R1 alone: a-b, b-c, c-d; R4 says nothing
    counts = np.array([[0, 4, 0, 0], [4, 0, 0, 0], [0, 0, 0, 4], [1, 1, 1, 1]], float)

    assert_array_equal(answers().unlinked(counts), [False, False, True, False])


def test_two_halves_that_no_chain_joins_are_unlinked() -> None:
    halves = Panel(
        (
            respondent("R1", judged([2, GAP, GAP, GAP, GAP, 3])),
            respondent("R2", judged([GAP, GAP, GAP, 5, GAP, GAP])),
        )
    )

    found = node_answers(halves, "goal", ITEMS)

    assert_array_equal(found.unlinked(np.array([[2.0, 0], [1, 1], [0, 2]])), [True, False, True])


def test_a_chain_of_many_items_is_linked() -> None:
    names = tuple(f"i{n}" for n in range(9))
    values = np.full((9, 9), GAP)
    np.fill_diagonal(values, 1.0)
    for n in range(8):
        values[n, n + 1], values[n + 1, n] = 2.0, 0.5
    chain = Panel((respondent("R1", JudgementMatrix(names, values)),))

    found = node_answers(chain, "goal", names)
    local = local_draws(found, found.mean_logs(np.ones((2, 1))), Weighing())

    assert not found.unlinked(np.ones((1, 1))).any()
    assert_allclose(local["i0"] / local["i8"], 2.0**8, rtol=1e-9)


def test_answers_that_link_nothing_are_named() -> None:
    halves = Panel((respondent("R1", judged([2, GAP, GAP, GAP, GAP, 3])),))

    with pytest.raises(MethodError, match=r"ahp\.unconnected.*a, b \| c, d"):
        node_answers(halves, "goal", ITEMS)


def test_a_panel_that_weighs_nothing_is_refused() -> None:
    nobody = Panel((respondent("R1", judged([2, 2, 2, 2, 2, 2]), weight=0.0),))

    with pytest.raises(MethodError, match=r"ahp\.nobody_answered.*goal"):
        node_answers(nobody, "goal", ITEMS)


def test_other_items_than_the_children_are_refused() -> None:
    with pytest.raises(InputError, match=r"ahp\.other_items.*d, e"):
        node_answers(PANEL, "goal", ("a", "b", "c", "e"))
