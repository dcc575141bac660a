"""Progress goes to stderr, each stage once where nobody watches a terminal."""

import sys

import pytest

from engine.cli.progress import shown_progress, stage_name
from engine.domain.texts import Language

STAGES = ["inputs", "judgement", "evidence", "weights", "review", "simulation:618", "outputs"]


def test_each_stage_is_one_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress("en") as tell:
        for done in range(5):
            tell("simulation:618", done, 5)
        tell("outputs", 0, 1)

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == ["Simulating 618", "Writing the decision pack"]


def test_terminal_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with shown_progress("en") as tell:
        tell("inputs", 0, 1)
        tell("simulation:618", 3, 5)
        tell("simulation:618", 5, 5)

    told = capsys.readouterr()
    assert told.out == ""
    assert "Simulating 618" in told.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_name(stage: str, language: Language) -> None:
    assert "cli." not in stage_name(stage, language)
