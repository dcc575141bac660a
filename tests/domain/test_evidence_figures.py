"""What is estimated is handed on with its grade, and cannot be altered on the way."""

import dataclasses

import pytest

from engine.domain import evidence_figures
from engine.domain.evidence_figures import (
    ClaimReport,
    ClusterCount,
    EffectReport,
    FitReport,
    ImportanceRow,
)


@pytest.mark.parametrize("shown", [FitReport, EffectReport, ImportanceRow, ClaimReport])
def test_what_readers_are_told_carries_its_grade(shown: type) -> None:
    assert "grade" in {field.name for field in dataclasses.fields(shown)}


def test_figures_are_frozen() -> None:
    count = ClusterCount("agent", 60)

    with pytest.raises(dataclasses.FrozenInstanceError):
        count.clusters = 61  # type: ignore[misc]  # that is what is tried


def test_every_figure_says_what_it_is() -> None:
    nouns = [noun for noun in vars(evidence_figures).values() if dataclasses.is_dataclass(noun)]

    assert all(noun.__doc__ and len(noun.__doc__) > 20 for noun in nouns)
