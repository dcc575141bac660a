"""Room of each weight, grades under doubt, orders that always hold."""

from dataclasses import replace

from engine.report.weights_page_words import WeightsWords
from engine.report.weights_rank_tables import (
    acceptability_table,
    preference_notes,
    preference_table,
    stability_subtitle,
    stability_table,
    unsure,
)
from tests.app.weights_sample import weights_report, without_scores

WORDS = WeightsWords(weights_report(), "en")


def test_stability_shows_grades_first_place_and_ranks() -> None:
    row = stability_table(WORDS).rows[0]

    assert [cell.text for cell in row] == [
        *("First-contact resolution", "22.0%", "20.0–25.0%", "0.0–40.0%"),
        *("21.5–23.0%", "A2, A3"),
    ]
    assert row[2].values == (0.2, 0.25)


def test_stability_without_grades_speaks_of_ranks() -> None:
    rows = tuple(
        replace(row, grade_low=None, grade_high=None, first_pair=None)
        for row in weights_report().stability
    )
    words = WeightsWords(replace(weights_report(), stability=rows), "en")

    assert "no rank changes" in stability_subtitle(words)
    assert stability_table(words).rows[0][2].text == "—"
    assert stability_table(words).rows[0][5].text == "—"


def test_least_sure_grades_come_first() -> None:
    table = acceptability_table(WORDS)

    assert table is not None
    assert [(row[0].text, row[2].text) for row in table.rows[:3]] == [
        ("A2", "60%"),
        ("A4", "3%"),
        ("A1", "< 1%"),
    ]
    assert table.rows[0][2].strong
    assert not table.rows[1][2].strong
    assert unsure(WORDS) == 2


def test_chances_keep_their_denominator_and_error() -> None:
    table = acceptability_table(WORDS)

    assert table is not None
    assert "400 draws" in table.subtitle
    assert table.rows[0][-1].text == "0.0245"


def test_without_grades_the_mean_rank_orders() -> None:
    report = replace(weights_report(), grades=None)
    table = acceptability_table(WeightsWords(report, "en"))

    assert table is not None
    assert [row[0].text for row in table.rows] == ["A1", "A2", "A3", "A4", "A5"]
    assert "Another grade" not in [column.name for column in table.columns]
    assert unsure(WeightsWords(report, "en")) == 0


def test_orders_that_always_hold_are_counted_with_what_is_open() -> None:
    table = preference_table(WORDS)

    assert table is not None
    assert [row[0].text for row in table.rows] == ["A1", "A2"]
    first, second = preference_notes(WORDS)
    assert first.startswith("Of 20 ordered pairs of agents, at least 9")
    assert "at most 16" in first
    assert second.startswith("1 pairs are not decided")


def test_orders_that_are_all_decided_are_counted_exactly() -> None:
    part = weights_report().preference
    assert part is not None
    decided = replace(weights_report(), preference=replace(part, undecided=0))

    first, second = preference_notes(WeightsWords(decided, "en"))

    assert "9 keep their order under every allowed set, and 16 under some" in first
    assert second.startswith("0 pairs")


def test_decided_orders_have_one_note() -> None:
    report = weights_report()
    assert report.preference is not None
    decided = replace(report, preference=replace(report.preference, undecided=0, bounded=0))

    notes = preference_notes(WeightsWords(decided, "en"))
    assert len(notes) == 1
    assert "9 keep their order" in notes[0]
    assert "at least" not in notes[0]


def test_case_without_scores_has_none_of_them() -> None:
    words = WeightsWords(without_scores(weights_report()), "en")

    assert stability_table(words).rows == ()
    assert acceptability_table(words) is None
    assert preference_table(words) is None
    assert preference_notes(words) == ()
    assert unsure(words) == 0
