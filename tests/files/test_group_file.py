"""Group files: matrices and weights by position or by name, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.files.group_file import NODE, read_group
from tests.ahp.panel_samples import CASES
from tests.files.json_samples import THIRD, faults_of, json_values, refusal, written

MATRIX = [[1, 3], [THIRD, 1]]
NAMED = {"items": ["甲", "乙"], "matrices": {"R1": MATRIX, "R2": [[1, "1/5"], [None, None]]}}


def test_published_group_is_read_by_name_with_its_weights(tmp_path: Path) -> None:
    case = CASES["grp-histopark-aij3"]["input"]

    found = read_group(written(tmp_path, case))

    assert [each.respondent for each in found.responses] == list(case["matrices"])
    assert [each.weight for each in found.responses] == case["weights"]
    for response in found.responses:
        assert response.judgements[NODE].items == tuple(case["items"])
        assert_allclose(response.judgements[NODE].values, case["matrices"][response.respondent])


def test_matrices_in_a_list_are_numbered_and_weigh_the_same(tmp_path: Path) -> None:
    found = read_group(written(tmp_path, {"matrices": [MATRIX, MATRIX]}))

    assert [(each.respondent, each.weight) for each in found.responses] == [("1", 1.0), ("2", 1.0)]
    assert found.responses[0].judgements[NODE].items == ("1", "2")


def test_weights_by_name_find_their_respondent_in_any_order(tmp_path: Path) -> None:
    found = read_group(written(tmp_path, {**NAMED, "weights": {"R2": 0, "R1": 2.5}}))

    assert {each.respondent: each.weight for each in found.responses} == {"R1": 2.5, "R2": 0}


def test_gaps_and_fractions_are_read(tmp_path: Path) -> None:
    gaps = [[1, None, 2], [None, 1, "1/7"], [0.5, 7, 1]]

    (found,) = read_group(written(tmp_path, {"matrices": [gaps]})).responses

    assert found.judgements[NODE].missing == 1
    assert found.judgements[NODE].values[1, 2] == 1 / 7


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ({}, [("missing_key", "matrices")]),
        ({"matrices": []}, [("not_matrices", "matrices")]),
        ({"matrices": 3}, [("not_matrices", "matrices")]),
        ({"matrices": {" ": MATRIX}}, [("not_a_name", "matrices")]),
        ({"matrices": [[[1, 3], [3, 1]]]}, [("not_reciprocal", "matrices[0][0][1]")]),
        (
            {**NAMED, "matrices": {"R1": [[1, 12], [None, 1]]}},
            [("out_of_scale", "matrices.R1[0][1]")],
        ),
        ({"matrices": [MATRIX, [[1]]]}, [("not_a_matrix", "matrices[1]")]),
        ({"items": ["a", "a"], "matrices": [MATRIX]}, [("duplicate_name", "items[1]")]),
        ({"matrices": [[[1]]]}, [("count", "items")]),
        ({**NAMED, "weights": [1]}, [("not_respondent_weights", "weights")]),
        ({**NAMED, "weights": "equal"}, [("not_respondent_weights", "weights")]),
        ({**NAMED, "weights": [1, -1]}, [("respondent_weight", "weights[1]")]),
        (
            {**NAMED, "weights": ["1", None]},
            [("respondent_weight", f"weights[{i}]") for i in (0, 1)],
        ),
        ({**NAMED, "weights": [0, 0]}, [("no_respondent_weight", "weights")]),
        (
            {**NAMED, "weights": {"R1": True, "R3": 1}},
            [
                ("unknown_respondent", "weights.R3"),
                ("missing_key", "weights.R2"),
                ("respondent_weight", "weights.R1"),
            ],
        ),
        ({**NAMED, "matrix": MATRIX}, [("unknown_key", "matrix")]),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    tmp_path: Path, content: object, faults: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, content), read_group) == faults


def test_a_respondent_who_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = '{"matrices": {"R1": [[1, 3], [null, 1]], "R1": [[1, 2], [null, 1]]}}'

    assert faults_of(written(tmp_path, twice), read_group) == [("duplicate_key", "R1")]


@given(
    content=st.fixed_dictionaries(
        {}, optional={"items": json_values, "matrices": json_values, "weights": json_values}
    )
)
@settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_document_is_read_or_refused_with_faults(tmp_path: Path, content: object) -> None:
    refused = refusal(written(tmp_path, content), read_group)

    assert refused is None or refused.faults
