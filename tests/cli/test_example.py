"""``heng example`` writes exports that the next command reads."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.files.locations import scenarios_folder


def test_example_is_written_and_read_again_up_to_the_weights(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["example", "shop", "--contacts", "5000", "--lang", "en"]) == 0
    assert "heng metrics shop" in capsys.readouterr().out
    assert main(["metrics", "shop", "--out", "metrics", "--json", "--lang", "en"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["generated"] is True
    kinds = {source["kind"] for source in found["sources"]}
    assert {"contacts", "messages", "orders", "samples", "ratings", "staff"} < kinds
    assert set(weighed(capsys)) == {row["agent"] for row in found["agents"]}


def weighed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the agents whose grades ``heng optimise`` reads from what ``heng metrics`` wrote."""
    scenarios = scenarios_folder()
    policy = scenarios / "policies" / "performance-60-25-15.toml"
    files = {"policy": policy, "incumbent": "performance-scheme", "metrics": "metrics/agents.csv"}
    asked = ["optimise", *(f"--{name}={file}" for name, file in files.items())]

    assert main([*asked, "--draws", "50", "--node-limit", "0", "--json"]) == 0

    grades = json.loads(capsys.readouterr().out)["grades"]
    return [*(row["agent"] for row in grades["agents"]), *grades["not_scored"]]


def test_example_names_its_files_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["example", str(tmp_path / "shop"), "--contacts", "5000", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert "contacts.csv" in found["files"]
    assert found["heng"]["seed"] == 1


def test_folder_of_others_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("", encoding="utf-8")

    assert main(["example", str(tmp_path), "--lang", "zh"]) == 2
    assert "其他文件" in capsys.readouterr().err
