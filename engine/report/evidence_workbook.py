"""An evidence report as a workbook: a sheet for each table, the grade in every row of figures."""

from engine.domain.evidence_report import EvidenceReport
from engine.domain.texts import Language
from engine.report.evidence_contents import report_tables
from engine.report.labels import word
from engine.report.workbook import sheets


def evidence_workbook(report: EvidenceReport, language: Language) -> bytes:
    """Return the content of the workbook; every text is safe, no formula is live."""
    tables = report_tables(report, language)
    return sheets([(word(f"sheet.{table.id}", language), table) for table in tables])
