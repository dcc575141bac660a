"""The report as JSON: names of the contract, intervals as pairs, sentences with their text."""

from typing import Any

import pytest

from engine.cli.evidence_document import evidence_document
from tests.studies.evidence_samples import shop_study


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return evidence_document(shop_study().report, "en")


def test_a_fit_has_its_figures_by_name(document: dict[str, Any]) -> None:
    (fit,) = document["fits"]

    names = set(fit["coefficients"])
    assert all(set(fit[key]) == names for key in ("se", "plain_se", "ci", "p"))
    assert [term["name"] for term in fit["terms"]] == list(fit["coefficients"])
    assert (fit["clusters"], fit["cluster_columns"]) == (40, {"agent": 40})
    assert {"mcfadden", "log_likelihood", "deviance", "degrees", "events"} <= set(fit)


def test_an_effect_has_its_interval_as_a_pair_and_its_grade(document: dict[str, Any]) -> None:
    effect = document["effects"][0]

    assert effect["ci"][0] < effect["ame"] < effect["ci"][1]
    assert {"fit", "outcome", "metric", "kind", "band", "se", "p", "p_adjusted"} <= set(effect)
    assert (effect["grade"], effect["n"]) == ("C", 2389)
    assert effect["per"]["text"]


def test_a_claim_has_estimate_interval_and_equivalence(document: dict[str, Any]) -> None:
    (claim,) = document["claims"]

    assert claim["verdict"] in {"supported", "contradicted", "undecided"}
    assert claim["ci"][0] <= claim["equivalence"][0] <= claim["estimate"]
    assert claim["estimate"] <= claim["equivalence"][1] <= claim["ci"][1]


def test_weights_hold_share_and_interval(document: dict[str, Any]) -> None:
    rows = {row["indicator"]: row for row in document["weights"]}

    assert rows["frt"]["share"] + rows["fcr"]["share"] == pytest.approx(1)
    assert rows["frt"]["ci"][0] <= rows["frt"]["share"] <= rows["frt"]["ci"][1]


def test_findings_are_said_in_words(document: dict[str, Any]) -> None:
    assert all(each["text"] and each["severity"] for each in document["findings"])
