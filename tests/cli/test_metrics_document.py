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

    assert [(a["agent"], a["rank"], a["pay_grade"]) for a in first["agents"]] == [
        ("A1", 1, "A"),
        ("A2", 2, None),
    ]
    assert [a["rank"] for a in second["agents"]] == [2, 1]


def test_policies_say_what_they_count_and_where_they_were_read() -> None:
    account = replace(
        REPORT.attribution[0].policy,
        within_days=1,
        source="a page",
        source_date="2024-11-14",
        grade="d",
    )
    stated = replace(REPORT, attribution=(replace(REPORT.attribution[0], policy=account),))
    (told,) = metrics_document(stated, sources(), "en")["attribution"]  # type: ignore[misc]  # a list of one

    assert (told["event"], told["agent"], told["within_days"]) == ("paid", "last", 1)
    assert (told["source"], told["source_date"], told["grade"]) == ("a page", "2024-11-14", "d")


def test_moves_between_policies_stand_side_by_side() -> None:
    first, _ = metrics_document(REPORT, sources(), "en")["attribution_moves"]  # type: ignore[misc]  # a list of two

    assert (first["agent"], first["places"], first["separable"]) == ("A1", 1, True)
    assert [(r["policy"], r["rank"], r["pay_grade"]) for r in first["ranks"]] == [
        ("paid-last", 1, "A"),
        ("x", 2, None),
    ]


def test_repeat_windows_tell_what_they_leave_out() -> None:
    day, _ = metrics_document(REPORT, sources(), "en")["repeat_windows"]  # type: ignore[misc]  # a list of two

    assert (day["window_h"], day["shop"]["fcr"]["value"], day["shop"]["fcr"]["n"]) == (24, 0.9, 100)
    assert (day["shop"]["unended"], day["shop"]["unknown"], day["shop"]["chance"]) == (7, 3, 1)
    assert [each["agent"] for each in day["agents"]] == ["A1"]


def test_document_is_plain_json(capsys: pytest.CaptureFixture[str]) -> None:
    emit(metrics_document(REPORT, sources(), "zh"), str, as_json=True)

    read = json.loads(capsys.readouterr().out)
    assert read["agents"][2]["values"]["fcr"]["value"] is None
    assert read["cut"]["parts"][0]["id"] == "2026-05-01"
    assert read["sources"][0]["set_aside"] == 1
    assert read["indicators"][0]["name"] == "平均首次响应时间"
