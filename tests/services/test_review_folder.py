"""A review's files never go over another's unnoticed."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.review_folder import PROPOSAL_FILE, REVIEW_FILE, write_review_files

TEXTS = {REVIEW_FILE: "{}\n", PROPOSAL_FILE: "[]\n"}


def test_the_same_review_is_written_again_unchanged(tmp_path: Path) -> None:
    write_review_files(tmp_path / "a", TEXTS, replacing=False)

    paths = write_review_files(tmp_path / "a", TEXTS, replacing=False)

    assert [path.read_text(encoding="utf-8") for path in paths] == ["{}\n", "[]\n"]


@pytest.mark.parametrize("texts", [{REVIEW_FILE: "{}\n"}, {**TEXTS, PROPOSAL_FILE: "1\n"}])
def test_another_review_in_the_folder_is_refused(tmp_path: Path, texts: dict[str, str]) -> None:
    write_review_files(tmp_path, TEXTS, replacing=False)

    with pytest.raises(InputError, match=r"weight_review\.stands") as refused:
        write_review_files(tmp_path, texts, replacing=False)

    assert [fault.value for fault in refused.value.faults] == [PROPOSAL_FILE]
    assert (tmp_path / PROPOSAL_FILE).read_text(encoding="utf-8") == "[]\n"


def test_replacing_takes_away_a_proposal_that_no_longer_stands(tmp_path: Path) -> None:
    write_review_files(tmp_path, TEXTS, replacing=False)
    other = tmp_path / "notes.txt"
    other.write_text("mine", encoding="utf-8")

    write_review_files(tmp_path, {REVIEW_FILE: "{}\n"}, replacing=True)

    assert not (tmp_path / PROPOSAL_FILE).exists()
    assert other.exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x", encoding="utf-8")

    with pytest.raises(InputError, match=r"weight_review\.out"):
        write_review_files(tmp_path / "a", TEXTS, replacing=False)
