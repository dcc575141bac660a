"""Effects: levers first, bands apart, the shape that is preferred."""

from dataclasses import replace

from engine.domain.estimates import Estimate
from engine.report.evidence_effect_tables import (
    all_effects_table,
    band_effects_table,
    effect_text,
    is_by_band,
    promotion_table,
    shapes_table,
)
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import effects, evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def test_levers_stand_first_and_bands_apart() -> None:
    rows = all_effects_table(WORDS).rows

    assert [row[1].below for row in rows] == ["lever", "lever", "lever", "held fixed"]
    assert rows[0][1].text == "First response time +10 s"
    assert rows[0][2].text == "−0.36 pp"
    assert rows[0][3].text == "−0.34 pp"


def test_effects_without_truth_have_no_column_for_it() -> None:
    plain = tuple(replace(each, truth=None) for each in effects())
    words = EvidenceWords(replace(WORDS.report, effects=plain), "en")

    assert "Planted" not in [column.name for column in all_effects_table(words).columns]


def test_bands_are_named_with_their_sample() -> None:
    rows = band_effects_table(WORDS).rows

    assert [row[2].text for row in rows] == ["0–30 s", "30–60 s"]
    assert [row[-2].text for row in rows] == ["21,000", "9,000"]


def test_hazard_ratio_is_no_band_and_says_what_it_is() -> None:
    ratio = replace(effects()[0], kind="hazard_ratio", band="")
    event = replace(effects()[0], kind="event_probability", band="30")

    assert not is_by_band(event)
    assert effect_text(WORDS, ratio).endswith("(hazard ratio)")
    assert effect_text(WORDS, event).endswith("(chance of the event by 30)")


def test_preferred_shape_is_marked_and_rejection_is_said() -> None:
    rows = shapes_table(WORDS).rows

    assert [row[5].text for row in rows] == ["rejected", "preferred", ""]
    assert rows[1][2].strong


def test_promotions_have_the_joint_test_below() -> None:
    table = promotion_table(WORDS)

    assert [row[2].text for row in table.rows] == ["ordinary days", "promotion"]
    assert "p 0.003" in table.notes[0]


def test_effect_without_the_confounder_stands_beside_the_adjusted_one() -> None:
    first, *rest = effects()
    bare = replace(first, without_confounder=Estimate(-0.006, -0.007, -0.005))
    words = EvidenceWords(replace(WORDS.report, effects=(bare, *rest)), "en")

    table = all_effects_table(words)

    place = [column.name for column in table.columns].index("Confounder left out")
    assert table.rows[0][place].below == "−0.70 to −0.50 pp"
    assert table.rows[1][place].text == "—"
