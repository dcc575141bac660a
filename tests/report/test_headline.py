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

    assert answer.title == (
        "4 of 60 agents would change grade (2 up, 2 down); 4 of these changes likelier than not, "
        "the least certain at 67%"
    )
    assert "60 agents scored in 2026-05." in answer.ground
    assert "First-contact resolution 15% \u2192 22%" in answer.ground


def test_decision_speaks_of_one_agent_in_the_singular(pack: DecisionPack) -> None:
    assert decision_headline(only_changing(pack, 1), "en").title.startswith("One of 57 agents")


def at_chances(pack: DecisionPack, *chances: float) -> DecisionPack:
    """Return the pack with so many agents changing grade, each with its probability."""
    kept = only_changing(pack, len(chances))
    assert kept.review is not None
    agents = list(kept.review.agents)
    for place, chance in enumerate(chances):
        agents[place] = replace(agents[place], change_probability=chance)
    return replace(kept, review=replace(kept.review, agents=tuple(agents)))


def test_changes_that_are_not_likelier_than_not_are_not_promised(pack: DecisionPack) -> None:
    doubtful = at_chances(pack, 0.40, 0.42)

    assert "for none of them is it likelier than not (at most 42%)" in (
        decision_headline(doubtful, "en").title
    )
    assert "概率都不过半（最高 42%）" in decision_headline(doubtful, "zh").title


def test_even_chance_is_not_likelier_than_not(pack: DecisionPack) -> None:
    assert "at most 50%" in decision_headline(at_chances(pack, 0.5, 0.3), "en").title


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
        "Mean of Satisfaction score: 4.47 (0 min to under 1 min), 3.27 (from 1,440 min)"
    )
    assert answer.ground.startswith("The first 3 bands cannot be told apart. 26,000 rows")


def thin(pack: DecisionPack, *few: int) -> DecisionPack:
    """Return the pack with a handful of rows in the bands of these places."""
    part = pack.bands[0]
    rows = tuple(replace(row, n=4) if i in few else row for i, row in enumerate(part.rows))
    return replace(pack, bands=(replace(part, rows=rows), *pack.bands[1:]))


def test_bands_of_few_rows_are_neither_first_nor_last_nor_tied(bands_pack: DecisionPack) -> None:
    answer = decision_headline(thin(bands_pack, 0, 7), "en")

    assert "(1 min to under 2 min)" in answer.title
    assert answer.title.endswith("(240 min to under 1,440 min)")
    assert answer.ground.startswith("The first 2 bands cannot be told apart.")
    assert answer.ground.endswith("Bands of fewer than 30 rows are not compared.")


@pytest.mark.parametrize("few", [range(8), range(1, 8)])
def test_too_few_bands_with_rows_compare_nothing(bands_pack: DecisionPack, few: range) -> None:
    answer = decision_headline(thin(bands_pack, *few), "en")

    assert answer.title == (
        "Mean of Satisfaction score by band: not enough evidence to compare the bands"
    )
    assert "apart" not in answer.ground


@pytest.mark.parametrize("language", ["zh", "en"])
def test_empty_case_has_an_answer_too(empty_pack: DecisionPack, language: Language) -> None:
    assert decision_headline(empty_pack, language).title
    assert peak_headline(empty_pack, language) is None


def test_peak_names_the_failing_target_and_the_wave_that_lacks_most(pack: DecisionPack) -> None:
    answer = peak_headline(pack, "zh")

    assert answer is not None
    assert (
        answer.title
        == "618 大促守不住：60 秒首响达标率 ≥ 90%；“零点尾款”一波接待能力每小时缺 732 次会话"
    )
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
