"""Errors of a review get file, place and value, in both languages."""

import pytest

from engine.errors import Fault, InputError
from engine.i18n.translate import fault_texts
from engine.services.rollout_faults import placed

FILES = {"data": "d.csv", "rollout": "r.csv"}
COLUMNS = {"outcome": "y", "team": "team", "time": "week", "rollout": ""}


@pytest.mark.parametrize(
    ("error", "file", "place", "value"),
    [
        (InputError("review.one_team", team="T1"), "d.csv", "column team", "team T1"),
        (InputError("review.constant", value=1.0), "d.csv", "column y", "value 1"),
        (InputError("review.nobody_started", teams=3), "r.csv", "file", "teams 3"),
        (InputError("rollout.past_weeks", weeks=1), "d.csv", "file", "weeks 1"),
        (InputError("files.other", reason="odd"), "d.csv", "file", "reason odd"),
    ],
)
def test_an_error_says_where(error: InputError, file: str, place: str, value: str) -> None:
    [fault] = placed(error, FILES, COLUMNS).faults

    assert (fault.file, fault.place, fault.value) == (file, place, value)
    assert fault_texts(fault, "zh")["remedy"]
    assert fault_texts(fault, "en")["expected"]


def test_own_faults_are_kept() -> None:
    error = InputError("review.time", [Fault("review.time", "row 3, column week", "x")])

    assert placed(error, FILES, COLUMNS).faults[0].file == "d.csv"
