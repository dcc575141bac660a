"""Evidence weights of a plan: where levers speak, directions are known and draws suffice."""

import numpy as np

from engine.domain.indicators import Direction
from engine.studies.evidence_answers import ModelAnswer
from engine.studies.evidence_shares import point_shares, weighed
from tests.studies.evidence_samples import shop_study

BETTER = {"frt": Direction.LOWER, "fcr": Direction.HIGHER}


def answers() -> list[ModelAnswer]:
    return [each for each in shop_study().answers if isinstance(each, ModelAnswer)]


def test_shares_add_up_and_have_intervals() -> None:
    found = weighed(answers(), BETTER, np.random.default_rng(1), 100)

    assert found.weights is not None
    assert abs(found.weights.shares.sum() - 1) < 1e-12
    assert {row.state for row in found.rows} == {"evidence"}


def test_without_a_scheme_nobody_knows_which_way_is_better() -> None:
    found = weighed(answers(), {}, np.random.default_rng(1), 100)

    assert found.findings[0].sentence.key == "finding.evidence.weights_need_scheme"


def test_too_few_resamples_give_no_weights() -> None:
    found = weighed(answers(), BETTER, np.random.default_rng(1), 99)

    assert (found.rows, found.weights) == ((), None)
    assert found.findings[0].sentence.key == "finding.evidence.weights_need_draws"


def test_nothing_is_weighed_where_no_lever_names_an_indicator() -> None:
    assert weighed([], BETTER, np.random.default_rng(1), 100).findings == ()
    assert point_shares([], BETTER) == {}


def test_the_shares_themselves_do_not_depend_on_draws() -> None:
    found = weighed(answers(), BETTER, np.random.default_rng(2), 100)

    assert found.weights is not None
    plain = point_shares([each.fit for each in answers()], BETTER)
    np.testing.assert_allclose([plain[i] for i in found.weights.indicators], found.weights.shares)
