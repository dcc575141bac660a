"""Proposals never change a running period."""

import pytest

from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError

BEFORE = WeightSet.from_mapping(Origin.INCUMBENT, {"a": 0.5, "b": 0.3, "c": 0.2})
AFTER = WeightSet.from_mapping(Origin.RECOMMENDED, {"c": 0.2, "b": 0.4, "a": 0.4})


def made(running: str, effective: str, after: WeightSet = AFTER) -> Proposal:
    return Proposal(ProposalKind.TRIGGER, "p", running, effective, BEFORE, after, ())


def test_weights_change_from_the_stated_month_on() -> None:
    proposal = made("2026-11", "2026-12")

    assert proposal.weights_in("2026-11") is BEFORE
    assert proposal.weights_in("2026-12") is AFTER
    assert proposal.weights_in("2027-03") is AFTER


@pytest.mark.parametrize("effective", ["2026-11", "2026-10", "2025-12"])
def test_a_running_period_is_never_touched(effective: str) -> None:
    with pytest.raises(InputError, match=r"proposal\.running_period"):
        made("2026-11", effective)


def test_moves_name_what_changes_by_indicator() -> None:
    assert made("2026-11", "2026-12").moves == pytest.approx({"a": -0.1, "b": 0.1})


def test_the_two_sets_are_over_the_same_indicators() -> None:
    other = WeightSet.from_mapping(Origin.RECOMMENDED, {"a": 1.0})

    with pytest.raises(InputError, match=r"weights\.other_indicators"):
        made("2026-11", "2026-12", other)
