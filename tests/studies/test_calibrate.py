"""The four weight sets side by side."""

import numpy as np
import pytest

from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import Scheme
from engine.domain.judgements import Panel
from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.policy import WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.studies.calibrate import calibrate, leaf_rows, rule_rows, solver_part
from engine.studies.questionnaire import judged_weights

EVIDENCE = WeightSet(
    Origin.EVIDENCE,
    ("frt", "fcr"),
    np.array([0.75, 0.25]),
    np.tile([[0.7, 0.3], [0.8, 0.2]], (500, 1)),
)


@pytest.fixture
def judged(panel: Panel, scheme: Scheme, rng: np.random.Generator) -> WeightSet:
    return judged_weights(panel, ItemTree.of(scheme.tree), rng).weights


def test_incumbent_stands_alone_without_judgement_and_evidence(
    scheme: Scheme, policy: WeightPolicy
) -> None:
    calibration = calibrate(scheme, None, None, policy)

    assert [weights.origin for weights in calibration.sets] == [Origin.INCUMBENT]
    assert solver_part(calibration) is None
    assert rule_rows(calibration) == ()


def test_recommended_set_keeps_the_policy(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    recommended = calibrate(scheme, judged, EVIDENCE, policy).recommended

    assert recommended is not None
    steps = recommended.shares / policy.grid if policy.grid else recommended.shares
    for group, (low, high) in policy.group_shares.items():
        leaves = next(g for g in scheme.tree.groups if g.id == group).leaves()
        assert low - 1e-9 <= sum(recommended.share(leaf.id) for leaf in leaves) <= high + 1e-9
    assert recommended.shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert steps == pytest.approx(np.round(steps), abs=1e-9)


def test_indicators_without_evidence_keep_their_judged_share(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    evidence = calibrate(scheme, judged, EVIDENCE, policy).evidence

    assert evidence is not None
    assert evidence.share("attendance") == pytest.approx(judged.share("attendance"))
    assert evidence.share("frt") == pytest.approx(
        0.75 * (judged.share("frt") + judged.share("fcr"))
    )


def test_leaf_rows_say_where_evidence_speaks(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    rows = leaf_rows(scheme, calibrate(scheme, judged, EVIDENCE, policy))

    assert {row.indicator for row in rows if row.evidence_speaks} == {"frt", "fcr"}
    assert tuple(row.indicator for row in rows) == scheme.tree.leaf_ids


def test_intervals_contain_their_own_set_but_for_rounding(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    """Draws are not rounded: a published share may leave its interval by less than a step."""
    rows = leaf_rows(scheme, calibrate(scheme, judged, EVIDENCE, policy))
    assert policy.grid is not None

    for row in rows:
        for estimate, slack in (
            (row.judged, 0.0),
            (row.evidence, 0.0),
            (row.recommended, policy.grid),
        ):
            assert estimate is not None
            assert estimate.low is not None
            assert estimate.high is not None
            assert estimate.low <= estimate.high
            assert estimate.low - slack <= estimate.value <= estimate.high + slack
    assert all(row.incumbent is not None and row.incumbent.low is None for row in rows)


def test_interval_of_the_recommended_set_is_that_of_its_draws(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    calibration = calibrate(scheme, judged, EVIDENCE, policy)
    assert calibration.recommended is not None
    interval = calibration.recommended.interval(INTERVAL_LEVEL)
    assert interval is not None

    rows = [row.recommended for row in leaf_rows(scheme, calibration)]

    assert [row.low for row in rows if row is not None] == interval[0].tolist()
    assert [row.high for row in rows if row is not None] == interval[1].tolist()


def test_judgement_alone_is_recommended_under_the_policy(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    calibration = calibrate(scheme, judged, None, policy)

    assert calibration.evidence is None
    assert calibration.recommended is not None
    assert calibration.covered == ()


def test_sets_of_different_numbers_of_draws_are_paired_by_the_fewer(
    scheme: Scheme, policy: WeightPolicy, judged: WeightSet
) -> None:
    assert EVIDENCE.draws is not None
    few = WeightSet(Origin.EVIDENCE, EVIDENCE.indicators, EVIDENCE.shares, EVIDENCE.draws[:200])

    calibration = calibrate(scheme, judged, few, policy)

    assert calibration.recommended is not None
    assert calibration.recommended.draws is not None
    assert len(calibration.recommended.draws) == 200
