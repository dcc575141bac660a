"""The guide on quality samples prints what it shows."""

import re
import shlex
from pathlib import Path

import pytest

from engine.cli import main
from tests.test_guides import SHOWN, is_shown

GUIDE = (Path(__file__).parents[1] / "docs" / "quality.md").read_text(encoding="utf-8")
FILES = re.findall(r"```csv (\S+)\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), SHOWN.findall(GUIDE))
def test_command_prints_what_the_guide_shows(
    command: str,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, content in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    code = main([*shlex.split(command)[1:], "--lang", "en"])

    output = capsys.readouterr().out
    assert code == 0
    assert is_shown(output, shown), output
