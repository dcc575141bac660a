"""``heng recalibrate``, as a shell calls it."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from tests.cli.review_samples import quarterly, review_folder


def test_a_clear_change_is_proposed_with_its_period(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = quarterly(review_folder(tmp_path), "--as-of", "2026-11-20")

    assert main([*call, "--json", "--out", str(tmp_path / "q4")]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] == "change"
    assert found["proposal"]["effective_from"] == "2026-12"
    assert found["proposal"]["to"]["fcr"] == pytest.approx(0.25)
    assert found["joint_support"] > 0.95
    assert (tmp_path / "q4" / "proposal.json").is_file()
    assert not (tmp_path / "q4" / "state.json").exists()


def test_a_second_one_within_the_quarter_is_too_early(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = review_folder(tmp_path), tmp_path / "q4"
    assert main([*quarterly(folder, "--as-of", "2026-11-20"), "--out", str(out)]) == 0
    capsys.readouterr()

    last = str(out / "proposal.json")
    call = quarterly(folder, "--as-of", "2026-12-20", "--last", last)
    assert main([*call, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["earliest"]) == ("too_early", "2027-03")
    assert found["proposal"] is None


def test_without_a_day_the_change_is_told_undated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*quarterly(review_folder(tmp_path)), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["proposal"]) == ("undated", None)


@pytest.mark.parametrize(("language", "word"), [("zh", "超出噪声"), ("en", "more than noise")])
def test_people_read_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    call = quarterly(review_folder(tmp_path), "--as-of", "2026-11-20")

    assert main([*call, "--lang", language]) == 0

    assert word in capsys.readouterr().out


def test_bad_input_exits_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = review_folder(tmp_path)
    (folder / "last.json").write_text("{}", encoding="utf-8")

    assert main([*quarterly(folder, "--last", str(folder / "last.json")), "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == "review_file.invalid"
