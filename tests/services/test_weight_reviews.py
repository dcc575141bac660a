"""Weight reviews from files."""

from pathlib import Path

import pytest

from engine.domain.recalibration import Outcome
from engine.domain.trigger_states import TriggerVerdict
from engine.errors import InputError
from engine.files.policy_file import read_policy_file
from engine.files.policy_tree import flat_tree
from engine.services.weight_reviews import (
    MonthlyRequest,
    RecalibrationRequest,
    recalibrated,
    reviewed_month,
    watched,
)
from tests.cli.review_samples import review_folder


def month(folder: Path, **more: object) -> MonthlyRequest:
    return MonthlyRequest(
        folder / "policy.toml",
        folder / "counts.csv",
        folder / "weights.json",
        **more,  # type: ignore[arg-type]  # each test names its own
    )


def quarter(folder: Path, **more: object) -> RecalibrationRequest:
    return RecalibrationRequest(
        folder / "policy.toml",
        folder / "judged.json",
        folder / "evidence.json",
        folder / "weights.json",
        **more,  # type: ignore[arg-type]  # each test names its own
    )


def test_the_last_day_of_the_counts_is_the_day_of_the_review(tmp_path: Path) -> None:
    answer = reviewed_month(month(review_folder(tmp_path)))

    assert answer.review.as_of == "2026-11-30"
    assert answer.review.triggers[0].verdict is TriggerVerdict.FIRES
    assert [path.name for path in answer.inputs] == ["policy.toml", "weights.json", "counts.csv"]


def test_faults_of_counts_and_state_are_told_together(tmp_path: Path) -> None:
    folder = review_folder(tmp_path)
    (folder / "counts.csv").write_text("day,n\n", encoding="utf-8")
    state = folder / "state.json"
    state.write_text("{}", encoding="utf-8")

    with pytest.raises(InputError, match=r"weight_review\.refused") as refused:
        reviewed_month(month(folder, state=state))

    assert {fault.file for fault in refused.value.faults} == {"counts.csv", "state.json"}


def test_a_recalibration_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    folder = review_folder(tmp_path)

    first = recalibrated(quarter(folder, as_of="2026-11-20", seed=3)).found
    second = recalibrated(quarter(folder, as_of="2026-11-20", seed=3)).found

    assert first.outcome is Outcome.CHANGE
    assert first.rows == second.rows
    assert first.joint == second.joint


def test_watched_indicators_go_by_their_names_in_both_languages(tmp_path: Path) -> None:
    policy = read_policy_file(review_folder(tmp_path) / "policy.toml").policy

    assert watched(policy, flat_tree(["frt"])) == {"complaint": ("投诉率", "Complaint rate")}


@pytest.mark.parametrize("day", ["30.11.2026", "2026-11-31", "2026-11"])
def test_a_day_that_is_none_is_refused(tmp_path: Path, day: str) -> None:
    with pytest.raises(InputError, match=r"weight_review\.as_of"):
        reviewed_month(month(review_folder(tmp_path), as_of=day))
