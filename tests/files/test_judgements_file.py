"""Judgement files: one matrix, its names and its gaps."""

import json
from pathlib import Path

import numpy as np
from numpy.testing import assert_allclose

from engine.files.judgements_file import read_judgements
from tests.files.json_samples import THIRD, faults_of, refusal, written

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def test_matrix_with_names_and_gaps_is_read(tmp_path: Path) -> None:
    content = {"items": ["甲", "乙", "丙"], "matrix": [[1, 3, None], [THIRD, 1, 2], [None, 0.5, 1]]}

    found = read_judgements(written(tmp_path, content))

    assert found.items == ("甲", "乙", "丙")
    assert_allclose(found.values, [[1, 3, np.nan], [THIRD, 1, 2], [np.nan, 0.5, 1]])


def test_items_are_numbered_without_names(tmp_path: Path) -> None:
    assert read_judgements(written(tmp_path, {"matrix": [[1, 2], [0.5, 1]]})).items == ("1", "2")


def test_one_side_of_a_pair_is_enough_and_fractions_may_be_text(tmp_path: Path) -> None:
    content = {"matrix": [[None, "1/7", 2], [None, 1, None], [None, "3", 1]]}

    found = read_judgements(written(tmp_path, content)).values

    assert_allclose(found, [[1, 1 / 7, 2], [7, 1, THIRD], [0.5, 3, 1]], rtol=1e-15)


def test_print_error_of_val_drinks_typo_is_named_by_its_pair(tmp_path: Path) -> None:
    case = CASES["val-drinks-typo"]

    found = faults_of(written(tmp_path, case["input"]), read_judgements)

    places = [("not_reciprocal", f"matrix[{i}][{j}]") for i, j in case["expected"]["bad_pairs"]]
    assert found == places


def test_measured_ratios_may_leave_the_scale(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": [[1, 12], [1 / 12, 1]]})

    assert read_judgements(path, "ratio").values[0, 1] == 12


def test_a_contradiction_shows_the_digits_in_which_it_lies(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": [[1, 3], [0.33333333, 1]]})

    refused = refusal(path, read_judgements)

    assert refused is not None
    assert refused.faults[0].value == "3, 0.33333333"
