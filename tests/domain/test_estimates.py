"""A figure with its interval is a plain value that every report shares."""

from dataclasses import asdict

from engine.domain import pack
from engine.domain.estimates import BandPart, BandRow, Estimate


def test_a_figure_without_doubt_has_no_interval() -> None:
    assert asdict(Estimate(0.15)) == {"value": 0.15, "low": None, "high": None}


def test_the_pack_knows_the_same_nouns() -> None:
    assert (pack.Estimate, pack.BandRow, pack.BandPart) == (Estimate, BandRow, BandPart)
