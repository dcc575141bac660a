"""Plausible ranges of indicators."""

import pytest

from engine.files.scheme_schema import PLAUSIBLE, UNIT_RANGES, plausible_range


def test_known_indicators_have_narrower_ranges_than_their_unit() -> None:
    assert plausible_range("frt", "s") == (0, 3_600)
    assert plausible_range("own_idea", "s") == UNIT_RANGES["s"]


@pytest.mark.parametrize("indicator", sorted(PLAUSIBLE))
def test_every_range_is_open_between_its_ends(indicator: str) -> None:
    least, greatest = PLAUSIBLE[indicator]

    assert least < greatest


def test_a_share_can_never_be_a_per_cent() -> None:
    assert plausible_range("fcr", "share") == (0, 1)
