"""Platform rules of a scenario: shipped ones by id, own ones by file."""

from pathlib import Path

from engine.files.locations import shipped
from engine.files.platform_file import read_platform, shipped_platforms
from engine.files.scenario_platforms import platform_names
from tests.files.scenario_samples import SMALL, changed, faults_of, scenario_of

OWN = next(path for path in shipped("platforms") if path.stem == "taobao-3min")


def with_platforms(names: str) -> str:
    return changed(SMALL, "horizon_h = 48", f"horizon_h = 48\nplatforms = {names}")


def test_without_the_key_the_usual_two_are_counted(tmp_path: Path) -> None:
    rules = scenario_of(tmp_path, SMALL).platform_rules

    assert [rule.id for rule in rules] == ["taobao-3min", "jd-30s"]
    assert [rule.indicator for rule in rules] == ["rate_3min", "rate_30s"]


def test_shipped_rules_are_found_by_id(tmp_path: Path) -> None:
    (rule,) = scenario_of(tmp_path, with_platforms('["pinduoduo-3min"]')).platform_rules

    assert rule == next(each for each in shipped_platforms() if each.id == "pinduoduo-3min")


def test_the_id_of_every_shipped_rule_is_the_name_of_its_file() -> None:
    assert all(read_platform(path).id == path.stem for path in shipped("platforms"))


def test_a_rule_of_ones_own_is_found_beside_the_scenario(tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8").replace("threshold_s = 180", "threshold_s = 120")
    (tmp_path / "taobao-3min.toml").write_text(text, encoding="utf-8")

    rules = scenario_of(tmp_path, with_platforms('["taobao-3min.toml"]')).platform_rules

    assert rules[0].threshold_s == 120
    assert platform_names(rules) == ["taobao-3min.toml"]
    assert platform_names(shipped_platforms()[:1]) == [shipped_platforms()[0].id]


def test_an_unknown_platform_is_said_with_the_nearest(tmp_path: Path) -> None:
    found = faults_of(tmp_path, with_platforms('["taobao-3mim", "jd-30s", "jd-30s", "no.toml"]'))

    assert found == {
        ("scenario.unknown_name_near", "platforms[0]"),
        ("document.duplicate_id", "platforms[2]"),
        ("locations.missing", "platforms[3]"),
    }


def test_faults_of_a_platform_file_are_said_with_those_of_the_scenario(tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8").replace("threshold_s = 180", "threshold_s = 18000")
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")

    found = faults_of(tmp_path, with_platforms('["own.toml", "none"]'))

    assert found == {
        ("document.at_most", "threshold_s"),
        ("scenario.unknown_name", "platforms[1]"),
    }
