"""One question: a fit with its grade and effects, a survival model, or the reason for none."""

from engine.errors import MethodError
from engine.studies.evidence_answers import ModelAnswer, SurvivalAnswer, refusal
from tests.studies.evidence_samples import contacts, shop_study, study_of

COX = """schema_version = 1
[[evidence]]
id = "again"
family = "cox"
outcome = "paid"
duration = "day"
levers = ["solved"]
confounders = ["customer_value"]
"""
FEW = """schema_version = 1
bootstraps = 0
[[evidence]]
id = "few"
outcome = "paid"
cluster = "agent"
levers = ["solved"]
confounders = ["customer_value"]
"""


def test_an_answer_holds_the_withheld_confounders_contrast() -> None:
    (answer,) = shop_study().answers

    assert isinstance(answer, ModelAnswer)
    assert answer.contrast is not None
    assert answer.contrast.withheld == "customer_value"


def test_a_step_of_response_time_is_shown_by_band_of_the_metric() -> None:
    (answer,) = shop_study().answers

    assert {row.metric for row in answer.bands} == {"frt_s"}
    assert {row.kind for row in answer.bands} >= {"band"}


def test_a_cox_model_gives_hazard_ratios_and_tests_of_proportionality() -> None:
    frame = contacts()
    frame["day"] += 1

    (answer,) = study_of(COX, frame).answers

    assert isinstance(answer, SurvivalAnswer)
    assert {row.kind for row in answer.effects} == {"hazard_ratio"}
    assert "zph_p.GLOBAL" in answer.report.fit_figures


def test_few_clusters_show_bias_reduced_errors_and_the_bootstrap() -> None:
    frame = contacts()

    (answer,) = study_of(FEW, frame[frame.agent < "a12"]).answers

    (row,) = [each for each in answer.report.coefficients if each.name == "solved"]
    assert row.few_cluster_error is not None
    assert row.few_cluster_p_value is not None
    assert 0 < (row.few_cluster_degrees or 0) <= 11


def test_a_refusal_is_two_alarms_the_question_and_the_reason() -> None:
    said, because = refusal("q", MethodError("evidence.constant_term", term="x", all=(1, 2)))

    assert said.sentence.values == {"question": "q"}
    assert because.sentence.values == {"term": "x", "all": "(1, 2)"}
