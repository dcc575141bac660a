"""Files of a report: every row keeps its grade, weights and curves read back."""

import csv
import json
import tomllib
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.evidence import EvidenceAnswer
from engine.services.evidence_files import write_curves, write_report, write_weights
from tests.studies.evidence_samples import contacts, shop_study, study_of

PLAIN = """schema_version = 1
[[evidence]]
id = "q"
outcome = "paid"
levers = ["customer_value"]
confounders = ["kind"]
"""


@pytest.fixture(scope="module")
def answer() -> EvidenceAnswer:
    return EvidenceAnswer(shop_study(), (Path("contacts.csv"), Path("spec.toml")))


def test_every_row_of_the_tables_keeps_its_grade(answer: EvidenceAnswer, tmp_path: Path) -> None:
    report, coefficients, effects = write_report(answer.report, "{}", tmp_path / "out")

    assert report.read_text() == "{}\n"
    for path in (coefficients, effects):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert {row["grade"] for row in csv.DictReader(file)} <= {"A", "B", "C", "D"}


def test_weights_are_written_with_intervals_draws_and_states(
    answer: EvidenceAnswer, tmp_path: Path
) -> None:
    found = json.loads(write_weights(answer, tmp_path / "weights.json").read_text())

    assert found["origin"] == "evidence"
    assert sum(found["shares"]) == pytest.approx(1)
    assert len(found["draws"]) == 120
    assert found["states"] == {"frt": "evidence", "fcr": "evidence"}
    assert all(low <= high for low, high in found["intervals"])


def test_curves_are_a_scenarios_table(answer: EvidenceAnswer, tmp_path: Path) -> None:
    text = write_curves(answer, tmp_path / "curves.toml").read_text()

    conversion = tomllib.loads(text)["outcomes"]["conversion"]
    assert conversion["log_frt"] < 0 < conversion["solved"]


def test_nothing_is_written_where_there_are_no_weights_or_curves(tmp_path: Path) -> None:
    bare = EvidenceAnswer(study_of(PLAIN, contacts().head(1200)), (Path("c.csv"),))

    with pytest.raises(InputError, match=r"evidence\.no_weights"):
        write_weights(bare, tmp_path / "w.json")
    with pytest.raises(InputError, match=r"evidence\.no_curves"):
        write_curves(bare, tmp_path / "c.toml")
