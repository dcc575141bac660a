"""The JSON document of ``heng metrics``: the keys of the contract, every figure with its sample."""

import json
import math
from dataclasses import replace

import pytest

from engine.cli.metrics_document import agent_documents, metrics_document
from engine.cli.output import emit
from tests.report.metric_report_samples import report, sources

REPORT = replace(report(), issues=())


def test_document_has_the_keys_of_the_contract() -> None:
    document = metrics_document(REPORT, sources(), "en")

    assert {"agents", "platform_rates", "attribution", "findings"} <= set(document)
    assert {"shop", "groups", "indicators", "data_quality", "case_mix", "absent"} <= set(document)
    assert document["period"] == {
        "id": "2026-05",
        "start": "2026-05-01T00:00:00",
        "end": "2026-06-01T00:00:00",
    }


def test_each_value_stands_with_size_error_and_interval() -> None:
    first, second, _ = agent_documents(REPORT, REPORT.by_agent)

    values = first["values"]
    assert isinstance(values, dict)
    assert (values["frt"]["value"], values["frt"]["n"], values["frt"]["small"]) == (20, 400, False)
    # t with 399 degrees at 97.5 % is 1.96593
    assert values["frt"]["high"] == pytest.approx(20 + 1.96593, abs=1e-4)
    assert math.isnan(values["attendance"]["standard_error"])
    assert (second["group"], second["population"]) == ("own group", "aftersale")


def test_rates_say_their_source_and_that_they_are_to_be_verified() -> None:
    (rate,) = metrics_document(REPORT, sources(), "en")["platform_rates"]  # type: ignore[misc]  # a list of one

    assert (rate["met"], rate["counted"], rate["left_out"]["hours"]) == (90, 100, 7)
    assert rate["grade"] == "c"
    assert rate["source_date"]
    assert rate["verify_with_the_platform"] is True


def test_policies_give_ranks_and_grades_by_agent() -> None:
    first, second = metrics_document(REPORT, sources(), "en")["attribution"]  # type: ignore[misc]  # a list of two

    assert [(a["agent"], a["rank"], a["grade"]) for a in first["agents"]] == [
        ("A1", 1, "A"),
        ("A2", 2, None),
    ]
    assert [a["rank"] for a in second["agents"]] == [2, 1]


def test_document_is_plain_json(capsys: pytest.CaptureFixture[str]) -> None:
    emit(metrics_document(REPORT, sources(), "zh"), str, as_json=True)

    read = json.loads(capsys.readouterr().out)
    assert read["agents"][2]["values"]["fcr"]["value"] is None
    assert read["cut"]["parts"][0]["id"] == "2026-05-01"
    assert read["sources"][0]["set_aside"] == 1
    assert read["indicators"][0]["name"] == "平均首次响应时间"
