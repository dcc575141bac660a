"""The answer is made from the results, whichever parts a pack has."""

from dataclasses import replace

import pytest

from engine.domain.pack import DecisionPack, Estimate
from engine.domain.texts import Language
from engine.report.headline import (
    compared_origin,
    decision_headline,
    moved_leaves,
    peak_headline,
    shortfalls,
)


def only_changing(pack: DecisionPack, count: int) -> DecisionPack:
    """Return the pack with just so many agents who change grade."""
    assert pack.review is not None
    changing = [agent for agent in pack.review.agents if agent.grade_changes][:count]
    kept = [agent for agent in pack.review.agents if not agent.grade_changes]
    return replace(pack, review=replace(pack.review, agents=(*changing, *kept)))


def test_decision_counts_the_agents_who_change_grade(pack: DecisionPack) -> None:
    answer = decision_headline(pack, "en")

    assert answer.title.startswith("4 agents change grade: 2 up, 2 down; the least certain stands")
    assert "60 agents scored in 2026-05." in answer.ground
    assert "First-contact resolution 15% \u2192 22%" in answer.ground


def test_decision_speaks_of_one_agent_in_the_singular(pack: DecisionPack) -> None:
    assert decision_headline(only_changing(pack, 1), "en").title.startswith("One agent changes")


def test_decision_says_so_when_nobody_changes_grade(pack: DecisionPack) -> None:
    answer = decision_headline(only_changing(pack, 0), "en")

    assert answer.title == "No agent changes grade among 56"


def test_decision_without_a_review_names_the_largest_moves(pack: DecisionPack) -> None:
    answer = decision_headline(replace(pack, review=None), "en")

    assert answer.title == (
        "Recommended: First-contact resolution 15% \u2192 22%, Enquiry conversion 15% \u2192 9%"
    )
    assert "4 of 10 indicators" in answer.ground


def test_decision_from_evidence_alone_tells_the_clearest_effect(
    evidence_pack: DecisionPack,
) -> None:
    answer = decision_headline(evidence_pack, "en")

    assert answer.title.startswith("Repurchase: +3.4 pp, ")
    assert "95% interval +2.8 to +4.0 pp" in answer.ground


def test_decision_from_bands_alone_tells_first_and_last_band(bands_pack: DecisionPack) -> None:
    answer = decision_headline(bands_pack, "en")

    assert answer.title == (
        "Mean of Satisfaction score: 4.47 in the first band, 3.27 from 1,440 min on"
    )
    assert answer.ground.startswith("The first 3 bands cannot be told apart; 26,000 rows")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_empty_case_has_an_answer_too(empty_pack: DecisionPack, language: Language) -> None:
    assert decision_headline(empty_pack, language).title
    assert peak_headline(empty_pack, language) is None


def test_peak_names_the_failing_target_and_the_wave_that_lacks_most(pack: DecisionPack) -> None:
    answer = peak_headline(pack, "zh")

    assert answer is not None
    assert answer.title == "618 大促守不住：60 秒首响达标率 ≥ 90%；“零点尾款”一波每小时缺 732 单"
    assert "2 项达标、1 项未达标、1 项未定" in answer.ground


def test_peak_of_a_load_whose_targets_all_hold_is_quiet(pack: DecisionPack) -> None:
    answer = peak_headline(pack, "en", "daily")

    assert answer is not None
    assert answer.title == "Ordinary day: all 4 targets hold"


def test_undecided_is_neither_held_nor_missed(pack: DecisionPack) -> None:
    rows = [row for row in pack.scenarios[1].verdicts if row.verdict != "missed"]
    load = replace(pack.scenarios[1], verdicts=tuple(rows))

    answer = peak_headline(replace(pack, scenarios=(load,)), "en")

    assert answer is not None
    assert answer.title == "618 sale: no target is missed, 1 still undecided"


def test_shortfall_is_where_more_arrives_than_can_be_finished(pack: DecisionPack) -> None:
    starts = {row.start_s for row in shortfalls(pack.scenarios[1])}

    assert 0 in starts
    assert shortfalls(pack.scenarios[0]) == ()


def test_moved_leaves_are_those_of_five_points_or_more(pack: DecisionPack) -> None:
    assert [leaf.indicator for leaf in moved_leaves(pack)] == ["fcr", "conversion", "aov"]


def test_leaf_without_a_recommendation_has_not_moved(pack: DecisionPack) -> None:
    leaf = replace(pack.weights[0], recommended=None)

    assert moved_leaves(replace(pack, weights=(leaf,))) == ()


def test_moves_are_counted_to_the_last_set_where_nothing_is_recommended(
    pack: DecisionPack,
) -> None:
    assert pack.review is not None
    review = replace(pack.review, origins=("incumbent", "judged"))

    assert compared_origin(review) == "judged"
    assert decision_headline(replace(pack, review=review), "en").title


def test_pay_is_told_with_its_interval(pack: DecisionPack) -> None:
    assert pack.review is not None
    review = replace(pack.review, pay_change_cny=Estimate(-470.0, -1170.0, -225.0))

    ground = decision_headline(replace(pack, review=review), "en").ground

    assert "Monthly pay \u2212CNY 470 (90% interval \u2212CNY 1,170 to \u2212CNY 225)." in ground
