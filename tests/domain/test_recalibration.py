"""What a recalibration answers."""

from engine.domain.recalibration import Outcome
from engine.i18n.translate import keys


def test_every_outcome_has_its_sentence() -> None:
    needed = {f"recalibration.outcome.{outcome.value}" for outcome in Outcome}

    assert needed <= keys("en")
