"""Errors reach the reader as a sentence or a reference id, never raw."""

import logging

import pytest
from markupsafe import Markup

from engine.app.faults import attempt
from engine.errors import InputError, InternalError


def unforeseen() -> None:
    raise ZeroDivisionError("the score of A001")


def wrong_data() -> None:
    raise InputError("store.unknown_run", run=7)


def own_mistake() -> None:
    raise InternalError("app.any")


def test_result_passes_through() -> None:
    assert attempt(lambda: 7) == 7


def test_unforeseen_error_leaves_only_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    told = attempt(unforeseen)

    reference = next(record.args[0] for record in caplog.records if record.args)
    assert isinstance(told, Markup)
    assert str(reference) in told
    assert "score of A001" not in told + caplog.text


def test_own_mistake_is_unforeseen_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        attempt(own_mistake)

    assert "InternalError at tests.app.test_faults" in caplog.text or "InternalError" in caplog.text


def test_error_of_the_data_is_told_in_full() -> None:
    told = attempt(wrong_data)

    assert isinstance(told, Markup)
    assert "7" in told
