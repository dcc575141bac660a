"""The JSON document of heng fit."""

import json

from engine.cli.fit_document import fit_document
from engine.services.fit import FittedFiles
from engine.studies.fitted_scenario import ScenarioChoices, fitted_scenario
from tests.call_logs import fitted_log


def test_every_figure_has_its_size_and_interval() -> None:
    fit = fitted_log()

    document = fit_document(FittedFiles(fit, fitted_scenario(fit, ScenarioChoices()), 3))

    assert document["set_aside"] == 3
    assert {"n", "mean_s", "low_s", "high_s", "cv", "law"} <= set(document["handle_time"])
    assert document["patience"]["identified"]
    assert document["patience"]["survival"][0]["at_risk"] > 0
    assert {"variance", "low", "high", "shape"} <= set(document["busyness"]["day"])
    assert document["fit_quality"]["arrivals"]["held_out"]["n"] > 0
    assert document["fit_quality"]["handle_time"]["order"]["p"] > 0
    assert json.dumps(document["findings"])
