"""The respondents of a panel in JSON."""

from typing import Any

import pytest

from engine.cli.panel_people_document import (
    answers_document,
    consistency_document,
    note_document,
    respondent_document,
)
from tests.studies.panel_samples import (
    CIRCLE,
    GAP,
    STEADY,
    calibrated,
    flat_tree,
    nish,
    response,
    survey,
)

CONTRACT = {"id", "consistency_ratio", "gci", "triads", "repairs", "rejected", "as_written"}


def person(*upper: float) -> Any:
    calibration = calibrated(survey(response("r1", upper), response("r2", STEADY)))
    return respondent_document(calibration.respondents[0], flat_tree(), "simulated")


def test_respondent_has_the_contract_keys() -> None:
    assert set(person(*STEADY)) >= CONTRACT


def test_contradictory_respondent_has_circle_and_question() -> None:
    told = person(*CIRCLE)

    assert told["triads"] == [("a", "b", "c")]
    assert told["consistent"] is False
    assert told["revise"][0]["node"] == "goal"
    assert told["next_question"] is None


def test_unlinked_respondent_has_no_weights_but_a_question() -> None:
    told = person(2.0, GAP, GAP)

    assert told["weights"] is None
    assert told["next_question"] == {"node": "goal", "pair": ("a", "c")}
    assert told["nodes"]["goal"]["unconnected"] == (("a", "b"), ("c",))


def test_random_index_says_for_how_many_gaps_it_is() -> None:
    assert person(2.0, 4.0, GAP)["nodes"]["goal"]["random_index"] == {
        "name": "simulated",
        "value": 0.0,
        "missing": 1,
        "basis": "incomplete",
    }


def test_repairs_are_listed_by_cell() -> None:
    told: Any = respondent_document(nish().respondents[0], nish().tree, "simulated")

    repair = told["repairs"][0]
    assert (repair["place"], repair["given"]) == ("row 2, column GP_vs_QL", "0.111")
    assert repair["taken"] == pytest.approx(1 / 9)
    assert told["rejected"] == []


def test_blank_and_out_of_scale_answers_of_the_published_survey() -> None:
    told: Any = answers_document(nish())

    assert told["blanks"]["answers"] == 30
    assert told["blanks"]["respondents"] == ["10", "11", "17", "52", "63", "80"]
    assert told["out_of_scale"]["respondents"] == [
        *("1", "53", "54", "58", "107", "110", "117", "167")
    ]
    assert told["rejected"]["respondents"] == ["53", "54", "58", "107", "110", "117", "167"]
    assert told["without_answers"] == ["52"]


def test_consistency_is_counted_under_both_readings() -> None:
    told: Any = consistency_document(nish())

    assert told["as_written"]["complete"] == 171
    assert told["with_care"]["respondents"] == 175


def test_a_note_names_cell_and_reason() -> None:
    given = next(note for note in nish().notes if note.treatment == "rejected" and note.node)

    told = note_document(given, "en")

    assert told["respondent"] == "53"
    assert told["file"] == "nish_177_survey.csv"
    assert told["taken"] is None
    assert "Beyond the scale" in str(told["why"])
