"""Reports for the tests of what people and machines read."""

from functools import cache
from typing import Any

import numpy as np

from engine.domain.weights_report import WeightsReport
from engine.studies.optimise import optimise
from tests.studies.weight_inputs_samples import inputs


@cache
def full_report() -> WeightsReport:
    """Return a report with every part."""
    return report()


def report(**changes: Any) -> WeightsReport:
    """Return a report with some of its question changed."""
    return optimise(inputs(**changes), np.random.default_rng(618))
