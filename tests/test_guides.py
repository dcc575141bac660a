"""The guides say what is true: commands print what is shown, figures are found again."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.ahp.random_index import random_index_table
from engine.cli import main
from engine.domain.texts import Language
from tests.report.calibration_samples import published

ROOT = Path(__file__).parents[1]
FILE = re.compile(r"```json (\S+)\n(.*?)```", re.DOTALL)
SHOWN = re.compile(r"```console\n\$ (heng [^\n]+)\n(.*?)```", re.DOTALL)
LEFT_OUT = "..."
MOST_LINES = 150


@dataclass(frozen=True)
class Guide:
    """A guide in one language."""

    name: str
    language: Language

    @property
    def text(self) -> str:
        return (ROOT / "docs" / self.name).read_text(encoding="utf-8")


GUIDES = [Guide("questionnaires.md", "en"), Guide("questionnaires.zh.md", "zh")]
METRICS = [Guide("metrics.md", "en"), Guide("metrics.zh.md", "zh")]
PAGES = [*GUIDES, *METRICS]
COMMANDS = [(guide, *shown) for guide in PAGES for shown in SHOWN.findall(guide.text)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder for each guide, with the shipped scenarios and the files it shows."""
    places = {}
    for guide in PAGES:
        place = places[guide.name] = tmp_path_factory.mktemp(guide.language)
        shutil.copytree(ROOT / "scenarios", place / "scenarios")
        for name, content in FILE.findall(guide.text):
            (place / name).write_text(content, encoding="utf-8")
    return places


def is_shown(output: str, shown: str) -> bool:
    """Tell whether an output is what a guide shows; ``...`` stands for any lines."""
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == LEFT_OUT else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in shown.strip("\n").split("\n")
    )
    return re.fullmatch(pattern, output.strip("\n") + "\n") is not None


def _marks(guide: Guide, command: str) -> list[pytest.MarkDecorator]:
    """Return the mark of long samples for what computes a shop's indicators once more."""
    computed_before = guide == METRICS[1] or command.startswith("heng metrics shop --scheme")
    return [pytest.mark.full] if guide in METRICS and computed_before else []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("guide", "command", "shown"),
    [
        pytest.param(g, *shown, marks=_marks(g, shown[0]), id=f"{g.language} {shown[0]}")
        for g, *shown in COMMANDS
    ],
)
def test_command_prints_what_the_guide_shows(
    folders: dict[str, Path], guide: Guide, command: str, shown: str
) -> None:
    _, *arguments = shlex.split(command)
    code = "import sys; from engine.cli import main; sys.exit(main())"

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--lang", guide.language],
        cwd=folders[guide.name],
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert is_shown(done.stdout, shown), done.stdout


def test_lines_may_be_left_out_only_where_the_guide_says_so() -> None:
    assert is_shown("a\nb\nc\n", "a\n...\nc\n")
    assert not is_shown("a\nb\nc\n", "a\nc\n")


def write_rolled_out_contacts(folder: Path) -> None:
    """Write contacts of the teams of ``rollout.json`` by day and week, 30 a team and week."""
    plan = json.loads((folder / "rollout.json").read_text(encoding="utf-8"))
    monday, draw = np.datetime64(plan["first_week"]), np.random.default_rng(1)
    lines = ["team,date,week,on,solved"]
    for each in plan["schedule"]:
        for week in range(1, plan["weeks"] + 1):
            on = int(week >= each["start_week"])
            for day, chance in enumerate(draw.random(30)):
                date = monday + 7 * (week - 1) + day % 7
                lines.append(f"{each['team']},{date},{week},{on},{int(chance < 0.3 + 0.2 * on)}")
    (folder / "contacts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_guide_to_experiments_has_commands_that_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")
    plan, *reviews = re.findall(r"^heng ((?:experiment|review-effect) .*)$", text, re.MULTILINE)
    monkeypatch.chdir(tmp_path)

    assert main(shlex.split(plan)) == 0
    write_rolled_out_contacts(tmp_path)
    capsys.readouterr()
    grades = []
    for command in reviews:
        assert main([*shlex.split(command), "--json"]) == 0
        grades.append(json.loads(capsys.readouterr().out)["grade"])

    assert grades == ["A", "B"]


@pytest.mark.parametrize("pair", [GUIDES, METRICS], ids=lambda pair: pair[0].name)
def test_both_languages_show_the_same_commands_and_files(pair: list[Guide]) -> None:
    english, chinese = pair

    assert [c for c, _ in SHOWN.findall(english.text)] == [
        c for c, _ in SHOWN.findall(chinese.text)
    ]
    assert [n for n, _ in FILE.findall(english.text)] == [n for n, _ in FILE.findall(chinese.text)]


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
class TestPage:
    def test_is_short(self, guide: Guide) -> None:
        assert guide.text.count("\n") <= MOST_LINES

    def test_links_lead_somewhere(self, guide: Guide) -> None:
        for link in re.findall(r"\]\(([^)#:]+)\)", guide.text):
            assert (ROOT / "docs" / link).exists(), link


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.language)
class TestGuide:
    def test_calculation_by_hand_is_right(self, guide: Guide) -> None:
        root = 12 ** (1 / 3)
        greatest = 1 + root + 1 / root
        index = (greatest - 3) / 2
        random = random_index_table("simulated").value(3)

        for figure in (root, greatest, index, random):
            assert f"{figure:.4f}" in guide.text
        assert f"{index / random:.3f}" in guide.text

    def test_figures_of_the_published_survey_are_found_again(self, guide: Guide) -> None:
        survey = published()
        ratios = [
            p.consistency_ratio for p in survey.respondents if p.consistency_ratio is not None
        ]
        inside = sum(ratio <= survey.limit for ratio in ratios)
        weights = {each.id: each.weights[3] for each in survey.treatments if each.weights}

        assert (len(ratios), inside) == (175, 28)
        assert survey.consensus == pytest.approx(0.56, abs=0.005)
        for told in ("175", "28", "0.010", "0.56"):
            assert told in guide.text
        for way in ("all", "consistent-only", "as-written"):
            assert re.search(f"{100 * weights[way]:.1f} ?%", guide.text)
