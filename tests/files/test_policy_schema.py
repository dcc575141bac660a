"""The schema refuses slips of unit and form, and the guide tells every key of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.domain.policy import Norm, Objective
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.policy_file import read_policy_file
from engine.files.policy_schema import PolicyFile
from engine.i18n.translate import render_error
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import closest_weights
from tests.files.policy_samples import FULL

GUIDE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("speed = [0.2, 0.4]", "speed = [20, 40]", "document.per_cent"),
        ("frt = 0.1", "frt = 10", "document.per_cent"),
        ("group_shifts = { speed = 0.05 }", "group_shifts = { speed = 5 }", "document.per_cent"),
        ("raises = { fcr = 0.03 }", "raises = { fcr = 3 }", "document.per_cent"),
        ("threshold = 0.03", "threshold = 3", "document.per_cent"),
        ("multipliers = { frt = 1.3 }", "multipliers = { frt = 130 }", "document.at_most"),
        ("multipliers = { frt = 1.3 }", "multipliers = { frt = 0 }", "document.more_than"),
        ("ratio = 1.5", "ratio = -1", "document.more_than"),
        ("grid = 0.01", "grid = 0.5", "document.at_most"),
        ("alpha = 0.01", "alpha = 0", "document.more_than"),
        ("alpha = 0.01", "alpha = 0.6", "document.at_most"),
        ("window_days = 30", "window_days = 0", "document.at_least"),
        ("window_days = 30", "window_days = 7.5", "document.whole_number"),
        ("budget = 2", "budget = -1", "document.at_least"),
        ("judged = 1", "judged = -1", "document.at_least"),
        ('members = ["frt"]', "members = []", "document.too_short"),
        ("raises = { fcr = 0.03 }", "raises = {}", "document.too_short"),
        ('objective = "distances"', 'objective = "distance"', "document.choice_near"),
        ('norm = "Linf"', 'norm = "L2"', "document.choice"),
        ('comparison = ">="', 'comparison = ">"', "document.choice_near"),
        ("ring_fenced =", "ringfenced =", "document.unknown_key_near"),
        ("[largest_moves]", "[largest_move]", "document.duplicate_key"),
        ("gap = 0.05", "gapp = 0.05", "document.unknown_key_near"),
        ("evidence = 0.5", "evidense = 0.5", "document.unknown_key_near"),
        ('indicator = "complaint"', "", "document.missing_key"),
        ('members = ["frt"]', "", "document.missing_key"),
        ("frt = 0.1", "frt = nan", "document.finite"),
        ("frt = 0.1", "frt = true", "document.number"),
        ("frt = 0.1", 'frt = "0.1"', "document.number"),
        ('"frt", {', '"FRT", {', "policy.unknown_name"),
    ],
)  # fmt: skip
def test_slip_is_named(tmp_path: Path, good: str, bad: str, code: str) -> None:
    path = tmp_path / "policy.toml"
    assert good in FULL
    path.write_text(FULL.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_policy_file(path)

    assert code in {fault.code for fault in caught.value.faults}, caught.value
    assert "policy.toml" in render_error(caught.value, "en")


def test_a_share_in_per_cent_is_told_as_the_share(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(FULL.replace("speed = [0.2, 0.4]", "speed = [0.2, 60]"), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_policy_file(path)

    (fault,) = caught.value.faults
    assert (fault.place, fault.values) == ("group_shares.speed[1] (line 28)", {"share": 0.6})


def keys(model: type[BaseModel]) -> Iterator[str]:
    for definition in (schema := model.model_json_schema())["$defs"].values():
        yield from definition.get("properties", {})
    yield from schema["properties"]


def test_every_key_is_in_the_guide() -> None:
    told = set(re.findall(r"[a-z][a-z0-9_]*", GUIDE))

    assert set(keys(PolicyFile)) - told == set()


def test_every_choice_is_in_the_guide() -> None:
    told = set(re.findall(r'`"([^"]+)"`', GUIDE))

    assert {each.value for each in (*Objective, *Norm)} - told == set()


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split('"')[1])
def test_every_example_of_the_guide_is_sound(tmp_path: Path, text: str) -> None:
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")

    assert read_policy_file(path).tree is not None


def test_the_guides_example_has_every_kind_of_rule(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[0], encoding="utf-8")

    policy = read_policy_file(path).policy

    assert policy.floors
    assert policy.caps
    assert policy.group_shares
    assert policy.largest_moves
    assert policy.groups
    assert policy.orders
    assert policy.ratios
    assert policy.ring_fenced
    assert policy.red_lines
    assert policy.emphases
    assert policy.triggers


@pytest.mark.parametrize("emphasis", [None, "promotion", "aftersale"])
def test_the_guides_example_admits_weights(tmp_path: Path, emphasis: str | None) -> None:
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    read = read_policy_file(path)
    assert read.scheme is not None
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, read.scheme.incumbent)
    stressed = None if emphasis is None else read.policy.emphasis(emphasis)

    admissible = admissible_set(read.policy, read.scheme.tree, incumbent, stressed)

    assert closest_weights(incumbent, admissible).weights.share("attendance") == 0
