"""A case may lack any part but its id, name and seed."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from engine.domain.case import Case, ContactLayout
from engine.domain.texts import Text


def bare_case() -> Case:
    return Case(id="bank", name=Text("银行", "bank"), seed=1, path=Path("bank.toml"))


def test_every_other_part_may_be_absent() -> None:
    case = bare_case()

    assert case.scheme is case.policy is case.panel is case.contacts is None
    assert case.scenarios == case.evidence == case.bands == ()
    assert case.replications == 100


def test_a_case_is_not_generated_unless_it_says_so() -> None:
    assert bare_case().generated is False


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        bare_case().seed = 2  # type: ignore[misc]  # the assignment is what is tested


def test_a_layout_without_entries_takes_headers_as_they_are() -> None:
    layout = ContactLayout()

    assert dict(layout.columns) == {}
    assert dict(layout.ranges) == {}
