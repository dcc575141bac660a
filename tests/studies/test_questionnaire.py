"""The shipped panel's judged weights."""

import numpy as np
import pytest

from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    Population,
    Scheme,
    ScoreCurve,
    Source,
)
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.studies.questionnaire import CONSISTENCY_LIMIT, judged_weights


def indicator(id_: str) -> Indicator:
    return Indicator(
        id_,
        Text(id_, id_),
        "share",
        Direction.HIGHER,
        Population.ALL,
        "month",
        Controllability.AGENT,
        Source.MEASURED,
        ScoreCurve(((0.0, 0.0), (1.0, 100.0))),
    )


def test_every_respondent_is_summed_up_with_the_worst_ratio(
    panel: Panel, scheme: Scheme, rng: np.random.Generator
) -> None:
    part = judged_weights(panel, ItemTree.of(scheme.tree), rng).part

    doubtful = [who for who in part.respondents if who.consistent is False]
    assert len(part.respondents) == 9
    assert len(doubtful) == 1
    assert doubtful[0].consistency_ratio is not None
    assert doubtful[0].consistency_ratio > CONSISTENCY_LIMIT


def test_inconsistent_respondent_is_kept_and_the_effect_of_leaving_out_is_told(
    panel: Panel, scheme: Scheme, rng: np.random.Generator
) -> None:
    findings = judged_weights(panel, ItemTree.of(scheme.tree), rng).findings

    told = next(f for f in findings if f.sentence.key == "finding.panel.inconsistent")
    assert told.sentence.values["count"] == 1
    assert 0 < float(str(told.sentence.values["change"])) < 0.2


def test_gaps_are_counted_and_named(panel: Panel, scheme: Scheme, rng: np.random.Generator) -> None:
    findings = judged_weights(panel, ItemTree.of(scheme.tree), rng).findings

    told = next(f for f in findings if f.sentence.key == "finding.panel.gaps")
    assert int(str(told.sentence.values["missing"])) >= 1


def test_draws_lie_on_the_simplex_and_repeat_with_the_seed(panel: Panel, scheme: Scheme) -> None:
    first = judged_weights(panel, ItemTree.of(scheme.tree), np.random.default_rng(5)).weights.draws
    second = judged_weights(panel, ItemTree.of(scheme.tree), np.random.default_rng(5)).weights.draws

    assert first is not None
    assert second is not None
    assert first.sum(axis=1) == pytest.approx(1.0, abs=1e-12)
    assert (first == second).all()


def test_single_respondent_has_weights_without_interval(
    panel: Panel, scheme: Scheme, rng: np.random.Generator
) -> None:
    complete = next(r for r in panel.responses if all(m.is_complete for m in r.judgements.values()))

    judged = judged_weights(Panel((complete,)), ItemTree.of(scheme.tree), rng)

    assert judged.weights.draws is None
    assert "finding.panel.single" in {f.sentence.key for f in judged.findings}


def test_answers_without_weight_cannot_stand_in_for_inconsistent_respondents(
    rng: np.random.Generator,
) -> None:
    """Without the two who count nobody is left, although a third has answered everything."""
    values = np.array([[1.0, 9.0, 1 / 9], [1 / 9, 1.0, 9.0], [9.0, 1 / 9, 1.0]])
    circle = JudgementMatrix(("frt", "art", "fcr"), values)
    equal = JudgementMatrix(("frt", "art", "fcr"), np.ones((3, 3)))
    name = Text("甲", "A")
    responses = (
        Response("R1", name, "hr", {"root": equal}, 0.0),
        Response("R2", name, "hr", {"root": circle}),
        Response("R3", name, "hr", {"root": circle}),
    )
    leaves = tuple(indicator(id_) for id_ in circle.items)
    tree = IndicatorTree(IndicatorNode("root", Text("根", "root"), leaves))

    findings = judged_weights(Panel(responses), ItemTree.of(tree), rng).findings

    assert "finding.panel.all_needed" in {f.sentence.key for f in findings}


def test_respondent_with_gaps_has_a_ratio_where_answers_can_contradict(
    rng: np.random.Generator,
) -> None:
    """A chain of answers says nothing; a circle of four beside one gap does."""
    items = ("frt", "art", "fcr", "sat")
    chain = np.full((4, 4), np.nan)
    np.fill_diagonal(chain, 1.0)
    for first, second in ((0, 1), (1, 2), (2, 3)):
        chain[first, second], chain[second, first] = 3.0, 1 / 3
    circle = chain.copy()
    circle[0, 2], circle[2, 0] = 1 / 9, 9.0
    name = Text("甲", "A")
    responses = tuple(
        Response(id_, name, "hr", {"root": JudgementMatrix(items, values)})
        for id_, values in (("all", np.ones((4, 4))), ("chain", chain), ("circle", circle))
    )
    tree = ItemTree({"root": items}, {})

    people = judged_weights(Panel(responses), tree, rng).part.respondents

    assert [person.consistent for person in people] == [True, None, False]
    assert [person.missing for person in people] == [0, 3, 2]
