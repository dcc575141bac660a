"""A panel's calibration out of the house: the report, the workbook and the JSON of one panel."""

import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from engine.domain.calibration import CALIBRATION_SCHEMA, CalibrationHeader
from engine.domain.pack import InputFile
from engine.domain.texts import Language
from engine.errors import InputError
from engine.files.calibration_file import write_calibration
from engine.formats.canonical import file_fingerprint
from engine.report.calibration_html import calibration_document
from engine.report.calibration_workbook import calibration_workbook
from engine.services.panels import CalibratedPanel

JSON_FILE, REPORT_FILE, TABLES_FILE = "calibration.json", "calibration.html", "calibration.xlsx"
PACKAGES = ("numpy", "scipy")  # what the figures are computed with


def write_report(panel: CalibratedPanel, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write ``calibration.json``, ``calibration.html`` and ``calibration.xlsx``; return the paths.

    Parameters
    ----------
    panel
        The calibration and the files it was made from.
    folder
        Made if it is not there.
    language
        In which the workbook is written and the report opens.

    Raises
    ------
    InputError
        ``calibrations.folder`` when the folder cannot be made or written to.
    """
    calibration = panel.calibration
    head = calibration_header(panel.inputs, calibration.uncertainty.seed)
    paths = tuple(folder / name for name in (JSON_FILE, REPORT_FILE, TABLES_FILE))
    page = calibration_document(calibration, head, language)
    tables = calibration_workbook(calibration, head, language)
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_calibration(calibration, head, paths[0])
        paths[1].write_text(page, encoding="utf-8", newline="\n")
        paths[2].write_bytes(tables)
    return paths


def calibration_header(inputs: Iterable[Path], seed: int) -> CalibrationHeader:
    """Return where a calibration made now comes from; files by name, without their folders."""
    return CalibrationHeader(
        version=version("heng-engine"),
        schema=CALIBRATION_SCHEMA,
        seed=seed,
        inputs=tuple(InputFile(file.name, file_fingerprint(file)) for file in inputs),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        packages={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    )


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("calibrations.folder", folder=folder.name, reason=reason) from refused
