"""The document says what the study found, week by week."""

import json

import numpy as np

from engine.cli.experiment_document import experiment_document, way_document
from engine.evidence.rollout import RolloutPlan
from engine.studies.rollout import rollout_study

STUDY = rollout_study(
    RolloutPlan(3, 8, 300, 5, 0.3, 0.02, time_sd=0.01), 100, np.random.SeedSequence(1)
)


def test_the_schedule_is_team_by_week() -> None:
    found = experiment_document(STUDY, None, "")

    assert sorted(each["weeks"] for each in found["schedule"]) == [  # type: ignore[attr-defined]  # a list
        [0, 0, 0, 1, 1],
        [0, 0, 1, 1, 1],
        [0, 1, 1, 1, 1],
    ]
    assert found["randomised"] is True
    assert found["first_week"] is None
    assert json.dumps(found)


def test_a_way_has_the_closed_form_beside_it() -> None:
    way = STUDY.ways["staggered"]

    found = way_document(way)

    assert found["closed_form"] == {
        "method": "hussey_hughes_2007",
        "variance": way.variance,
        "standard_error": way.variance**0.5,
        "power": way.closed_form_power,
    }
    assert found["minimum_detectable_effect"] is None  # six orders can never reject at 5 %
