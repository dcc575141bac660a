"""Bootstrap over respondents: exact on small panels, identical on repeat, nothing dropped."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from engine.ahp.groups import local_weights
from engine.ahp.hierarchy import global_weights
from engine.ahp.uncertainty import bootstrap, bootstrap_weights
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError, MethodError

GAP = np.nan


def pair(first: str, second: str, ratio: float) -> JudgementMatrix:
    return JudgementMatrix((first, second), np.array([[1.0, ratio], [1 / ratio, 1.0]]))


def respondent(name: str, weight: float = 1.0, **judgements: JudgementMatrix) -> Response:
    return Response(name, Text(name, name), "manager", judgements, weight)


TREE = ItemTree({"goal": ("speed", "only"), "speed": ("frt", "art"), "only": ("fcr",)}, {})
PANEL = Panel(
    tuple(
        respondent(f"R{n}", goal=pair("speed", "only", goal), speed=pair("art", "frt", speed))
        for n, (goal, speed) in enumerate([(3, 1 / 2), (1, 1 / 5), (1 / 2, 1), (5, 1 / 3)])
    )
)


def test_same_seed_gives_the_same_draws() -> None:
    first = bootstrap_weights(PANEL, TREE, np.random.default_rng(7), 300)
    second = bootstrap_weights(PANEL, TREE, np.random.default_rng(7), 300)
    other = bootstrap_weights(PANEL, TREE, np.random.default_rng(8), 300)

    assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_draws_are_shares_of_the_leaves_in_tree_order() -> None:
    draws = bootstrap_weights(PANEL, TREE, np.random.default_rng(7), 300)

    assert draws.shape == (300, 3)
    assert_allclose(draws.sum(axis=1), 1, rtol=1e-13)
    assert (draws > 0).all()
    assert draws[:, 0].mean() > draws[:, 1].mean()  # everybody put frt before art or level


def test_identical_respondents_leave_no_uncertainty() -> None:
    same = Panel(tuple(respondent(name, **PANEL.responses[0].judgements) for name in "abc"))

    draws = bootstrap_weights(same, TREE, np.random.default_rng(7), 50)

    expected = global_weights(TREE, local_weights(same, TREE))
    assert_allclose(draws, np.tile(list(expected.values()), (50, 1)), rtol=1e-12)


def test_two_respondents_give_the_three_possible_panels() -> None:
    # ratios 1 and 4: a panel of two draws 1, 2 (the geometric mean) or 4 in log ratio
    tree = ItemTree({"goal": ("frt", "fcr")}, {})
    panel = Panel(tuple(respondent(str(r), goal=pair("frt", "fcr", r)) for r in (1.0, 4.0)))

    draws = bootstrap_weights(panel, tree, np.random.default_rng(7), 400)[:, 0]

    values, counts = np.unique(draws.round(12), return_counts=True)
    assert_allclose(values, [1 / 2, 2 / 3, 4 / 5], rtol=1e-11)
    assert counts[1] > counts[0]
    assert counts[1] > counts[2]


def test_a_respondent_keeps_his_weight_when_drawn() -> None:
    tree = ItemTree({"goal": ("frt", "fcr")}, {})
    responses = (
        respondent("a", 3.0, goal=pair("frt", "fcr", 1.0)),
        respondent("b", 1.0, goal=pair("frt", "fcr", 16.0)),
    )

    draws = bootstrap_weights(Panel(responses), tree, np.random.default_rng(7), 200)[:, 0]

    assert_allclose(np.unique(draws.round(12)), [1 / 2, 2 / 3, 16 / 17], rtol=1e-11)


def test_a_panel_without_an_answer_is_redrawn_and_counted() -> None:
    # only one of four answers art : frt, so (3/4)^4 = 32 % of the resampled panels miss it
    silent = [
        respondent(f"S{n}", goal=response.judgements["goal"])
        for n, response in enumerate(PANEL.responses[1:])
    ]
    panel = Panel((PANEL.responses[0], *silent))

    found = bootstrap(panel, TREE, np.random.default_rng(7), 1000)

    assert found.draws.shape == (1000, 3)
    assert np.isfinite(found.draws).all()
    assert found.redrawn > 300
    assert_allclose(found.draws[:, 0] / found.draws[:, 1], 2, rtol=1e-12)


def test_a_complete_panel_is_never_redrawn() -> None:
    assert bootstrap(PANEL, TREE, np.random.default_rng(7), 500).redrawn == 0


def test_one_respondent_is_no_panel() -> None:
    with pytest.raises(MethodError, match="bootstrap_single"):
        bootstrap_weights(Panel(PANEL.responses[:1]), TREE, np.random.default_rng(7), 10)


def test_no_draws_are_refused() -> None:
    with pytest.raises(InputError, match=r"ahp\.draws"):
        bootstrap_weights(PANEL, TREE, np.random.default_rng(7), 0)


def test_a_pair_that_nobody_answered_is_named_before_drawing() -> None:
    open_pair = JudgementMatrix(("art", "frt"), np.array([[1.0, GAP], [GAP, 1.0]]))
    panel = Panel(
        tuple(
            respondent(r.respondent, goal=r.judgements["goal"], speed=open_pair)
            for r in PANEL.responses
        )
    )

    with pytest.raises(MethodError, match=r"unconnected.*art \| frt"):
        bootstrap_weights(panel, TREE, np.random.default_rng(7), 10)


def test_a_tree_that_hardly_anybody_answers_in_full_is_given_up() -> None:
    # twelve respondents, each the only one to answer one of twelve pairs: a draw that has all
    # twelve has probability 12!/12^12 = 5e-5
    names = [f"x{n}" for n in range(12)]
    tree = ItemTree(
        {"goal": tuple(f"g{n}" for n in range(len(names)))}
        | {f"g{n}": (f"{x}a", f"{x}b") for n, x in enumerate(names)},
        {},
    )
    goal = JudgementMatrix(tuple(f"g{n}" for n in range(12)), np.ones((12, 12)))
    panel = Panel(
        tuple(
            respondent(x, goal=goal, **{f"g{n}": pair(f"{x}a", f"{x}b", 2.0)})
            for n, x in enumerate(names)
        )
    )

    with pytest.raises(MethodError, match="bootstrap_scarce"):
        bootstrap_weights(panel, tree, np.random.default_rng(7), 50)
