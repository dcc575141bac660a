"""A calibration's three files, and the fingerprint of what went in."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.services.calibrations import calibration_header, write_report
from engine.services.panels import CalibratedPanel, PanelRequest, calibrate_panel
from engine.studies.panel_options import PanelOptions

PANEL = scenarios_folder() / "cases" / "example" / "panel.csv"


@pytest.fixture(scope="module")
def panel() -> CalibratedPanel:
    options = PanelOptions(draws=50)
    return calibrate_panel(PanelRequest((PANEL,), "performance-scheme", options=options, seed=7))


def test_three_files_tell_the_same(panel: CalibratedPanel, tmp_path: Path) -> None:
    data, page, tables = write_report(panel, tmp_path / "new" / "report", "en")

    told = json.loads(data.read_text(encoding="utf-8"))
    assert told["heng"]["seed"] == 7
    weight = told["leaves"][0]["weight"]["value"]
    sheet = openpyxl.load_workbook(BytesIO(tables.read_bytes()))["Weights"]
    assert sheet["D4"].value == pytest.approx(weight, abs=1e-15)
    assert f"{weight:.1%}" in page.read_text(encoding="utf-8")


def test_header_names_files_without_folders_and_fingerprints_them() -> None:
    head = calibration_header([PANEL], seed=3)

    [file] = head.inputs
    assert file.path == "panel.csv"
    assert file.sha256 == sha256(PANEL.read_bytes()).hexdigest()
    assert head.seed == 3
    assert set(head.packages) == {"python", "numpy", "scipy"}


def test_folder_that_cannot_be_written_is_named(panel: CalibratedPanel, tmp_path: Path) -> None:
    taken = tmp_path / "report"
    taken.write_text("a file", encoding="utf-8")

    with pytest.raises(InputError, match=r"calibrations\.folder") as refused:
        write_report(panel, taken, "zh")

    assert refused.value.values["folder"] == "report"
