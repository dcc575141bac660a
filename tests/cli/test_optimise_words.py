"""Words and figures of ``heng optimise``."""

from engine.cli.optimise_words import NOTHING, interval, named_shares, points, said, share, told
from engine.domain.estimates import Estimate
from engine.domain.texts import Sentence


def test_shares_are_told_in_per_cent_and_absent_ones_as_a_dash() -> None:
    assert share(Estimate(0.125)) == "12.5%"
    assert share(0.5) == "50.0%"
    assert share(None) == NOTHING


def test_intervals_are_told_as_each_language_writes_them() -> None:
    assert interval(0.1, 0.25, "en") == "10.0\u201325.0"
    assert interval(0.1, 0.25, "zh") == "10.0\uff5e25.0"
    assert interval(None, 0.25, "en") == NOTHING


def test_changes_carry_their_sign_and_the_greatest_comes_first() -> None:
    assert points(0.03) == "+3.0"
    assert named_shares({"a": 0.01, "b": -0.02}, {"a": "A"}, "en") == "b \u22122.0, A +1.0"
    assert named_shares({"a": 0.01, "b": 0.02}, {}, "zh") == "b +2.0，a +1.0"


def test_sentences_are_told_in_both_languages() -> None:
    assert said("proven", "en") == "proven"
    assert told(Sentence("finding.optimisation.no_draws"), "zh").startswith("建议比例没有区间")
