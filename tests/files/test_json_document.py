"""The document, its names, numbers and matrices, and every fault with its place."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.files.judgements_file import read_judgements
from tests.files.json_samples import THIRD, faults_of, written


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", [("syntax", "line 1")]),
        ("[]", [("not_an_object", "line 1")]),
        ("{}", [("missing_key", "matrix")]),
        ('{"matrix": [[1]], "matrix": [[1, 2], [0.5, 1]]}', [("duplicate_key", "matrix")]),
        ('{"matrix": [[1, NaN], [2, 1]]}', [("not_positive", "matrix[0][1]")]),
        ('{"matrix": [[1, Infinity], [2, 1]]}', [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1]]}, [("count", "items")]),
        ({"matrix": 3}, [("count", "items"), ("not_a_matrix", "matrix")]),
        ({"items": "ab", "matrix": [[1, 2], [0.5, 1]]}, [("not_names", "items")]),
        ({"items": ["a", 7], "matrix": [[1, 2], [0.5, 1]]}, [("not_a_name", "items[1]")]),
        ({"items": ["a", "a"], "matrix": [[1, 2], [0.5, 1]]}, [("duplicate_name", "items[1]")]),
        (
            {"items": ["a", "a"], "matrix": [[2, 15], ["x", 1]]},
            [
                ("duplicate_name", "items[1]"),
                ("out_of_scale", "matrix[0][1]"),
                ("not_a_ratio", "matrix[1][0]"),
                ("diagonal", "matrix[0][0]"),
            ],
        ),
        ({"items": ["a", " a "], "matrix": [[1, 2], [0.5, 1]]}, [("duplicate_name", "items[1]")]),
        ({"items": ["A1", "Ａ１"], "matrix": [[1, 2], [0.5, 1]]}, [("duplicate_name", "items[1]")]),
        ({"items": ["a", "b"], "matrix": [[1, 2]]}, [("not_a_matrix", "matrix")]),
        ({"matrix": [[1, 2], [0.5]]}, [("row_length", "matrix[1]")]),
        ({"matrix": [[1, True], [0.5, 1]]}, [("not_a_ratio", "matrix[0][1]")]),
        ({"matrix": [[1, "much"], [0.5, 1]]}, [("not_a_ratio", "matrix[0][1]")]),
        ({"matrix": [[1, "1/0"], [None, 1]]}, [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1, 0], [None, 1]]}, [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1, 12], [None, 1]]}, [("out_of_scale", "matrix[0][1]")]),
        ({"matrix": [[1, None], [0.0011, 1]]}, [("out_of_scale", "matrix[1][0]")]),
        ('{"matrix": [[1, 1' + "0" * 400 + "], [null, 1]]}", [("not_positive", "matrix[0][1]")]),
        ('{"matrix": [[1, 1' + "0" * 9000 + "], [null, 1]]}", [("long_number", "file")]),
        (
            '{"items": ["a", "\\ud800"], "matrix": [[1, 2]]}',
            [("not_a_name", "items[1]"), ("not_a_matrix", "matrix")],
        ),
        ('{"\\ud800": 1, "matrix": [[1, 2], [0.5, 1]]}', [("unknown_key", "?")]),
        ({"matrix": [[2, 3], [THIRD, 1]]}, [("diagonal", "matrix[0][0]")]),
        ({"matrix": [[1, 3], [0.33, 1]]}, [("not_reciprocal", "matrix[0][1]")]),
        ({"matrix": [[1, 3], [THIRD, 1]], "weights": 1}, [("unknown_key", "weights")]),
        (
            {"matrix": [[1, -3, 4], [3, 1, "x"], [0.25, 2, 5]]},
            [
                ("not_positive", "matrix[0][1]"),
                ("not_a_ratio", "matrix[1][2]"),
                ("diagonal", "matrix[2][2]"),
            ],
        ),
    ],
)
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, content: object, expected: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, content), read_judgements) == expected


def test_more_items_than_the_random_index_knows_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": np.ones((31, 31)).tolist()})

    assert faults_of(path, read_judgements) == [("count", "items")]


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "none.json", read_judgements) == [("not_found", "file")]
    assert faults_of(tmp_path, read_judgements) == [("unreadable", "file")]


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes('{"items": ["甲", "乙"], "matrix": [[1, 2], [0.5, 1]]}'.encode("gbk"))

    with pytest.raises(InputError, match=r"document\.encoding"):
        read_judgements(path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '{"matrix": ' + "[" * 100_000 + "]" * 100_000 + "}")

    assert faults_of(path, read_judgements) == [("too_deep", "line 1")]
