"""Repair with consent: what is read, what is refused, what is kept."""

import json
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.changes_file import read_changes
from engine.files.judgements_file import read_judgements
from engine.services.repairs import (
    Accepted,
    Answers,
    Consent,
    Source,
    kept,
    matrix_text,
    standing_answers,
)

WHEN = "2025-11-02T09:30:00+00:00"
ROWS = [[1, 3, "1/3"], [None, 1, 3], [None, None, 1]]
PANEL = "respondent,a_vs_b,a_vs_c,b_vs_c\nr1,3,0.33,3\nr2,2,4,\n"


@pytest.fixture
def matrix_file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"items": ["a", "b|x", "c=1"], "matrix": ROWS}), encoding="utf-8")
    return path


@pytest.fixture
def panel_file(tmp_path: Path) -> Path:
    path = tmp_path / "panel.csv"
    path.write_text(PANEL, encoding="utf-8")
    return path


def accept(answers: Answers, *texts: str, ledger: Path | None, out: Path | None) -> Accepted:
    return kept(answers, Consent(texts, "Li", WHEN, ledger, out), "saaty", {"version": "1"})


def codes(error: InputError) -> list[str]:
    return [fault.code.partition(".")[2] for fault in error.faults]


def test_a_file_of_one_matrix_has_neither_respondent_nor_node(matrix_file: Path) -> None:
    answers = standing_answers(Source(matrix_file))

    assert (answers.respondent, answers.node) == ("", "")
    assert answers.inputs == (matrix_file,)


def test_an_agreed_change_goes_to_the_new_matrix_and_the_ledger(
    matrix_file: Path, tmp_path: Path
) -> None:
    out, ledger = tmp_path / "new.json", tmp_path / "changes.json"
    before = matrix_file.read_bytes()
    answers = standing_answers(Source(matrix_file))

    accepted = accept(answers, "c=1|a=1/2", "b|x|a=5", ledger=ledger, out=out)

    assert matrix_file.read_bytes() == before
    assert (read_judgements(out).values == accepted.matrix.values).all()
    assert accepted.matrix.values[0].tolist() == [1.0, 0.2, 2.0]
    assert read_changes(ledger) == accepted.changes
    assert [(c.first, c.second, c.old, c.new) for c in accepted.changes] == [
        ("c=1", "a", 3.0, 0.5),
        ("b|x", "a", 1 / 3, 5.0),
    ]


def test_a_panels_change_goes_to_the_ledger_and_counts_from_then_on(
    panel_file: Path, tmp_path: Path
) -> None:
    ledger = tmp_path / "changes.json"
    source = Source(panel_file, respondent="r1", ledger=ledger)
    answers = standing_answers(source)

    accept(answers, "a|c=3", ledger=ledger, out=None)
    again = standing_answers(source)

    assert answers.node == "goal"
    assert answers.matrix.values[0, 2] == 1 / 3
    assert again.matrix.values[0, 2] == 3.0
    assert again.inputs == (panel_file, ledger)
    accept(again, "a|c=4", ledger=ledger, out=None)
    assert [change.old for change in read_changes(ledger)] == [1 / 3, 3.0]
    assert panel_file.read_text(encoding="utf-8") == PANEL


def test_who_is_unknown_is_told_who_there_is(panel_file: Path) -> None:
    with pytest.raises(InputError, match=r"unknown_respondent.*r1, r2"):
        standing_answers(Source(panel_file, respondent="r9"))
    with pytest.raises(InputError, match=r"unknown_node.*goal"):
        standing_answers(Source(panel_file, respondent="r1", node="speed"))


def test_every_change_that_cannot_be_kept_is_named_and_nothing_is_written(
    matrix_file: Path, tmp_path: Path
) -> None:
    answers = standing_answers(Source(matrix_file))
    texts = ("a|z=3", "a|b|x", "a|b|x=3", "a|b|x=12", "a|c=1=2", "c=1|a=5", "a|a=3")

    with pytest.raises(InputError) as refused:
        accept(answers, *texts, ledger=tmp_path / "l.json", out=tmp_path / "new.json")

    assert codes(refused.value) == [
        "not_a_change",
        "not_a_change",
        "same_answer",
        "out_of_scale",
        "accepted_twice",
        "not_a_change",
    ]
    assert {fault.file for fault in refused.value.faults} == {str(matrix_file)}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["answers.json"]


