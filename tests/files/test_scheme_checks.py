"""Schemes that contradict themselves, one contradiction at a time."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.scheme_file import read_scheme

# a copy of its own: the shipped curves may be tuned without changing what is checked here
RIGHT = Path(__file__).parents[1] / "cases" / "schemes" / "pay-linked.toml"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("weight = 0.15\nunit = \"share\"\ndirection = \"higher\"\npopulation = \"presale\"",
         "weight = 0.13\nunit = \"share\"\ndirection = \"higher\"\npopulation = \"presale\"",
         "scheme.weight_sum", "indicators (line 5"),
        ("children = [\"qa_session\", \"qa_ticket\"]", "children = [\"qa_session\"]",
         "scheme.orphan", "indicators[6].id"),
        ("children = [\"qa_session\", \"qa_ticket\"]",
         "children = [\"qa_session\", \"qa_ticket\", \"frt\"]",
         "scheme.child_twice", "groups[1].children[2]"),
        ("children = [\"qa_session\", \"qa_ticket\"]",
         "children = [\"qa_session\", \"qa_tickets\"]",
         "scheme.unknown_child", "groups[1].children[1]"),
        ("share = 0.5", "share = 0.4", "scheme.rater_sum", "raters (line 27)"),
        ("id = \"supervisor\"", "id = \"self\"", "document.duplicate_id", "raters[1].id"),
        ("cutoffs = [90, 70]", "cutoffs = [70, 90]", "grades.cutoffs", "grades (line 16)"),
        ("A = 1.10, B = 1.0, C = 0.95", "A = 1.10, B = 1.0", "scheme.pay_grades",
         "pay.coefficient (line 25)"),
        ("[[15, 100], [28, 90], [60, 70], [180, 0]]", "[[15, 0], [28, 70], [60, 90], [180, 100]]",
         "scheme.curve_lower", "indicators[1].curve"),
        ("[[15, 100], [28, 90]", "[[28, 100], [15, 90]", "curve.not_ascending",
         "indicators[1].curve"),
        ("[180, 0]", "[180000, 0]", "scheme.implausible", "indicators[1].curve[3][0]"),
        ("comparison = \"<=\", threshold = 28", "comparison = \">=\", threshold = 28",
         "scheme.target_direction", "indicators[1].target.comparison"),
        ("threshold = 28", "threshold = 170", "scheme.target_score",
         "indicators[1].target.threshold"),
        ("threshold_high = 0.75", "threshold_high = 0.65", "scheme.target_range",
         "indicators[2].target.threshold_high"),
        ("counter_indicators = [\"fcr\"]", "counter_indicators = [\"fcr\", \"fcr\"]",
         "document.entry_twice", "counter_indicators[1]"),
        ("curve = [[50, 0], [70, 55]", "curve = [[-50, 0], [70, 55]",
         "scheme.implausible", "indicators[5].curve[0][0]"),
        ("counter_indicators = [\"fcr\"]", "counter_indicators = [\"cfr\"]",
         "tree.unknown_indicator", "counter_indicators[0]"),
        ("weight = 0.15\n", "", "scheme.weight_missing", "indicators[0].weight"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    text = RIGHT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "scheme.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scheme(path)

    found = {fault.code: fault.place for fault in caught.value.faults}
    assert code in found, found
    assert place in found[code]


def test_the_scheme_that_is_changed_here_is_right_itself() -> None:
    assert read_scheme(RIGHT).id == "performance-scheme"


def test_a_hierarchy_that_runs_in_a_circle_is_refused(tmp_path: Path) -> None:
    text = RIGHT.read_text(encoding="utf-8")
    text = text.replace('"performance", "service_quality", "behaviour"]', '"performance"]', 1)
    text = text.replace('["qa_session", "qa_ticket"]', '["qa_session", "qa_ticket", "behaviour"]')
    text = text.replace('["collaboration", "learning",', '["service_quality", "learning",')
    path = tmp_path / "scheme.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scheme(path)

    circles = [fault for fault in caught.value.faults if fault.code == "scheme.circle"]
    assert {fault.values["id"] for fault in circles} == {"service_quality", "behaviour"}
