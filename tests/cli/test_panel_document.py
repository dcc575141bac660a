"""The document of a panel: the contract's keys, and the figures under them."""

from typing import Any

import pytest

from engine.cli.panel_document import panel_document
from tests.studies.panel_samples import (
    CIRCLE,
    STEADY,
    calibrated,
    leaf_weights,
    nish,
    response,
    survey,
)

CONTRACT = {
    "respondents",
    "group",
    "consensus",
    "incompatibility",
    "weights",
    "uncertainty",
    "treatments",
    "subgroups",
    "notes",
    "findings",
    "coding",
    "items",
    "blanks",
}


def published() -> dict[str, Any]:
    return panel_document(nish(), "en")


def test_contract_keys_are_there() -> None:
    assert set(published()) >= CONTRACT


def test_weights_are_in_the_order_of_the_items() -> None:
    document = published()

    assert dict(zip(document["items"], document["weights"], strict=True)) == leaf_weights(nish())
    assert document["group"]["judgements"]["weights"] == document["weights"]


def test_group_of_one_node_has_its_matrix_and_ratio() -> None:
    together = published()["group"]["judgements"]

    assert together["matrix"].shape == (5, 5)
    assert together["consistency_ratio"] == nish().nodes[0].consistency_ratio
    assert together["lambda_max"] == nish().nodes[0].lambda_max


def test_own_priorities_are_averaged_both_ways() -> None:
    priorities = published()["group"]["priorities"]

    assert priorities["weights"] == pytest.approx(nish().nodes[0].by_priorities)
    assert priorities["arithmetic"] == pytest.approx(nish().nodes[0].by_priorities_arithmetic)


def test_group_is_told_by_leaf_and_by_node() -> None:
    group = published()["group"]

    assert group["judgements"]["leaves"] == leaf_weights(nish())
    assert group["judgements"]["nodes"]["goal"]["weights"] == nish().nodes[0].by_judgements
    assert group["priorities"]["nodes"]["goal"]["weights"] == nish().nodes[0].by_priorities


def test_treatments_stand_by_their_ids() -> None:
    ids = [each["id"] for each in published()["treatments"]]

    assert ids == ["all", "down-weighted", "consistent-only", "as-written", "priorities"]


def test_impossible_treatment_says_why() -> None:
    document: Any = panel_document(calibrated(survey(response("r1", CIRCLE))), "en")

    assert document["treatments"][2]["weights"] is None
    assert document["treatments"][2]["why"] == "Too few answers are left about the goal."


def test_bands_and_rank_probabilities_have_a_row_for_each_item() -> None:
    told = published()["uncertainty"]

    assert (told["level"], told["model"], told["draws"]) == (0.90, "rounding", 400)
    assert len(told["bands"]) == len(told["rank_probabilities"]) == 5


def test_pairs_tell_how_the_panel_divides() -> None:
    pairs = published()["nodes"]["goal"]["disagreement"]

    assert len(pairs) == 10
    assert pairs[0]["pair"] == ["BL", "ST"]
    assert pairs[0]["n"] == 174


def test_findings_are_told_in_the_language() -> None:
    zh: Any = panel_document(calibrated(survey(response("r1", STEADY))), "zh")

    assert zh["findings"][0]["key"] == "finding.panel.one_voice"
    assert "只有一位受访者" in zh["findings"][0]["text"]
