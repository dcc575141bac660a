"""What a workbook says of itself."""

import pytest

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.files.questionnaire_identity import (
    identity_rows,
    is_marked,
    pair_key,
    read_identity,
    shown_name,
    tree_fingerprint,
)

TREE = ItemTree(
    {"goal": ("a", "b"), "a": ("x", "y")}, {"goal": Text("目标", "Goal"), "x": Text("=甲", "X\n1")}
)


def test_the_tree_reads_back_from_the_hidden_sheet() -> None:
    identity = read_identity(list(identity_rows("s1", TREE)))

    assert identity is not None
    assert identity.scheme == "s1"
    assert identity.fingerprint == tree_fingerprint(TREE)
    assert identity.tree.items == TREE.items
    assert identity.tree.name("x") == Text("'=甲", "X 1")


def test_the_fingerprint_knows_ids_and_structure_not_names_or_order() -> None:
    other_order = ItemTree({"goal": ("b", "a"), "a": ("y", "x")}, {})

    assert tree_fingerprint(other_order) == tree_fingerprint(TREE)
    assert tree_fingerprint(ItemTree({"goal": ("a", "c"), "a": ("x", "y")}, {})) != (
        tree_fingerprint(TREE)
    )
    assert tree_fingerprint(ItemTree({"goal": ("a", "b"), "b": ("x", "y")}, {})) != (
        tree_fingerprint(TREE)
    )


@pytest.mark.parametrize("row", [0, 2, 3, 4, 5, 6, 7])  # row 1 holds the scheme's id
def test_any_change_of_ids_or_version_is_noticed(row: int) -> None:
    rows = [list(each) for each in identity_rows("s1", TREE)]

    rows[row][1] += "x"

    assert read_identity(rows) is None


def test_a_lost_row_is_noticed() -> None:
    assert read_identity(list(identity_rows("s1", TREE))[:-1]) is None


def test_only_our_sheet_is_marked() -> None:
    assert is_marked([list(next(identity_rows("s", TREE)))])
    assert not is_marked([])
    assert not is_marked([["respondent", "1"]])


def test_keys_and_names_are_plain() -> None:
    assert pair_key("goal", "a", "b") == "goal|a|b"
    assert shown_name(" two\nlines ") == "two lines"
