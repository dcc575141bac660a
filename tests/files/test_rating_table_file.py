"""Tables of ratings: points, words, JSON, and what cannot be compared."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.files.rating_table_file import read_rating_table


def sheet(folder: Path, text: str) -> Path:
    path = folder / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def document(folder: Path, content: object) -> Path:
    path = folder / "ratings.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_points_stay_points(tmp_path: Path) -> None:
    found = read_rating_table(sheet(tmp_path, "item,q,r\nc1,9,2.5\nc2,,3\n"))

    assert found.ratings is not None
    assert (found.items, found.raters, found.categories) == (("c1", "c2"), ("q", "r"), ())
    assert found.ratings[0].tolist() == [9, 2.5]
    assert np.isnan(found.ratings[1, 0])


def test_words_become_places_in_the_order_given(tmp_path: Path) -> None:
    path = sheet(tmp_path, "item,q,r\nc1,good,bad\nc2,fair,good\n")

    by_letters = read_rating_table(path)
    in_order = read_rating_table(path, ("bad", "fair", "good"))

    assert by_letters.categories == ("bad", "fair", "good")
    assert in_order.ratings is not None
    assert in_order.ratings.tolist() == [[2, 0], [1, 2]]


def test_json_holds_ratings_a_table_or_counts(tmp_path: Path) -> None:
    ratings = read_rating_table(document(tmp_path, {"ratings": [[1, 2], [None, 3]]})).ratings
    cross = read_rating_table(document(tmp_path, {"table": [[1, 2], [3, 4]]})).cross
    counts = read_rating_table(document(tmp_path, {"counts": [[2, 0], [1, 1]]})).counts

    assert ratings is not None
    assert np.isnan(ratings[1, 0])
    assert cross is not None
    assert cross.tolist() == [[1, 2], [3, 4]]
    assert counts is not None
    assert counts.tolist() == [[2, 0], [1, 1]]


def test_every_fault_of_a_sheet_is_told(tmp_path: Path) -> None:
    path = sheet(tmp_path, "item,q,r\nc1,good,so\nc1,bad,good\n")

    with pytest.raises(InputError) as refused:
        read_rating_table(path, ("bad", "good"))

    assert [fault.code for fault in refused.value.faults] == [
        "rating_table.item",
        "rating_table.category",
    ]


def test_a_word_among_points_is_no_category(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 3, column r: rating_table\.mixed: 'n/a'"):
        read_rating_table(sheet(tmp_path, "item,q,r\nc1,9,2\nc2,8,n/a\n"))


def test_one_rater_cannot_agree(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"rating_table\.raters"):
        read_rating_table(sheet(tmp_path, "item,q\nc1,1\n"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "keys"),
        ({"ratings": [[1, 2]], "counts": [[1, 2]]}, "keys"),
        ({"table": [[1, 2], [3]]}, "ragged"),
        ({"table": [1, 2]}, "ragged"),
        ({"counts": [[0.5, 1]]}, "counts"),
        ({"counts": [[-1, 1]]}, "counts"),
        ({"table": [[None, 1], [1, 1]]}, "counts"),
        ({"ratings": [["1", 2]]}, "number"),
        ({"ratings": [[True, 2]]}, "number"),
        ({"ratings": [[float("inf"), 2]]}, "number"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, content: object, code: str) -> None:
    with pytest.raises(InputError, match=rf"rating_table\.{code}"):
        read_rating_table(document(tmp_path, content))


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ratings.json"
    path.write_text('{"table": [[1, 2], [3, 4]], "table": [[1, 1], [1, 1]]}', encoding="utf-8")

    with pytest.raises(InputError, match=r"judgement_file\.duplicate_key"):
        read_rating_table(path)


def test_a_number_is_its_category_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("item,A,B\n1,1,1.0\n2,2,3\n", encoding="utf-8")

    found = read_rating_table(path, ("1", "2", "3"))

    assert found.ratings is not None
    assert found.ratings.tolist() == [[0, 0], [1, 2]]


@pytest.mark.parametrize("categories", [("low", "mid", "mid"), ("1", "1.0"), ("low", "")])
def test_a_category_twice_or_blank_is_refused(tmp_path: Path, categories: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"rating_table\.categories"):
        read_rating_table(tmp_path / "points.csv", categories)
