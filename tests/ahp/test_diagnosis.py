"""What one matrix tells, against published cases listed by id."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.diagnosis import Diagnosis, diagnose, methods_disagree
from engine.ahp.priorities import Method, priorities
from engine.domain.judgements import JudgementMatrix

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
EIGENVECTOR_CASES = (
    "eig-drinks",
    "eig-flexibility-3",
    "eig-house-transport-3",
    "eig-house-consistent-3",
    "eig-city-criteria",
    "eig-pyanp-3",
    "any-consistent-3",
    "excel-bpmsg-3",
    "multi-pyanp-4",
)


def matrix_of(case: dict[str, Any]) -> JudgementMatrix:
    values = np.array(case["input"]["matrix"], dtype=np.float64)
    items = case["input"].get("items", [str(n) for n in range(len(values))])
    return JudgementMatrix(tuple(items), values)


def checks(case: dict[str, Any], found: Diagnosis, table: str) -> dict[str, tuple[Any, Any]]:
    """Return what was found and the tolerance for each expected field."""
    tolerance = case["tolerance"]
    upper = np.triu_indices(len(found.items), 1)
    ratio_tolerance = tolerance.get("CR_dd" if table == "donegan_dodd" else "CR")
    return {
        "weights": (found.weights, tolerance.get("weights")),
        "weights_4dp": (found.weights, tolerance.get("weights_4dp")),
        "lambda_max": (found.lambda_max, tolerance.get("lambda_max")),
        "CI": (found.consistency_index, tolerance.get("CI")),
        "CR": (found.consistency_ratio, ratio_tolerance or tolerance.get("CR")),
        "error_matrix_upper": (found.error_ratios[upper], tolerance.get("error_matrix_upper")),
    }


@pytest.mark.parametrize("id_", EIGENVECTOR_CASES)
def test_published_case_is_reproduced_in_every_field(id_: str) -> None:
    case = CASES[id_]
    expected = dict(case["expected"])
    expected.pop("geometric", None)  # of multi-pyanp-4: tests/ahp/test_priorities.py
    ratios = expected.pop("CR", {})

    for table in ratios or ["saaty2005"]:
        found = checks(case, diagnose(matrix_of(case), random_index=table), table)
        for name, value in {**expected, **({"CR": ratios[table]} if ratios else {})}.items():
            assert_allclose(found[name][0], value, rtol=0, atol=found[name][1], err_msg=name)


def test_the_eigenvector_cases_are_all_there_are() -> None:
    there = {id_ for id_ in CASES if id_.startswith("eig-")}

    assert there <= set(EIGENVECTOR_CASES)


def test_column_mean_prints_the_ratio_of_mean_zh_3() -> None:
    case = CASES["mean-zh-3"]

    found = diagnose(matrix_of(case), Method.COLUMN_MEAN, "saaty1980")

    assert found.consistency_index == pytest.approx(case["expected"]["CI"], abs=6e-4)
    assert found.consistency_ratio == pytest.approx(0.0708, abs=case["tolerance"]["CR"])


def test_alonso_lamata_gives_the_published_ratio_of_the_house() -> None:
    case = CASES["tab-alonso-lamata-fit"]

    for table in ("alonso_lamata", "alonso_lamata_fit"):
        found = diagnose(matrix_of(case), random_index=table).consistency_ratio
        assert found == pytest.approx(case["expected"]["CR"], abs=case["tolerance"]["CR"])


def test_two_items_have_ratio_zero_and_nothing_to_revise() -> None:
    values = np.array([[1.0, 5.0], [0.2, 1.0]])

    found = diagnose(JudgementMatrix(("a", "b"), values))

    assert (found.consistency_index, found.consistency_ratio) == (0.0, 0.0)
    assert (found.random_index, found.revise) == (0.0, ())


def test_gaps_give_weights_but_no_ratio() -> None:
    values = np.array([[1, 2, np.nan], [0.5, 1, 4], [np.nan, 0.25, 1]])

    found = diagnose(JudgementMatrix(("a", "b", "c"), values))

    assert_allclose(found.weights, np.array([8, 4, 1]) / 13, rtol=1e-13)
    assert found.completed[0, 2] == pytest.approx(8)
    assert found.filled == (("a", "c"),)
    assert found.consistency_ratio is None
    assert found.consistency_index is None
    assert found.geometric_consistency_index is None
    assert found.revise == ()


def test_methods_disagree_when_they_order_two_items_differently() -> None:
    # b : d is 0.280 : 0.254 by the eigenvector, 0.229 : 0.251 by the row means
    values = np.array(
        [
            [1.0, 3.0, 5.0, 1 / 3],
            [1 / 3, 1.0, 1 / 2, 5.0],
            [1 / 5, 2.0, 1.0, 1 / 2],
            [3.0, 1 / 5, 2.0, 1.0],
        ]
    )

    eigenvector = priorities(values, Method.EIGENVECTOR).weights
    geometric = priorities(values, Method.GEOMETRIC_MEAN).weights

    assert eigenvector[1] > eigenvector[3]
    assert geometric[1] < geometric[3]
    assert methods_disagree(values)


def test_methods_agree_on_ties_and_on_consistent_matrices() -> None:
    assert not methods_disagree(np.ones((4, 4)))
    assert not methods_disagree(np.array(CASES["any-consistent-3"]["input"]["matrix"]))
