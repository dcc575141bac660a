"""Lines for people: every word in their language."""

import numpy as np
import pytest

from engine.cli.experiment_text import experiment_text
from engine.domain.texts import Language
from engine.evidence.rollout import RolloutPlan
from engine.studies.rollout import rollout_study


@pytest.mark.parametrize(("language", "none"), [("zh", "无"), ("en", "none")])
def test_lines_are_complete(language: Language, none: str) -> None:
    plan = RolloutPlan(3, 8, 300, 5, 0.3, 0.02, time_sd=0.01)
    study = rollout_study(plan, 100, np.random.SeedSequence(1))

    lines = experiment_text(study, language)

    assert none in lines
    assert "rollout." not in lines
    assert "T3" in lines
