"""The text of heng fit."""

import pytest

from engine.cli.fit_text import fit_text
from engine.domain.texts import Language
from engine.i18n.translate import LANGUAGES
from engine.services.fit import FittedFiles
from engine.studies.fitted_scenario import ScenarioChoices, fitted_scenario
from tests.call_logs import fitted_log


@pytest.mark.parametrize("language", LANGUAGES)
def test_classes_and_findings_stand_below_the_arrivals(language: Language) -> None:
    fit = fitted_log()

    lines = fit_text(FittedFiles(fit, fitted_scenario(fit, ScenarioChoices()), 0), language)

    assert lines.index("order") < lines.index("refund")
    assert "{" not in lines
