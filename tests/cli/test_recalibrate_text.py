"""What people read of a recalibration."""

import numpy as np
import pytest

from engine.cli.recalibrate_text import quarter_text
from engine.domain.texts import Language
from engine.domain.weights import Origin, WeightSet
from engine.studies.recalibration import recalibration
from engine.studies.weights_inputs import OptimiseInputs, Source
from tests.studies.trigger_samples import IN_FORCE, TREE, policy

JUDGED = WeightSet.from_mapping(Origin.JUDGED, {"frt": 0.2, "fcr": 0.3, "csat": 0.2, "sales": 0.3})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("doubt", [None, 0.01, 0.5])
def test_an_answer_reads_without_gaps(doubt: float | None, language: Language) -> None:
    low, high = (None, None) if doubt is None else (JUDGED.shares - doubt, JUDGED.shares + doubt)
    inputs = OptimiseInputs(TREE, policy(), IN_FORCE, Source(JUDGED, low, high))
    found = recalibration(inputs, np.random.default_rng(1), np.datetime64("2026-11-20"))

    text = quarter_text(found, TREE, language)

    assert "nan" not in text
    assert "{" not in text
    assert "30.00%" in text
    assert (" 4000 " in text) == (doubt is not None)
