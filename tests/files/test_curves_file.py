"""Fitted outcomes as a scenario's table: what is written reads back."""

import tomllib

from engine.domain.evidence_report import CurveRow
from engine.domain.outcomes import OutcomeLogit
from engine.files.curves_file import curves_text, scenario_outcome
from engine.files.documents import as_model
from engine.files.scenario_outcomes import OutcomesTable, outcomes_of

ROW = CurveRow("paid", "conversion", {"intercept": -1.2}, {"intercept": 0.05}, "C")
LOGIT = OutcomeLogit(-1.2, log_frt=-0.3, solved=0.4, classes=(("product", 0.1),))


def test_the_table_reads_back_as_a_scenarios_outcomes() -> None:
    text = curves_text({"conversion": (LOGIT, ROW)}, "contacts.csv")

    outcomes = outcomes_of(as_model(tomllib.loads(text)["outcomes"], OutcomesTable))

    assert outcomes.conversion == LOGIT
    assert outcomes.source == "contacts.csv"


def test_each_curve_keeps_its_grade_and_errors() -> None:
    text = curves_text({"conversion": (LOGIT, ROW)}, "contacts.csv")

    assert "# conversion: question conversion, grade C; intercept +- 0.05" in text


def test_a_scenario_knows_an_outcome_by_the_question_or_its_column() -> None:
    assert scenario_outcome(ROW) == "conversion"
    assert scenario_outcome(CurveRow("csat", "rated", {}, {}, "C")) == "satisfaction"
    assert scenario_outcome(CurveRow("churn", "leaving", {}, {}, "C")) == ""
