"""``heng monthly-review``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from tests.cli.review_samples import monthly, review_folder, write_counts


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_fire_is_a_proposal_for_the_next_month(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*monthly(review_folder(tmp_path)), "--json"])

    found = told(capsys)
    (trigger,) = found["triggers"]
    assert code == 0
    assert next(iter(found)) == "heng"
    assert (trigger["verdict"], trigger["events"], trigger["contacts"]) == ("fires", 180, 5000)
    assert trigger["critical_count"] == 180
    assert trigger["false_trigger_probability"] <= 0.01
    assert trigger["naive_false_trigger_probability"] > 0.45
    assert found["proposal"]["effective_from"] == "2026-12"
    assert found["proposal"]["to"]["fcr"] == pytest.approx(0.25)
    assert found["state"]["triggers"][0]["state"] == "raised"


@pytest.mark.parametrize(("events", "contacts"), [(170, 5000), (10, 250)])
def test_noise_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], events: int, contacts: int
) -> None:
    assert main([*monthly(review_folder(tmp_path, events, contacts)), "--json"]) == 0

    found = told(capsys)
    assert found["proposal"] is None
    assert found["triggers"][0]["verdict"] == "quiet"


def test_a_month_later_the_state_keeps_the_trigger_raised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = review_folder(tmp_path)
    assert main([*monthly(folder), "--out", str(folder / "nov"), "--json"]) == 0
    first = told(capsys)
    adopted = folder / "nov" / "proposal.json"
    text = (folder / "counts.csv").read_text(encoding="utf-8").replace("2026-11", "2026-12")
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    (folder / "weights.json").write_text(adopted.read_text(encoding="utf-8"), encoding="utf-8")

    state = str(folder / "nov" / "state.json")
    assert main([*monthly(folder), "--state", state, "--json"]) == 0

    found = told(capsys)
    assert first["state"]["period"] == "2026-11"
    assert found["triggers"][0]["verdict"] == "stays_raised"
    assert found["triggers"][0]["limit"] == 0.025
    assert found["proposal"] is None


def test_repeated_reviews_write_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = review_folder(tmp_path), tmp_path / "out"
    assert main([*monthly(folder), "--out", str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    assert main([*monthly(folder), "--out", str(out)]) == 0

    assert set(before) == {"review.json", "state.json", "proposal.json"}
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    capsys.readouterr()


def test_another_review_is_replaced_only_when_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = review_folder(tmp_path), tmp_path / "out"
    assert main([*monthly(folder), "--out", str(out)]) == 0
    write_counts(folder / "counts.csv", 100, 5000)
    capsys.readouterr()

    assert main([*monthly(folder), "--out", str(out), "--json"]) == 2
    refused = told(capsys)["error"]
    assert main([*monthly(folder), "--out", str(out), "--replace"]) == 0

    assert refused["code"] == "weight_review.stands"
    assert not (out / "proposal.json").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("触发", "须经批准", "得分不变")), ("en", ("fires", "approve", "do not change"))],
)
def test_people_read_a_verdict_and_a_proposal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: tuple[str, ...]
) -> None:
    assert main([*monthly(review_folder(tmp_path)), "--lang", language]) == 0

    text = capsys.readouterr().out
    assert all(word in text for word in words)


def test_a_day_before_the_last_row_leaves_the_later_days_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = review_folder(tmp_path)

    assert main([*monthly(folder), "--as-of", "2026-11-20", "--json"]) == 0

    found = told(capsys)
    assert found["triggers"][0]["window"]["days_counted"] == 20
    keys = [each["key"] for each in found["findings"]]
    assert "finding.weight_review.later_days" in keys
    assert "finding.weight_review.missing_days" in keys


def test_an_infeasible_policy_is_told_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = review_folder(tmp_path)
    policy = (folder / "policy.toml").read_text(encoding="utf-8")
    policy = policy.replace("largest_move = 0.1", "largest_move = 0.05\nfloors = {csat = 0.3}")
    (folder / "policy.toml").write_text(policy, encoding="utf-8")

    assert main([*monthly(folder), "--json"]) == 1

    found = told(capsys)
    assert found["feasible"] is False
    assert found["proposal"] is None
    assert found["triggers"][0]["verdict"] == "no_room"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("counts", "state", "as_of", "codes"),
    [
        ("date,contacts\n2026-11-01,5\n", None, "", ["trigger_counts.events"]),
        (
            "date,contacts,complaint\n2026-11-01,5,6\n",
            "[]",
            "",
            ["trigger_counts.above", "review_file.not_an_object"],
        ),
        (
            "date,contacts,complaint\n2026-11-01,5,1\n",
            '{"kind": "trigger-states", "policy": "x", "period": "2027-01", "triggers": []}',
            "",
            ["weight_review.other_policy", "weight_review.future_state"],
        ),
        ("date,contacts,complaint\n2026-11-01,5,1\n", None, "soon", ["weight_review.as_of"]),
    ],
)
def test_bad_input_is_named_all_at_once(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    counts: str,
    state: str | None,
    as_of: str,
    codes: list[str],
    language: str,
) -> None:
    folder = review_folder(tmp_path)
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    more = ["--as-of", as_of, "--lang", language]
    if state is not None:
        (folder / "state.json").write_text(state, encoding="utf-8")
        more += ["--state", str(folder / "state.json")]

    assert main([*monthly(folder, *more), "--json"]) == 2

    faults = told(capsys)["error"]["faults"]
    assert len(faults) == len(codes)
    assert all(fault["file"] and fault["expected"] and fault["remedy"] for fault in faults)
