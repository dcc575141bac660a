"""Findings appear when, and only when, there is something to tell."""

from dataclasses import replace

import numpy as np

from engine.metrics.quality_scores import ScoreDifference
from engine.metrics.rater_effects import rater_model
from engine.studies.quality_agents import AgentQuality, Plan, agent_qualities
from engine.studies.quality_findings import Counted, quality_findings

CLEAN = Counted(
    rows=4,
    random=4,
    targeted=0,
    calibration=0,
    unscored=0,
    vetoed=0,
    blank_cells=0,
    uneven=False,
)


def shop(targeted: int = 0) -> AgentQuality:
    flags = np.arange(4) < targeted
    whole, _ = agent_qualities(
        ["a"] * 4,
        np.array([50.0, 90, 80, 85]),
        np.ones(4),
        flags,
        np.full(4, np.nan),
        np.ones(4, dtype=bool),
        Plan(0.95, 0.4, 5),
    )
    return whole


def keys(
    counted: Counted, targeted: int = 0, differences: tuple[ScoreDifference, ...] = ()
) -> set[str]:
    found = quality_findings(counted, differences, shop(targeted), (), None)
    return {each.sentence.key.removeprefix("quality_finding.") for each in found}


def test_clean_samples_need_no_word() -> None:
    assert keys(CLEAN) == set()


def test_each_doubt_has_its_word() -> None:
    doubtful = replace(
        CLEAN, random=0, calibration=2, unscored=1, vetoed=1, blank_cells=3, uneven=True
    )

    assert keys(doubtful, differences=(ScoreDifference("f", 2, 80, 90),)) == {
        "differences",
        "vetoed",
        "unscored",
        "blank_cells",
        "uneven",
        "calibration",
        "no_random",
    }


def test_targeted_samples_are_told_with_their_bias() -> None:
    found = quality_findings(replace(CLEAN, targeted=1), (), shop(1), (), None)

    by_key = {each.sentence.key: each.sentence.values for each in found}
    assert by_key["quality_finding.targeted"] == {"count": 1}
    assert by_key["quality_finding.targeting_bias"] == {"points": 76.25 - 85}


def test_raters_apart_and_short_samples_are_told() -> None:
    model = rater_model(np.array([1.0, 2]), ["a", "b"], ["q", "r"], ["", ""], 0.95)
    short = replace(shop(), needed_pass=50)

    found = quality_findings(CLEAN, (), shop(), (short,), model)

    assert [each.sentence.key for each in found] == [
        "quality_finding.unlinked",
        "quality_finding.alone",
        "quality_finding.short",
    ]
