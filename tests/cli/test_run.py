"""What ``heng run`` prints of a pack: the answer, and where the files are."""

from dataclasses import replace
from pathlib import Path

from engine.cli import main
from engine.cli.run import summary, summary_text
from engine.domain.pack import DecisionPack
from engine.report.headline import decision_headline, peak_headline


def test_text_gives_the_answers_and_the_files(pack: DecisionPack) -> None:
    text = summary_text(pack, Path("out"), "en")

    peak = peak_headline(pack, "en")
    assert peak is not None
    assert decision_headline(pack, "en").title in text
    assert peak.title in text
    assert str(Path("out") / "pack.json") in text


def test_text_labels_generated_data(pack: DecisionPack) -> None:
    recorded = replace(pack, heng=replace(pack.heng, generated=False))

    assert "Example data" in summary_text(pack, Path("out"), "en")
    assert "Example data" not in summary_text(recorded, Path("out"), "en")


def test_text_is_wholly_in_the_language_asked_for(pack: DecisionPack) -> None:
    text = summary_text(pack, Path("out"), "zh")

    assert "示例数据" in text
    assert "agents" not in text


def test_document_begins_with_heng_and_names_weights_changes_and_targets(
    pack: DecisionPack,
) -> None:
    document = summary(pack, Path("out"))

    assert next(iter(document)) == "heng"
    assert document["heng"]["seed"] == 618
    assert len(document["weights"]) == len(pack.weights)
    assert document["weights"][0]["recommended"] == {"value": 0.22, "low": 0.20, "high": 0.25}
    assert len(document["grade_changes"]) == 4
    assert {row["verdict"] for row in document["targets"]} == {"held", "missed", "undecided"}
    assert document["files"] == ["out/pack.json", "out/report.html", "out/tables.xlsx"]


def test_document_of_a_partial_pack_names_what_is_absent(pack: DecisionPack) -> None:
    partial = replace(pack, review=None, weights=(), scenarios=(), absent=pack.assumptions[:1])

    document = summary(partial, Path("out"))

    assert document["grade_changes"] == []
    assert document["targets"] == []
    assert document["absent"] == [pack.assumptions[0].key]


def test_a_seed_no_case_may_have_is_refused_before_the_work_begins(tmp_path: Path) -> None:
    """It was decided for minutes and then could not be saved."""
    assert main(["run", "case.toml", "--out", str(tmp_path), "--seed", str(2**32)]) == 2


def test_claims_are_told_with_their_verdicts(pack: DecisionPack) -> None:
    document = summary(pack, Path("out"))

    assert document["evidence"]["grade"] == "B"
    verdicts = {claim["id"]: claim["verdict"] for claim in document["evidence"]["claims"]}
    assert verdicts == {"one-second": "contradicted", "csat": "undecided"}
    assert "2 claims: 1 contradicted" in summary_text(pack, Path("out"), "en")


def test_pack_without_a_report_tells_no_evidence(pack: DecisionPack) -> None:
    assert summary(replace(pack, evidence_report=None), Path("out"))["evidence"] is None
