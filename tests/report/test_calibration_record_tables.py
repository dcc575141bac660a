"""Tables of the record: repairs and rejections, changes with consent, method, inputs."""

from dataclasses import replace

from engine.report.calibration_record_tables import (
    changes_table,
    findings_table,
    inputs_table,
    method_table,
    notes_table,
)
from tests.report.calibration_samples import HEAD, english, shipped, small, texts


def test_every_note_is_listed_rejected_ones_first() -> None:
    table = notes_table(english(small()))

    assert [row[6].text for row in table.rows] == ["rejected", "repaired", "blank"]
    assert texts(table.rows[1])[2:6] == ["row 2, column a:b", "Alpha : Beta", "0.33", "1/3"]
    assert table.rows[0][5].values == (None,)
    assert table.subtitle == "rejected 1, repaired 1, blank 1"


def test_note_on_a_whole_respondent_names_no_pair() -> None:
    notes = tuple(replace(each, node="", first="", second="") for each in small().notes)

    table = notes_table(english(replace(small(), notes=notes)))

    assert table.rows[0][3].text == "\u2014"


def test_change_is_kept_with_old_new_who_and_when() -> None:
    [row] = changes_table(english(small())).rows

    assert texts(row) == ["P2", "Alpha : Beta", "1", "1/2", "P2", "2026-09-13"]


def test_findings_are_told_most_serious_first() -> None:
    rows = findings_table(english(small())).rows

    assert [row[0].text for row in rows] == sorted(
        (row[0].text for row in rows), key=["Alarm", "Caution", "Note"].index
    )


def test_method_states_every_parameter() -> None:
    told = {row[0].text: row[1] for row in method_table(english(shipped()), HEAD).rows}

    assert told["Priorities"].text == "principal eigenvector"
    assert told["Limit of the consistency ratio"].values == (0.1,)
    assert told["Random index, Performance (n = 5)"].values == (1.1088,)
    assert told["Random index, Service quality (n = 2)"].text == "\u2014"
    assert told["Draws"].values == (200,)
    assert told["Seed"].values == (1,)
    assert told["Made"].text == "2026-09-14 10:22 UTC"
    assert "Sigma of the error" not in told


def test_sigma_is_stated_where_the_error_model_has_one() -> None:
    drawn = replace(shipped().uncertainty, model="log-normal", sigma=0.25)

    told = {
        row[0].text: row[1]
        for row in method_table(english(replace(shipped(), uncertainty=drawn)), HEAD).rows
    }

    assert told["Sigma of the error"].values == (0.25,)
    assert told["Error of one judgement"].text == "log-normal"


def test_inputs_have_their_fingerprints() -> None:
    [row] = inputs_table(english(small()), HEAD).rows

    assert texts(row) == ["answers.csv", "ab" * 32]
