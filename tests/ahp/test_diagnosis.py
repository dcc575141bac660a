"""What one matrix tells, against published cases listed by id."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.completion import Completion
from engine.ahp.diagnosis import Diagnosis, diagnose, methods_disagree, order_disagreements
from engine.ahp.priorities import Method, priorities
from engine.ahp.random_index import Basis
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError

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


def test_the_ratio_of_bozoki_fulop_and_ronyai_is_the_published_one() -> None:
    case = CASES["inc-bfr-4"]

    found = diagnose(matrix_of(case), random_index="donegan_dodd")

    expected = case["expected"]["CR"]["donegan_dodd"]
    assert found.consistency_ratio == pytest.approx(expected, abs=case["tolerance"]["CR"])
    assert_allclose(found.weights, case["expected"]["weights"], atol=case["tolerance"]["weights"])
    assert found.random_index_basis is Basis.COMPLETE
    assert [each.sentence.key for each in found.findings] == ["ahp.flattering_index"]


def test_the_ratio_of_the_survey_package_is_the_published_one() -> None:
    case = CASES["inc-survey-5"]

    found = diagnose(
        matrix_of(case), random_index="saaty2005", completion=Completion.HARKER, rounded=True
    )

    expected = case["expected"]["CR_imputed"]["saaty2005"]
    assert found.consistency_ratio == pytest.approx(expected, abs=case["tolerance"]["CR_imputed"])
    assert (found.completed[2, 4], found.rounded) == (1, True)


def test_gaps_are_compared_with_random_matrices_that_have_as_many() -> None:
    matrix = matrix_of(CASES["inc-bfr-4"])

    found = diagnose(matrix)

    # worked by hand: lambda_max 4.0923672939 of the case, index of 4 items and 1 gap 0.5833
    assert found.random_index == pytest.approx(0.5833)
    assert found.consistency_index == pytest.approx(0.0923672939 / 3, abs=1e-9)
    assert found.consistency_ratio == pytest.approx(0.0307891 / 0.5833, abs=1e-5)
    assert found.random_index_basis is Basis.INCOMPLETE
    assert [each.sentence.key for each in found.findings] == ["ahp.index_with_gaps"]
    assert found.geometric_consistency_index is None
    assert found.filled == (("2", "3"),)
    assert found.next_question is not None
    assert len(found.revise) == 3


@pytest.mark.parametrize("table", ["simulated", "saaty1980"])
def test_answers_that_only_just_link_all_items_tell_nothing_of_consistency(table: str) -> None:
    values = np.array([[1, 2, np.nan], [0.5, 1, 4], [np.nan, 0.25, 1]])

    found = diagnose(JudgementMatrix(("a", "b", "c"), values), random_index=table)

    assert_allclose(found.weights, np.array([8, 4, 1]) / 13, rtol=1e-13)
    assert found.completed[0, 2] == pytest.approx(8)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert not found.is_informative
    assert [each.sentence.key for each in found.findings] == ["ahp.uninformative"]
    assert found.revise == ()


def test_rounded_gaps_are_no_contradiction_of_the_respondent() -> None:
    chain = np.array([[1, 5, np.nan], [0.2, 1, 5], [np.nan, 0.2, 1]])  # implies 25, filled by 9

    found = diagnose(
        JudgementMatrix(("a", "b", "c"), chain), random_index="saaty2005", rounded=True
    )

    x = (25 / 9) ** (1 / 3)  # n = 3: lambda_max = 1 + x + 1 / x
    assert found.completed[0, 2] == 9
    assert found.consistency_index == pytest.approx((x + 1 / x - 2) / 2)
    assert found.consistency_ratio == 0


def test_a_complete_matrix_leaves_nothing_to_find_or_to_ask() -> None:
    found = diagnose(matrix_of(CASES["eig-drinks"]))

    assert (found.missing, found.next_question, found.findings) == (0, None, ())
    assert found.is_informative
    assert found.is_acceptable


def test_unconnected_answers_have_no_diagnosis() -> None:
    values = np.array([[1, 2, np.nan], [0.5, 1, np.nan], [np.nan, np.nan, 1]])

    with pytest.raises(MethodError, match=r"a, b \| c"):
        diagnose(JudgementMatrix(("a", "b", "c"), values))


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
    (found,) = order_disagreements(("a", "b", "c", "d"), values)
    assert (found.first, found.second) == ("b", "d")
    assert Method.EIGENVECTOR in found.first_by
    assert Method.GEOMETRIC_MEAN in found.second_by
    whole = JudgementMatrix(("a", "b", "c", "d"), values)
    assert diagnose(whole, compared=(Method.EIGENVECTOR, Method.GEOMETRIC_MEAN)).methods_disagree
    assert not diagnose(whole, compared=(Method.EIGENVECTOR,)).methods_disagree


def test_methods_agree_on_ties_and_on_consistent_matrices() -> None:
    assert not methods_disagree(np.ones((4, 4)))
    assert not methods_disagree(np.array(CASES["any-consistent-3"]["input"]["matrix"]))
