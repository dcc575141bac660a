"""A calibration as JSON: begins with heng, holds every figure, reads in both languages."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import InternalError
from engine.files.calibration_file import calibration_text, write_calibration
from tests.report.calibration_samples import HEAD, published, shipped, small


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(calibration_text(small(), HEAD))
    return found


def test_document_begins_with_its_header(document: dict[str, Any]) -> None:
    assert next(iter(document)) == "heng"
    assert document["heng"]["seed"] == 1
    assert document["heng"]["inputs"] == [{"path": "answers.csv", "sha256": "ab" * 32}]


def test_figures_read_back_as_they_are(document: dict[str, Any]) -> None:
    calibration = small()

    told = [leaf["weight"]["value"] for leaf in document["leaves"]]
    assert told == [leaf.weight.value for leaf in calibration.leaves]
    np.testing.assert_array_equal(document["uncertainty"]["draws"], calibration.uncertainty.draws)
    for node, group in zip(document["nodes"], calibration.nodes, strict=True):
        np.testing.assert_array_equal(node["matrix"]["values"], group.matrix.values)


def test_gap_is_null(document: dict[str, Any]) -> None:
    person = document["respondents"][3]

    assert person["nodes"][0]["matrix"]["values"] == [
        [1.0, 3.0, None],
        [1 / 3, 1.0, None],
        [None, None, 1.0],
    ]


def test_nodes_of_the_tree_keep_their_order() -> None:
    tree = json.loads(calibration_text(shipped(), HEAD))["tree"]

    assert [each["node"] for each in tree["nodes"]] == list(shipped().tree.items)


def test_findings_and_notes_stand_by_key(document: dict[str, Any]) -> None:
    keys = {each["sentence"]["key"] for each in document["findings"]}

    assert "finding.panel.group_inconsistent" in keys
    assert {note["treatment"] for note in document["notes"]} == {"repaired", "rejected", "blank"}


def test_equal_calibrations_give_equal_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        write_calibration(published(), HEAD, path)

    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].read_bytes().endswith(b"}\n")


def test_figure_that_is_not_finite_is_our_mistake() -> None:
    with pytest.raises(InternalError, match=r"formats\.not_finite"):
        calibration_text(replace(small(), limit=float("inf")), HEAD)
