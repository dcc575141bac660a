"""The pages on evidence say what is true: commands print what is shown, every key is named."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.domain.evidence_figures import EffectReport
from engine.domain.specification import ErrorDefinition, Family, Role, Transform
from engine.files.documents import load_toml
from engine.files.evidence_question_schema import BandTable, LayoutTable, QuestionTable, TermTable
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.evidence_spec_schema import ClaimTable, DispatchTable, EvidenceFile, RoleTable
from tests.test_guides import SHOWN, Guide, is_shown

ROOT = Path(__file__).parents[1]
GUIDES = [Guide("evidence.md", "en"), Guide("evidence.zh.md", "zh")]
REFERENCE = (ROOT / "docs" / "evidence-specification.md").read_text(encoding="utf-8")
FILE = re.compile(r"```toml (\S+)\n(.*?)```", re.DOTALL)
TABLES = (EvidenceFile, QuestionTable, TermTable, RoleTable, ClaimTable, DispatchTable)
UNNAMED = {"truth"}  # for generated data only
MOST_LINES = 160


@pytest.fixture(params=GUIDES, ids=lambda guide: guide.language)
def guide(request: pytest.FixtureRequest) -> Guide:
    found: Guide = request.param
    return found


@pytest.mark.slow
def test_commands_print_what_the_guide_shows(guide: Guide, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for name, content in FILE.findall(guide.text):
        (tmp_path / name).write_text(content, encoding="utf-8")

    for command, shown in SHOWN.findall(guide.text):
        printed = run(command, guide, tmp_path)
        assert is_shown(narrow(printed), narrow(shown)), printed


def narrow(text: str) -> str:
    """Return a text whose columns stand one space apart: how wide they are is no promise."""
    return re.sub(r"(?<=\S) +", " ", text)


def run(command: str, guide: Guide, folder: Path) -> str:
    code = "import sys; from engine.cli import main; sys.exit(main())"
    arguments = [*shlex.split(command)[1:], "--lang", guide.language]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_languages_show_the_same_commands_and_ask_the_same(tmp_path: Path) -> None:
    commands, asked = [], []
    for guide in GUIDES:
        commands.append([command for command, _ in SHOWN.findall(guide.text)])
        path = tmp_path / f"{guide.language}.toml"
        path.write_text(FILE.findall(guide.text)[0][1], encoding="utf-8")
        asked.append(load_toml(path).data)

    assert commands[0] == commands[1]
    assert asked[0] == asked[1]


def test_page_is_short_and_its_links_lead_somewhere(guide: Guide) -> None:
    assert guide.text.count("\n") <= MOST_LINES
    for link in re.findall(r"\]\(([^)#:]+)\)", guide.text + REFERENCE):
        assert (ROOT / "docs" / link).exists(), link


def test_example_of_the_reference_is_a_right_file(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)[0], encoding="utf-8")

    plan = read_evidence_spec(path)

    assert [claim.change for claim in plan.claims] == [0.003]


@pytest.mark.parametrize("table", [*TABLES, BandTable, LayoutTable], ids=lambda t: t.__name__)
def test_every_key_of_the_file_is_named(table: type[QuestionTable]) -> None:
    keys = set(table.model_fields) - UNNAMED

    assert {key for key in keys if key not in REFERENCE} == set()


@pytest.mark.parametrize("choice", [Family, Transform, ErrorDefinition, Role])
def test_every_choice_is_named(choice: type[Family]) -> None:
    assert {each for each in choice if f"`{each.value}`" not in REFERENCE} == set()


def test_every_kind_of_effect_is_named() -> None:
    kinds = set(re.findall(r"``(\w+)``", str(EffectReport.__doc__).split("``band``")[0]))

    assert {kind for kind in kinds - {"kind"} if f"`{kind}`" not in REFERENCE} == set()
