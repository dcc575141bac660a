"""How findings name items, pairs and people."""

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.studies.panel_names import MOST_NAMED, finding, item_name, listed, pair_name

TREE = ItemTree({"goal": ("frt", "csat")}, {"frt": Text("首响", "first response")})


def test_an_item_has_its_names_and_else_its_id() -> None:
    assert item_name(TREE, "frt") == {"zh": "首响", "en": "first response"}
    assert item_name(TREE, "csat") == {"zh": "csat", "en": "csat"}


def test_a_root_that_nobody_named_is_the_goal() -> None:
    columns = ItemTree({"goal": ("a", "b")}, {"goal": Text("goal", "goal")})
    named = ItemTree({"goal": ("a", "b")}, {"goal": Text("绩效", "pay")})

    assert item_name(TREE, "goal") == item_name(columns, "goal")
    assert item_name(columns, "goal") == {"zh": "总目标", "en": "the goal"}
    assert item_name(named, "goal") == {"zh": "绩效", "en": "pay"}


def test_a_pair_is_named_in_both_languages() -> None:
    assert pair_name(TREE, "frt", "csat") == {"zh": "首响 : csat", "en": "first response : csat"}


def test_a_list_has_the_mark_of_its_language() -> None:
    assert listed(["R1", "R2"]) == {"zh": "R1、R2", "en": "R1, R2"}


def test_a_long_list_ends_in_an_ellipsis() -> None:
    names = [str(k) for k in range(MOST_NAMED + 1)]

    assert listed(names)["en"].endswith(f", {MOST_NAMED - 1}, \u2026")
    assert "\u2026" not in listed(names[:-1])["en"]


def test_a_finding_has_the_key_of_its_area() -> None:
    found = finding("alarm", "incoherent", group=0.01)

    assert (found.severity, found.sentence.key) == ("alarm", "finding.panel.incoherent")
    assert found.sentence.values == {"group": 0.01}
