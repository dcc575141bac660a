"""Where the bands come from, and what they say of every leaf."""

from dataclasses import replace

import numpy as np
import pytest

from engine.ahp.judgement_errors import pooled_sigma
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel, Response
from engine.domain.texts import Text
from engine.errors import MethodError
from engine.studies.panel_options import JudgementError
from engine.studies.panel_uncertainty import uncertainty
from tests.studies.panel_samples import (
    CIRCLE,
    FEW,
    GAP,
    OPPOSED,
    STEADY,
    calibrated,
    flat_tree,
    matrix,
    response,
    survey,
)

LOG_NORMAL = replace(FEW, model=JudgementError.LOG_NORMAL)


def test_draws_are_shares_of_the_leaves() -> None:
    panel = Panel((response("r1", STEADY), response("r2", OPPOSED)))

    drawn = uncertainty(panel, flat_tree(), FEW, np.random.default_rng(1), 1)

    assert drawn.draws.shape == (200, 3)
    assert drawn.draws.sum(axis=1) == pytest.approx(1.0)
    assert (drawn.model, drawn.sigma, drawn.seed) == ("rounding", 0.0, 1)


def test_one_respondent_has_the_error_of_judgement_alone() -> None:
    """Each ratio stays in its cell: 2 was meant as 1.41 to 2.45, 4 as 3.46 to 4.47."""
    panel = Panel((response("r1", STEADY),))

    drawn = uncertainty(panel, flat_tree(), FEW, np.random.default_rng(1), 1)

    first_over_last = drawn.draws[:, 0] / drawn.draws[:, 2]
    lowest, highest = (2**0.5 * 12**0.5 * 2**0.5) ** (2 / 3), (6**0.5 * 20**0.5 * 6**0.5) ** (2 / 3)
    assert lowest**0.5 <= first_over_last.min()
    assert first_over_last.max() <= highest
    assert drawn.redrawn == 0


def test_weight_0_is_not_drawn() -> None:
    silent = Panel((response("r1", STEADY), response("r2", OPPOSED, weight=0.0)))
    alone = Panel((response("r1", STEADY),))

    found = [
        uncertainty(panel, flat_tree(), FEW, np.random.default_rng(1), 1).draws
        for panel in (silent, alone)
    ]

    assert (found[0] == found[1]).all()


def test_log_normal_error_is_as_large_as_the_answers_contradict() -> None:
    panel = Panel((response("r1", STEADY), response("r2", CIRCLE)))

    drawn = uncertainty(panel, flat_tree(), LOG_NORMAL, np.random.default_rng(1), 1)

    assert drawn.sigma == pooled_sigma(panel, flat_tree())
    assert drawn.sigma > 0


def test_log_normal_error_needs_answers_that_could_contradict() -> None:
    panel = Panel((response("r1", (2.0, 4.0, GAP)),))

    with pytest.raises(MethodError, match=r"uncertainty\.no_freedom"):
        uncertainty(panel, flat_tree(), LOG_NORMAL, np.random.default_rng(1), 1)


def test_resampled_panels_that_link_too_little_are_counted() -> None:
    panel = Panel((response("r1", STEADY), response("r2", (2.0, GAP, GAP))))

    drawn = uncertainty(panel, flat_tree(), FEW, np.random.default_rng(1), 1)

    assert drawn.redrawn > 0
    assert np.isfinite(drawn.draws).all()


def test_every_leaf_has_path_share_band_and_rank() -> None:
    tree = ItemTree({"goal": ("A", "B"), "A": ("x", "y"), "B": ("p",)}, {})
    answers = {"goal": matrix(("A", "B"), (3.0,)), "A": matrix(("x", "y"), (2.0,))}

    leaves = calibrated(survey(Response("r1", Text("", ""), "", answers), tree=tree)).leaves

    assert [leaf.leaf for leaf in leaves] == ["x", "y", "p"]
    assert [leaf.path for leaf in leaves] == [("goal", "A"), ("goal", "A"), ("goal", "B")]
    assert [leaf.local for leaf in leaves] == pytest.approx([2 / 3, 1 / 3, 1.0])
    assert [leaf.weight.value for leaf in leaves] == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    assert [leaf.rank for leaf in leaves] == [1, 2, 2]


def test_bands_hold_the_draws_and_rank_probabilities_sum_to_1() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", CIRCLE)))

    draws = calibration.uncertainty.draws
    for place, leaf in enumerate(calibration.leaves):
        low, high = leaf.weight.low, leaf.weight.high
        assert low is not None
        assert high is not None
        inside = ((low <= draws[:, place]) & (draws[:, place] <= high)).mean()
        assert inside == pytest.approx(0.90, abs=0.01)
        assert sum(leaf.rank_probabilities) == pytest.approx(1.0)
