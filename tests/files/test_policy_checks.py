"""Rules that cannot be meant as they stand are named; fixed leaves and overlaps are allowed for."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.policy_file import read_policy, read_policy_file
from tests.files.policy_samples import FULL

HEAD = """\
schema_version = 1
id = "p"
name = { zh = "p", en = "p" }
indicators = ["a", "b", "c", "d"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("good", "bad", "code", "place"),
    [
        ("frt = 0.1", "frt = 0.7", "policy.floor_above_cap", "floors.frt"),
        ("speed = [0.2, 0.4]", "speed = [0.4, 0.2]", "policy.range", "group_shares.speed"),
        ("speed = [0.2, 0.4]", "speed = [0.5, 0.6]", "policy.group_sum", "group_shares"),
        ("quality = [0.6, 0.8]", "quality = [0.4, 0.5]", "policy.group_sum", "group_shares"),
        ("grid = 0.01", "grid = 0.03", "policy.grid_not_one", "grid"),
        ("speed = [0.2, 0.4]", "speed = [0.205, 0.205]", "policy.group_off_grid",
         "group_shares.speed"),
        ('["csat_rate"]', '["complaint"]', "policy.fenced_red_line", "red_lines[0]"),
        ("frt = 0.1", "complaint = 0.1", "policy.fixed_leaf", "floors.complaint"),
        ("raises = { fcr", "raises = { complaint", "policy.fixed_leaf",
         "triggers[0].raises.complaint"),
        ('lower = "speed"\ngap', 'lower = "fcr"\ngap', "policy.order_of_one", "orders[0].lower"),
        ('lower = "speed"\nratio', 'lower = "quality"\nratio', "policy.order_of_one",
         "ratios[0].lower"),
        ("release = 0.025", "release = 0.035", "policy.release", "triggers[0].release"),
        ('comparison = ">="', 'comparison = "<="', "policy.release", "triggers[0].release"),
        ("budget = 2", "budget = 5", "policy.budget", "budget"),
        ("{ judged = 1, evidence = 0.5, incumbent = 0.25 }", "{ judged = 0 }",
         "policy.no_distance", "distances"),
        ("cutoffs = [90, 80]", "cutoffs = [80, 90]", "grades.cutoffs", "grades"),
        ('labels = ["A", "B", "C"]', 'labels = ["A", "B"]', "grades.labels", "grades"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_named(
    tmp_path: Path, good: str, bad: str, code: str, place: str
) -> None:
    assert good in FULL

    with pytest.raises(InputError) as caught:
        read_policy_file(written(tmp_path, FULL.replace(good, bad, 1)))

    found = {fault.code: fault.place.partition(" (")[0] for fault in caught.value.faults}
    assert (code, place) in found.items(), found


def test_an_emphasis_stresses_something(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"emphases\[0\].*policy\.emphasis_empty"):
        read_policy_file(written(tmp_path, HEAD + '[[emphases]]\nid = "e"\n'))


def test_floors_of_fixed_leaves_do_not_count(tmp_path: Path) -> None:
    text = HEAD + 'ring_fenced = ["a", "b"]\nred_lines = ["c"]\ndefault_floor = 0.6\n'

    assert read_policy_file(written(tmp_path, text)).policy.default_floor == 0.6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("default_floor = 0.3\n", "1.2 (a >= 0.3; b >= 0.3; c >= 0.3; d >= 0.3)"),
        ("default_cap = 0.2\n", "0.8 (a <= 0.2; b <= 0.2; c <= 0.2; d <= 0.2)"),
        ("[floors]\na = 0.6\nc = 0.5\n", "1.1 (a >= 0.6; c >= 0.5)"),
        ("[group_shares]\nx = [0.6, 0.6]\ny = [0.5, 0.7]\n", "x >= 0.6; y >= 0.5"),
        ("[group_shares]\nx = [0.1, 0.4]\ny = [0.1, 0.5]\n", "x <= 0.4; y <= 0.5"),
        ("[floors]\na = 0.4\n[group_shares]\nx = [0.1, 0.3]\n", "a >= 0.4; x <= 0.3"),
        ("default_cap = 0.3\n[group_shares]\nx = [0.7, 0.7]\n", "a <= 0.3; b <= 0.3; x >= 0.7"),
    ],
)
def test_the_rules_in_conflict_are_named(tmp_path: Path, text: str, told: str) -> None:
    groups = (
        '[[groups]]\nid = "x"\nmembers = ["a", "b"]\n[[groups]]\nid = "y"\nmembers = ["c", "d"]\n'
    )

    with pytest.raises(InputError) as caught:
        read_policy(written(tmp_path, HEAD + text + groups))

    assert [fault.value for fault in caught.value.faults] == [told]


def test_caps_of_red_lines_do_not_count(tmp_path: Path) -> None:
    text = HEAD + 'red_lines = ["a"]\ndefault_cap = 0.3\n'

    with pytest.raises(InputError, match=r"policy\.caps_below_one: '0\.9 \(a <= 0; b <= 0\.3;"):
        read_policy_file(written(tmp_path, text))


def test_groups_that_overlap_may_sum_to_more_than_one(tmp_path: Path) -> None:
    text = HEAD + (
        "[group_shares]\nx = [0.6, 0.6]\ny = [0.7, 0.7]\n"
        '[[groups]]\nid = "x"\nmembers = ["a", "b"]\n'
        '[[groups]]\nid = "y"\nmembers = ["b", "c"]\n'
    )

    assert read_policy_file(written(tmp_path, text)).policy.group_shares["y"] == (0.7, 0.7)


def test_groups_that_leave_leaves_out_may_sum_to_less_than_one(tmp_path: Path) -> None:
    text = HEAD + '[group_shares]\nx = [0.1, 0.2]\n[[groups]]\nid = "x"\nmembers = ["a", "b"]\n'

    assert read_policy(written(tmp_path, text)).group_shares == {"x": (0.1, 0.2)}


@pytest.mark.parametrize("rule", ["[floors]\na = 0.25", "[caps]\na = 0.02\nb = 0.03"])
def test_an_own_group_without_room_is_named(tmp_path: Path, rule: str) -> None:
    text = f'{HEAD}{rule}\n[group_shares]\nx = [0.1, 0.2]\n[[groups]]\nid = "x"\n'

    with pytest.raises(InputError, match=r"group_shares\.x .*policy\.no_room"):
        read_policy(written(tmp_path, text + 'members = ["a", "b"]\n'))


def test_a_grid_of_eighths_sums_to_one(tmp_path: Path) -> None:
    assert read_policy_file(written(tmp_path, HEAD + "grid = 0.125\n")).policy.grid == 0.125
