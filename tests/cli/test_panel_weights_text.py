"""The table of weights in words."""

from dataclasses import replace

import pytest

from engine.cli.columns import display_width
from engine.cli.panel_weights_text import weights_lines
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Response
from engine.domain.texts import Language, Text
from engine.studies.panel_options import JudgementError
from tests.studies.panel_samples import (
    CIRCLE,
    FEW,
    STEADY,
    calibrated,
    matrix,
    nish,
    response,
    survey,
)


def test_both_readings_stand_side_by_side_and_are_explained() -> None:
    lines = list(weights_lines(nish(), "en"))

    greatest = next(line for line in lines if line.startswith("  QL"))
    assert "0.4096" in greatest
    assert "0.4183" in greatest
    assert any("as written: every positive number" in line for line in lines)
    assert any("answers read with care" in line for line in lines)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_line_up(language: Language) -> None:
    lines = list(weights_lines(nish(), language))

    assert len({display_width(line) for line in lines[1:7]}) == 1


def test_treatments_that_change_nothing_are_named_below() -> None:
    lines = list(weights_lines(calibrated(survey(response("r1", STEADY))), "en"))

    assert lines[1].split() == ["weight", "90%", "band", "rank"]
    assert lines[-1] == "  The same weights: weighed down, within limit, as written, own weights."


def test_impossible_treatment_shows_dashes() -> None:
    panel = survey(response("r1", CIRCLE), response("r2", CIRCLE))

    lines = list(weights_lines(calibrated(panel), "en"))

    assert "within limit" in lines[1]
    assert lines[2].rstrip().endswith("-")


def test_nodes_head_their_leaves_with_their_share() -> None:
    tree = ItemTree({"goal": ("A", "B"), "A": ("x", "y"), "B": ("p",)}, {})
    answers = {"goal": matrix(("A", "B"), (3.0,)), "A": matrix(("x", "y"), (2.0,))}
    calibration = calibrated(survey(Response("r1", Text("", ""), "", answers), tree=tree))

    lines = list(weights_lines(calibration, "en"))

    assert lines[2].split() == ["A", "0.7500"]
    assert lines[3].startswith("    x  ")
    assert lines[5].split() == ["B", "0.2500"]


def test_model_of_the_error_is_told() -> None:
    options = replace(FEW, model=JudgementError.LOG_NORMAL)
    panel = survey(response("r1", STEADY), response("r2", CIRCLE))

    lines = list(weights_lines(calibrated(panel, options), "en"))

    assert any("log-normal errors (sigma" in line for line in lines)
