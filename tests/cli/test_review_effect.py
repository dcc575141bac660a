"""``heng review-effect``, as a shell calls it."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from tests.rollout_samples import contacts_csv


def called(folder: Path, *more: str) -> list[str]:
    contacts_csv(folder / "contacts.csv")
    return ["review-effect", str(folder / "contacts.csv"), "--outcome", "solved", *more]


def test_effect_interval_and_grade_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*called(tmp_path, "--rollout-column", "on"), "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["ci"][0] < found["effect"] < found["ci"][1]
    assert found["grade"] == "B"
    assert found["pre_trend"]["passes"]
    assert found["by_week"][0]["week"] == 0


@pytest.mark.parametrize(("language", "word"), [("zh", "新权重"), ("en", "new weights")])
def test_people_read_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert main([*called(tmp_path, "--rollout-column", "on"), "--lang", language]) == 0

    assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ([], "review.rollout_needed"),
        (["--rollout-column", "nowhere"], "metrics.unknown_columns"),
        (["--rollout-column", "on", "--team", "outcome"], "metrics.unknown_columns"),
        (["--rollout-column", "on", "--level", "95"], "review.level"),
    ],
)
def test_wrong_options_are_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str], code: str
) -> None:
    assert main([*called(tmp_path, *extra), "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["a,1,0,0", "a,2,1,1"], "review.one_team"),
        (["a,1,0,0", "b,1,0,0", "a,2,1,1", "b,2,1,1"], "review.no_controls"),
        (["a,1,1,1", "b,1,0,0", "a,2,1,1", "b,2,1,0"], "review.no_before"),
        (["a,1,0,0", "b,1,0,0", "a,2,1,1", "b,2,1,0", "a,3,1,0"], "review.switches_off"),
        (["a,1,0,0", "b,1,0,0", "a,2,1,0", "b,2,1,0"], "review.nobody_started"),
    ],
)
def test_rollouts_that_cannot_be_reviewed_are_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: list[str],
    code: str,
    language: str,
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("team,week,solved,on\n" + "\n".join(rows) + "\n", encoding="utf-8")
    call = ["review-effect", str(path), "--outcome", "solved", "--rollout-column", "on"]

    assert main([*call, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert main([*call, "--lang", language]) == 2
    assert "{" not in capsys.readouterr().err
