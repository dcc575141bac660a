"""The demo runs the shipped example with few days and stops before the app when told to."""

import json
from pathlib import Path

import pytest

from engine.cli import main


@pytest.mark.slow
@pytest.mark.full
def test_demo_decides_the_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "demo"

    code = main(["demo", "--no-app", "--out", str(out), "--replications", "4", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert document["case"] == "example"
    assert document["generated"] is True
    assert {file.name for file in out.iterdir()} >= {"pack.json", "report.html", "tables.xlsx"}


def test_demo_explains_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--help"]) == 0

    told = capsys.readouterr().out
    assert "--no-app" in told
    assert "--port" in told
