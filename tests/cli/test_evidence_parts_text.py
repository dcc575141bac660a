"""Importance, claims, validation, dispatch and weights in lines for people."""

from dataclasses import replace

import pytest

from engine.cli.evidence_parts_text import (
    band_lines,
    claim_lines,
    dispatch_lines,
    importance_lines,
    validation_lines,
    weight_lines,
)
from engine.domain.evidence_trust import DispatchReport, DriftWeek
from engine.domain.pack import BandPart, BandRow, Estimate
from engine.domain.texts import Language, Text
from tests.studies.evidence_samples import shop_study

DEALT = DispatchReport(
    "d", Text("分配", "Dispatch"), "not_random", 900, 800, 40, 12, (), None, None, (), (), "D", ()
)  # fmt: skip


def test_importance_shows_share_interval_rank_and_ties() -> None:
    lines = list(importance_lines(shop_study().report, "en"))

    assert "all levers together add" in lines[0]
    assert {line.split()[0] for line in lines[2:]} == {"solved", "frt_s"}


def test_bands_show_mean_rows_and_ties() -> None:
    rows = (BandRow(0, 30, 40, Estimate(0.5, 0.4, 0.6), 1), BandRow(30, None, 9, Estimate(0.3), 2))
    part = BandPart("b", Text("甲", "By wait"), "paid", "frt_s", "s", "agent", 40, rows)

    lines = list(band_lines(replace(shop_study().report, bands=(part,)), "en"))

    assert lines[0].startswith("By wait: mean of paid, raw (grade D)")
    assert lines[2].split()[:2] == ["0-30", "s"]
    assert lines[3].split()[0] == "30+"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "-0.029 to 11.81"), ("zh", "-0.029 至 11.81")]
)
def test_a_band_that_begins_below_zero_is_read_in_words(language: Language, said: str) -> None:
    rows = (BandRow(-0.029, 11.81, 40, Estimate(0.5, 0.4, 0.6), 1),)
    part = BandPart("b", Text("甲", "A"), "paid", "frt_s", "s", "agent", 40, rows)

    lines = list(band_lines(replace(shop_study().report, bands=(part,)), language))

    assert said in lines[2]


@pytest.mark.parametrize(
    ("family", "scale", "said"),
    [
        ("logit", "points", "-7.24 pp|points".replace("-", "\u2212")),
        ("linear", "points", "-0.0724|in units of paid"),
        ("linear", "relative", "-7.24%|relative"),
    ],
)
def test_a_claim_is_told_in_its_own_unit(family: str, scale: str, said: str) -> None:
    report = shop_study().report
    claim = replace(report.claims[0], scale=scale, claimed=-0.0724, outcome="paid")
    fits = tuple(replace(fit, family=family) for fit in report.fits)

    lines = list(claim_lines(replace(report, fits=fits, claims=(claim,)), "en"))

    assert all(part in lines[1] for part in said.split("|"))


def test_a_claim_shows_where_on_the_curve_it_holds() -> None:
    lines = list(claim_lines(shop_study().report, "en"))

    assert "Claimed +0.30% (relative) for -1 of frt_s" in lines[1]
    assert any(line.strip().startswith("frt_s 0-30") for line in lines)


def test_validation_names_the_split_and_the_weeks_that_drift() -> None:
    report = shop_study().report
    weeks = (DriftWeek("2026-W07", 9, 0.5, 0.1, 4.0, alarm=True),)
    checked = replace(report.validation[0], drift=weeks, false_alarm=0.05)

    lines = list(validation_lines(replace(report, validation=(checked,)), "en"))

    assert any("(unseen clusters)" in line for line in lines)
    assert "2026-W07" in lines[-1]


def test_dispatch_says_whether_it_was_random() -> None:
    report = replace(shop_study().report, dispatch=(DEALT,))

    (line,) = dispatch_lines(report, "en")

    assert "not random here; 800 of 900 contacts" in line


def test_weights_show_state_and_interval() -> None:
    lines = list(weight_lines(shop_study().report, "en"))

    assert lines[0] == "Evidence weights (intervals at 90%):"
    assert all("evidence" in line for line in lines[2:])
    assert list(weight_lines(replace(shop_study().report, weights=()), "en")) == []


def test_of_many_drifting_weeks_five_are_named() -> None:
    report = shop_study().report
    weeks = [DriftWeek(f"2026-W{j:02d}", 9, 0.5, 0.1, 4.0, alarm=True) for j in range(1, 19)]
    checked = replace(report.validation[0], drift=tuple(weeks), false_alarm=0.05)

    line = list(validation_lines(replace(report, validation=(checked,)), "en"))[-1]

    assert "2026-W05 and 13 more" in line
    assert "2026-W06" not in line
