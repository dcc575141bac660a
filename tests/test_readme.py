"""The README says what is true: its commands run as printed, its links lead somewhere."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.compile(r"```console\n\$ (heng [^\n]+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "scenarios", place / "scenarios")
    return place


@pytest.mark.slow
@pytest.mark.parametrize(("command", "output"), SHOWN.findall(README))
def test_command_prints_what_the_readme_shows(folder: Path, command: str, output: str) -> None:
    _, *arguments = shlex.split(command)
    code = "import sys; from engine.cli import main; sys.exit(main())"

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--lang", "en"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == output.strip()


def test_readme_shows_three_commands_and_is_short() -> None:
    assert len(SHOWN.findall(README)) == 3
    assert README.count("\n") <= 120


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)$", README, re.MULTILINE))
def test_make_target_exists(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
