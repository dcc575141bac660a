"""Policies: rules that cannot hold together are named."""

from pathlib import Path

import pytest

from engine.domain.grades import GradeRule
from engine.domain.policy import (
    Distances,
    Emphasis,
    Norm,
    Objective,
    OrderRule,
    PolicyGroup,
    RatioRule,
    WeightPolicy,
)
from engine.domain.texts import Language, Text
from engine.errors import InputError
from engine.files.locations import scenarios_folder, shipped
from engine.files.policy_file import read_policy, read_policy_file
from engine.files.policy_writer import policy_text
from engine.i18n.translate import LANGUAGES, render_error
from tests.files.policy_samples import FULL

FOLDER = scenarios_folder() / "policies"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Return a folder of policies beside a folder with the scheme they name."""
    for name in ("schemes", "policies"):
        (tmp_path / name).mkdir()
    scheme = scenarios_folder() / "schemes" / "performance-scheme.toml"
    (tmp_path / "schemes" / scheme.name).write_bytes(scheme.read_bytes())
    return tmp_path / "policies"


def changed(folder: Path, old: str, new: str) -> Path:
    text = (FOLDER / "performance-60-25-15.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "policy.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", shipped("policies"), ids=lambda path: path.stem)
def test_a_shipped_policy_survives_writing_and_reading(path: Path, policies: Path) -> None:
    policy = read_policy(path)
    scheme = "../schemes/performance-scheme.toml" if policy.group_shares else ""
    copy = policies / "copy.toml"

    copy.write_text(policy_text(policy, scheme), encoding="utf-8")

    assert read_policy(copy) == policy


def test_no_limit_and_no_grid_are_none() -> None:
    policy = read_policy(FOLDER / "open.toml")

    assert policy.largest_move is None
    assert policy.grid == 0.005


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("evidence_share = 0.5", "evidence_share = 50", "document.per_cent", "evidence_share"),
        ("grid = 0.005", "grid = 0.5", "document.at_most", "grid"),
        ("default_floor = 0.03", "default_floor = 0.3", "policy.floor_above_cap", "default_floor"),
        ("[floors]", "[floors]\nconvesion = 0.1", "policy.unknown_name", "floors.convesion"),
        ("[caps]", "[caps]\nfrt = 0.01", "policy.floor_above_cap", "caps.frt"),
        ("performance = [", "results = [", "policy.unknown_name", "group_shares.results"),
        ("[0.15, 0.15]", "[0.15]", "document.too_short", "group_shares.behaviour"),
        ("[0.15, 0.15]", "[0.15, 0.05]", "policy.range", "group_shares.behaviour"),
        ("[0.15, 0.15]", "[0.30, 0.30]", "policy.group_sum", "group_shares"),
        ("[floors]", "[floors]\nattendance = 0.12", "policy.no_room", "group_shares.behaviour"),
        ("performance-scheme.toml", "nowhere.toml", "locations.missing", "scheme"),
        ("[0.15, 0.15]", "[0.153, 0.153]", "policy.group_off_grid", "group_shares.behaviour"),
        ("grid = 0.005", "grid = 0.03", "policy.grid_not_one", "grid"),
        ("default_floor = 0.03", "default_floor = 0.2", "policy.floors_above_one", "default_floor"),
        ("default_cap = 0.25", "default_cap = 0.05", "policy.caps_below_one", "default_cap"),
        ("grid = 0.005", 'grid = 0.005\nindicators = ["frt"]', "policy.scheme_or_indicators",
         "indicators"),
        ("grid = 0.005", "grid = 0.005\nbudget = 11", "policy.budget", "budget"),
        ("[floors]", '[grades]\ncutoffs = [90]\nlabels = ["A", "B"]\n\n[floors]',
         "policy.scheme_or_grades", "grades"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_hold_is_named(
    policies: Path, old: str, new: str, code: str, place: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_policy(changed(policies, old, new))

    found = {fault.code: fault.place for fault in caught.value.faults}
    assert code in found, found
    assert found[code].startswith(place + " (line ")


def test_every_key_is_read(tmp_path: Path) -> None:
    read = read_policy_file(written(tmp_path, FULL))

    policy = read.policy
    assert read.scheme is None
    assert read.tree is not None
    assert read.tree.leaf_ids == ("frt", "fcr", "csat_rate", "complaint")
    assert read.tree.leaf("fcr").name == Text("一次解决率", "First contact resolution")
    assert read.grades == GradeRule((90.0, 80.0), ("A", "B", "C"))
    assert policy.objective is Objective.DISTANCES
    assert (policy.norm, policy.budget) == (Norm.LINF, 2)
    assert policy.distances == Distances(1, 0.5, 0.25)
    assert (policy.ring_fenced, policy.red_lines) == (("csat_rate",), ("complaint",))
    assert policy.largest_moves == {"frt": 0.05}
    assert policy.groups == (
        PolicyGroup("speed", Text("速度", "Speed"), ("frt",)),
        PolicyGroup("quality", Text("quality", "quality"), ("fcr", "csat_rate", "complaint")),
    )
    assert policy.orders == (OrderRule("fcr", "speed", 0.05),)
    assert policy.ratios == (RatioRule("quality", "speed", 1.5),)
    assert policy.emphasis("promotion") == Emphasis(
        "promotion",
        Text("promotion", "promotion"),
        {"frt": 1.3},
        {"frt": 1.3},
        {"speed": 0.05},
        ("fcr",),
    )
    assert policy.triggers[0].raises == {"fcr": 0.03}
    assert (policy.triggers[0].threshold, policy.triggers[0].release) == (0.03, 0.025)


def test_three_lines_are_a_policy(tmp_path: Path) -> None:
    text = 'schema_version = 1\nid = "p"\nname = { zh = "p", en = "p" }\n'

    read = read_policy_file(written(tmp_path, text))

    assert read.policy == WeightPolicy("p", Text("p", "p"), 0.5)
    assert (read.scheme, read.tree, read.grades) == (None, None, None)


def test_names_wait_for_the_weights_when_the_file_names_no_indicators(tmp_path: Path) -> None:
    text = 'schema_version = 1\nid = "p"\nname = { zh = "p", en = "p" }\n[floors]\nany = 0.1\n'

    assert read_policy(written(tmp_path, text)).floors == {"any": 0.1}


def test_a_scheme_is_named_by_its_file_or_the_id_of_a_shipped_one(tmp_path: Path) -> None:
    text = 'schema_version = 1\nid = "p"\nname = { zh = "p", en = "p" }\nscheme = "team-2026"\n'

    read = read_policy_file(written(tmp_path, text))

    assert read.scheme is not None
    assert read.scheme.id == "team-2026"
    assert (read.tree, read.grades) == (read.scheme.tree, read.scheme.grades)


def test_a_group_without_a_share_has_no_limit(policies: Path) -> None:
    path = changed(policies, "behaviour = [0.15, 0.15]\n", "")

    assert set(read_policy(path).group_shares) == {"performance", "service_quality"}


def test_a_source_that_is_not_named_counts_nothing(tmp_path: Path) -> None:
    text = FULL.replace("{ judged = 1, evidence = 0.5, incumbent = 0.25 }", "{ incumbent = 2 }")

    assert read_policy_file(written(tmp_path, text)).policy.distances == Distances(0, 0, 2)


def test_a_release_that_is_not_given_is_the_threshold(tmp_path: Path) -> None:
    read = read_policy_file(written(tmp_path, FULL.replace("release = 0.025\n", "")))

    assert read.policy.triggers[0].release == 0.03


def test_rules_that_clash_only_together_are_no_fault_of_the_file(policies: Path) -> None:
    path = changed(policies, "[floors]", "[floors]\nattendance = 0.12")

    assert read_policy_file(path).policy.floors == {"attendance": 0.12}
    with pytest.raises(InputError, match=r"policy\.no_room"):
        read_policy(path)


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    text = FULL.replace('"frt", {', '"frt", "frt", {').replace("release = 0.025", "release = 0.04")

    with pytest.raises(InputError) as caught:
        read_policy_file(written(tmp_path, text))

    assert [(fault.code, fault.value) for fault in caught.value.faults] == [
        ("document.duplicate_id", "frt"),
        ("policy.release", "0.04"),
    ]


def test_faults_of_the_scheme_are_said_with_the_schemes_name(policies: Path) -> None:
    scheme = policies.parent / "schemes" / "performance-scheme.toml"
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("weight = 0.15", "weight = 15"))

    with pytest.raises(InputError) as caught:
        read_policy(changed(policies, "grid", "grid"))

    assert {Path(fault.file).name for fault in caught.value.faults} == {scheme.name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_floor_above_its_cap_is_said_with_both(policies: Path, language: Language) -> None:
    with pytest.raises(InputError) as caught:
        read_policy(changed(policies, "[caps]", "[caps]\nfrt = 0.01"))

    said = render_error(caught.value, language)
    assert "0.03" in said
    assert "0.01" in said


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('scheme = "nope"\n', "policy.unknown_scheme", "scheme"),
        ('indicators = ["a", "b"]\nred_lines = ["a", "b"]\n', "policy.nothing_weighs", "red_lines"),
        ('indicators = ["a", "b"]\ngroup_shares = { q = [0.1, 0.5] }\n', "policy.no_group",
         "group_shares.q"),
    ],
)  # fmt: skip
def test_what_leaves_nothing_to_name_is_one_fault(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'schema_version = 1\nid = "p"\nname = { zh = "p", en = "p" }\n' + text, encoding="utf-8"
    )

    with pytest.raises(InputError) as refused:
        read_policy_file(path)

    (fault,) = refused.value.faults
    assert (fault.code, fault.place.partition(" ")[0]) == (code, place)


def test_a_scheme_is_told_from_a_policy_in_one_fault() -> None:
    with pytest.raises(InputError) as refused:
        read_policy_file(scenarios_folder() / "schemes" / "team-2026.toml")

    assert [fault.code for fault in refused.value.faults] == ["policy.is_scheme"]
