"""Weight reviews from files."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import main
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
from tests.cli.review_samples import monthly, review_folder


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


def test_an_adopted_proposal_remembers_what_was_raised(tmp_path: Path) -> None:
    """Weights in force from a proposal, and --state forgotten: nothing is raised twice."""
    folder, out = review_folder(tmp_path), str(tmp_path / "nov")
    assert main([*monthly(folder), "--out", out]) == 0
    text = (folder / "counts.csv").read_text(encoding="utf-8").replace("2026-11", "2026-12")
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    asked = replace(month(folder), incumbent=tmp_path / "nov" / "proposal.json")

    forgotten = reviewed_month(asked).review
    given = reviewed_month(replace(asked, state=tmp_path / "nov" / "state.json")).review

    assert forgotten.triggers == given.triggers
    assert forgotten.triggers[0].verdict is TriggerVerdict.STAYS_RAISED
    assert forgotten.proposal is None
    told = {finding.sentence.key for finding in forgotten.findings}
    assert "finding.weight_review.state_of_proposal" in told


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
