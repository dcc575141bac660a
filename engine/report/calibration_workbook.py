"""A calibration as a workbook: every figure of the report can be computed again from it."""

from engine.domain.calibration import CalibrationHeader, PanelCalibration
from engine.domain.texts import Language
from engine.report.calibration_contents import workbook_tables
from engine.report.calibration_words import CalibrationWords
from engine.report.workbook import sheets


def calibration_workbook(
    calibration: PanelCalibration, head: CalibrationHeader, language: Language
) -> bytes:
    """Return the content of ``calibration.xlsx``, a sheet for each table, in one language."""
    words = CalibrationWords(calibration, language)
    tables = workbook_tables(words, head)
    return sheets([(words.say(f"sheet.{table.id}"), table) for table in tables])