def test_a_pair_without_an_answer_is_not_changed(panel_file: Path, tmp_path: Path) -> None:
    answers = standing_answers(Source(panel_file, respondent="r2"))

    with pytest.raises(InputError) as refused:
        accept(answers, "b|c=3", ledger=tmp_path / "l.json", out=None)

    assert codes(refused.value) == ["not_answered"]


def test_a_panels_scale_cannot_be_left(panel_file: Path, tmp_path: Path) -> None:
    answers = standing_answers(Source(panel_file, respondent="r1"))
    consent = Consent(("a|b=12",), "Li", WHEN, tmp_path / "l.json", None)

    with pytest.raises(InputError) as refused:
        kept(answers, consent, "ratio", {})

    assert codes(refused.value) == ["out_of_scale"]


def test_a_ledger_of_other_answers_is_named(panel_file: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.json"
    accept(standing_answers(Source(panel_file, respondent="r1")), "a|b=2", ledger=ledger, out=None)
    panel_file.write_text(PANEL.replace("r1,3", "r1,5"), encoding="utf-8")

    with pytest.raises(InputError, match="not_applicable") as refused:
        standing_answers(Source(panel_file, respondent="r1", ledger=ledger))

    assert [(fault.file, fault.place) for fault in refused.value.faults] == [
        (str(ledger), "changes[0].old")
    ]


def test_what_is_missing_for_a_change_is_named(matrix_file: Path, tmp_path: Path) -> None:
    answers = standing_answers(Source(matrix_file))

    with pytest.raises(InputError, match=r"accept_needs.*--who, --ledger, --out"):
        kept(answers, Consent(("a|c=1=2",), " ", WHEN, None, None), "saaty", {})
    with pytest.raises(InputError, match=r"accept_needs.*'--out'"):
        accept(answers, "a|c=1=2", ledger=tmp_path / "l.json", out=None)


@pytest.mark.parametrize(
    ("out", "ledger"),
    [("answers.json", "l.json"), ("new.json", "answers.json"), ("new.json", "new.json")],
)
def test_no_file_of_answers_is_written_over(
    matrix_file: Path, tmp_path: Path, out: str, ledger: str
) -> None:
    answers = standing_answers(Source(matrix_file))
    before = matrix_file.read_bytes()

    with pytest.raises(InputError, match="would_overwrite"):
        accept(answers, "a|c=1=2", ledger=tmp_path / ledger, out=tmp_path / out)

    assert matrix_file.read_bytes() == before


def test_a_panel_is_never_rewritten(panel_file: Path, tmp_path: Path) -> None:
    answers = standing_answers(Source(panel_file, respondent="r1"))

    with pytest.raises(InputError, match="out_of_panel"):
        accept(answers, "a|c=3", ledger=tmp_path / "l.json", out=tmp_path / "new.csv")
    with pytest.raises(InputError, match="would_overwrite"):
        accept(answers, "a|c=3", ledger=panel_file, out=None)


def test_a_faulty_ledger_stops_before_anything_is_written(
    matrix_file: Path, tmp_path: Path
) -> None:
    ledger, out = tmp_path / "l.json", tmp_path / "new.json"
    ledger.write_text("{}", encoding="utf-8")

    with pytest.raises(InputError, match="judgement_file"):
        accept(standing_answers(Source(matrix_file)), "a|c=1=2", ledger=ledger, out=out)

    assert not out.exists()


def test_a_written_matrix_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    source, copy = tmp_path / "a.json", tmp_path / "b.json"
    rows = [[1, "1/7", 2.5, None], [7, 1, 0.3, "1/9"], [None, None, 1, 9], [None, None, None, 1]]
    source.write_text(json.dumps({"matrix": rows}), encoding="utf-8")
    matrix = read_judgements(source)

    copy.write_text(matrix_text(matrix), encoding="utf-8")

    again = read_judgements(copy)
    assert again.items == matrix.items
    assert again.values.tobytes() == matrix.values.tobytes()
