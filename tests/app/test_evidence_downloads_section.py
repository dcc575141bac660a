"""Downloads: two tables as CSV and a workbook, each row with its grade."""

import csv
from io import StringIO

from engine.services.evidence_files import report_csv
from tests.app.conftest import OpenPage
from tests.app.evidence_sample import evidence_report
from tests.app.sample import full_pack


def test_every_file_has_its_button(open_page: OpenPage) -> None:
    page = open_page("evidence", full_pack(), "en")

    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == ["effects.csv", "coefficients.csv", "evidence.xlsx"]


def test_effects_keep_their_grades() -> None:
    rows = list(csv.DictReader(StringIO(report_csv(evidence_report(), "effects.csv"))))

    assert {row["grade"] for row in rows} == {"C"}
    assert len(rows) == len(evidence_report().effects)
