"""The guide on choosing weights prints what it shows; its example is what the guide says it is."""

import json
import re
import shlex
import shutil
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.cli import main
from tests.test_guides import SHOWN, is_shown

ROOT = Path(__file__).parents[1]
GUIDES = {
    language: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for language, name in (("en", "weights.md"), ("zh", "weights.zh.md"))
}
FILES = re.findall(r"```toml (\S+)\n(.*?)```", GUIDES["en"], re.DOTALL)
COMMANDS = [command for command, _ in SHOWN.findall(GUIDES["en"])]
MOST_LINES = 150
Document = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example and the files that the guide shows."""
    place = tmp_path_factory.mktemp("weights")
    shutil.copytree(ROOT / "scenarios" / "weights", place / "scenarios" / "weights")
    for name, content in FILES:
        (place / name).write_text(content, encoding="utf-8")
    return place


def asked(folder: Path, command: str, *options: str, code: int = 0) -> str:
    """Return what a command prints in the folder, with further options."""
    out = StringIO()
    with chdir(folder), redirect_stdout(out):
        assert main([*shlex.split(command)[1:], *options]) == code
    return out.getvalue()


@pytest.fixture(scope="module")
def example(folder: Path) -> Document:
    """Return the example's answer, which is also written to ``spring``."""
    document: Document = json.loads(asked(folder, COMMANDS[0], "--out", "spring", "--json"))
    return document


@pytest.mark.parametrize("place", [0, 1], ids=["example", "clash"])
@pytest.mark.parametrize("language", GUIDES)
def test_command_prints_what_the_guide_shows(folder: Path, language: str, place: int) -> None:
    command, shown = SHOWN.findall(GUIDES[language])[place]

    output = asked(folder, command, "--lang", language, code=place)

    assert is_shown(output, shown), output


def test_both_languages_show_the_same_commands_and_files() -> None:
    assert [command for command, _ in SHOWN.findall(GUIDES["zh"])] == COMMANDS
    assert re.findall(r"```toml (\S+)\n(.*?)```", GUIDES["zh"], re.DOTALL) == FILES


def test_the_example_shows_what_a_manager_needs(example: Document) -> None:
    """Intervals, frontier, promotion, reasons and robustness: one answer holds them all."""
    rows = example["indicators"]

    assert all(row["interval"][0] < row["interval"][1] for row in rows)
    assert all(row["why"] for row in rows)
    assert sum(example["weights"].values()) == pytest.approx(1, abs=1e-12)
    assert len(example["frontier"]) >= 2
    assert sum(point["recommended"] for point in example["frontier"]) == 1
    assert {row["kind"] for row in example["robust"]} == {"worst-case", "max-min", "regret"}
    assert all(row["recommended"] == row["nominal"] for row in example["robust"])
    assert example["grades"]["bound"] <= example["grades"]["changes"]
    assert example["acceptability"]["draws"] == 100


def test_a_promotion_raises_the_first_response(example: Document) -> None:
    (promotion,) = example["emphases"]

    assert promotion["weights"]["frt"] == pytest.approx(1.3 * 0.10)
    assert promotion["moves"]["frt"] > 0
    assert example["weights"]["frt"] < 1.3 * 0.10


def test_what_was_written_is_read_as_weights_in_force(folder: Path, example: Document) -> None:
    command = "heng optimise --policy scenarios/weights/policy.toml"

    again = json.loads(asked(folder, command, "--incumbent", "spring/weights.json", "--json"))

    in_force = {row["id"]: row["incumbent"] for row in again["indicators"]}
    assert {path.name for path in (folder / "spring").iterdir()} >= {"report.json", "weights.csv"}
    assert in_force == pytest.approx(example["weights"])


def test_python_answers_as_the_command_does(folder: Path, example: Document) -> None:
    place = folder / "scenarios" / "weights"
    request = engine.OptimiseRequest(
        policy=place / "policy.toml",
        judgement=place / "judged.json",
        evidence=place / "evidence.json",
    )

    report = engine.asked_weights(request).report

    found = {row.indicator: row.recommended.value for row in report.indicators}
    assert found == example["weights"]


@pytest.mark.parametrize("language", GUIDES)
def test_the_page_is_short_and_its_links_lead_somewhere(language: str) -> None:
    assert GUIDES[language].count("\n") <= MOST_LINES
    for link in re.findall(r"\]\(([^)#:]+)\)", GUIDES[language]):
        assert (ROOT / "docs" / link).exists(), link


def test_the_example_says_that_it_is_invented() -> None:
    policy = ROOT / "scenarios" / "weights" / "policy.toml"

    assert "invented" in policy.read_text(encoding="utf-8").partition("schema_version")[0]
