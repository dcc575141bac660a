"""Refusals as faults: the table's column where it is wrong, else the question."""

from engine.errors import Fault, InputError, MethodError
from engine.studies.evidence_refusals import nothing_fitted, wrong_questions

RANGE = InputError("evidence.outcome_range", outcome="y", low=1.0, high=7.0, value=7.0)


def test_every_question_that_the_data_do_not_fit_is_named() -> None:
    second = InputError("evidence.role_refused", [Fault("evidence.role_mediator", "x")])

    error = wrong_questions([("q1", RANGE), ("q2", second)], "t.csv")

    assert error.code == "evidence.outcome_range"
    assert [(each.file, each.place) for each in error.faults] == [
        ("t.csv", "evidence q1: column y"),
        ("", "x"),
    ]
    assert error.faults[0].value == "value 7, low 1, high 7"


def test_an_error_of_the_specification_names_its_question() -> None:
    (fault,) = wrong_questions([("q", InputError("evidence.knots", column="x", least=3))]).faults

    assert (fault.code, fault.place, fault.file) == ("evidence.in_question", "evidence q", "")


def test_reasons_that_can_be_mended_are_errors_of_input() -> None:
    constant = MethodError("evidence.constant_term", term="x")
    few = MethodError("evidence.too_few_rows", rows=2, columns=3)

    error = nothing_fitted([("q1", constant), ("q2", few)], "t.csv")

    assert isinstance(error, InputError)
    assert [each.code for each in error.faults] == ["evidence.varies", "evidence.enough_rows"]


def test_other_reasons_stay_errors_of_method() -> None:
    lost = MethodError("evidence.not_converged", steps=250)
    constant = MethodError("evidence.constant_term", term="x")

    assert nothing_fitted([("q", lost)]).code == "evidence.not_converged"
    assert nothing_fitted([("q", lost), ("r", constant)]).code == "evidence.nothing_fitted"
