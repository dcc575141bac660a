"""Policies: rules that cannot hold together are named."""

from pathlib import Path

import pytest

from engine.domain.texts import Language
from engine.errors import InputError
from engine.files.locations import scenarios_folder, shipped
from engine.files.policy_file import policy_text, read_policy
from engine.i18n.translate import LANGUAGES, render_error

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
        ("behaviour = [0.15, 0.15]\n", "", "policy.group_missing", "group_shares.behaviour"),
        ("[0.15, 0.15]", "[0.15]", "document.too_short", "group_shares.behaviour"),
        ("[0.15, 0.15]", "[0.15, 0.05]", "policy.range", "group_shares.behaviour"),
        ("[0.15, 0.15]", "[0.30, 0.30]", "policy.group_sum", "group_shares"),
        ("[floors]", "[floors]\nattendance = 0.12", "policy.no_room", "group_shares.behaviour"),
        ("performance-scheme.toml", "nowhere.toml", "locations.missing", "scheme"),
        ('"../schemes/performance-scheme.toml"', '""', "policy.scheme_needed", "group_shares"),
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
