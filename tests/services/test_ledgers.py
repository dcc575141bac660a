"""Changes that do not fit are told of the ledger, other faults stay as they are."""

from pathlib import Path

import pytest

from engine.errors import Fault, InputError
from engine.services.ledgers import misfits_told_of

FAULT = Fault("changes.other_answer", "changes[0].old", "7")


def test_a_misfit_names_the_ledger() -> None:
    with pytest.raises(InputError) as refused, misfits_told_of(Path("l.json")):
        raise InputError("changes.not_applicable", [FAULT], count=1)

    assert refused.value.faults == (FAULT.in_file("l.json"),)
    assert refused.value.values == {"count": 1}


def test_other_faults_are_not_said_of_the_ledger() -> None:
    with pytest.raises(InputError) as refused, misfits_told_of(Path("l.json")):
        raise InputError("panel_study.nobody", [FAULT], answers=0)

    assert refused.value.faults == (FAULT,)
