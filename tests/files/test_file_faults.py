"""Errors of the readers of tables."""

from engine.errors import Fault, InputError
from engine.files.file_faults import all_refused, refused, unreadable, whole_file
from engine.i18n.translate import render_error


def test_faults_carry_their_file_and_their_number() -> None:
    error = refused("a.csv", Fault("records.nul", "line 3"), Fault("records.nul", "line 9"))

    assert [fault.file for fault in error.faults] == ["a.csv", "a.csv"]
    assert error.values["count"] == 2


def test_faults_of_several_files_are_said_at_once() -> None:
    errors = [
        refused("a.csv", Fault("records.nul", "line 3")),
        InputError("contacts.unreadable", file="b.csv", reason="No such file"),
    ]

    error = all_refused(errors)

    assert [(fault.file, fault.code) for fault in error.faults] == [
        ("a.csv", "records.nul"),
        ("b.csv", "records.whole_file"),
    ]
    assert "No such file" in render_error(error, "zh")


def test_a_single_error_stays_as_it_is() -> None:
    error = InputError("contacts.empty", file="a.csv")

    assert all_refused([error]) is error


def test_reason_of_a_refusal_names_no_folder() -> None:
    wrong = ValueError("cannot open /home/someone/contacts.csv today")

    assert unreadable(wrong, "contacts.csv").values["reason"] == "cannot open today"


def test_an_error_of_a_whole_file_is_its_one_fault() -> None:
    error = whole_file("contacts.format", "a.doc", ".doc", known=".csv, .xlsx")

    (fault,) = error.faults
    assert (fault.file, fault.place, fault.value) == ("a.doc", "file", ".doc")
    assert "expected: one of these kinds: .csv, .xlsx." in render_error(error, "en").lower()
