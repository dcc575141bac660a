"""Calibrations for the report's tests: small ones worked by hand, the shipped and a published."""

from functools import cache
from pathlib import Path

from engine.domain.calibration import CalibrationHeader, Change, PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.domain.pack import InputFile
from engine.domain.survey import AnswerNote, Treatment
from engine.domain.texts import Sentence, Text
from engine.files.locations import scenarios_folder
from engine.files.survey_file import read_survey
from engine.report.calibration_words import CalibrationWords
from engine.services.panels import PanelRequest, calibrate_panel
from engine.studies.panel_options import PanelOptions
from tests.studies.panel_samples import (
    CIRCLE,
    DATA,
    GAP,
    OPPOSED,
    STEADY,
    calibrated,
    response,
    survey,
)

HEAD = CalibrationHeader(
    version="0.0.1",
    schema=1,
    seed=1,
    inputs=(InputFile("answers.csv", "ab" * 32),),
    created="2026-09-14T10:22:03+00:00",
    packages={"numpy": "2.0"},
)
FEW = PanelOptions(draws=200)
TREE = ItemTree(
    {"goal": ("a", "b", "c")},
    {"a": Text("甲", "Alpha"), "b": Text("乙", "Beta"), "c": Text("丙", "Gamma")},
)


@cache
def small() -> PanelCalibration:
    """Return four people on three items: steady, opposed, contradictory, and one with gaps.

    P1 (manager) and P4 (qa, unlinked) carry notes; P2 changed a : b from 1 to 1/2.
    """
    before = (1.0, *OPPOSED[1:])
    people = (
        response("P1", STEADY, "manager"),
        response("P2", before, "manager"),
        response("P3", CIRCLE, "qa"),
        response("P4", (3.0, GAP, GAP), "qa", 0.5),
    )
    written = (
        response("P1", (2.0, 40.0, 2.0), "manager"),
        *people[1:],
        response("P5", (1.0, 1.0, 1.0), "qa", 2.0),
    )
    notes = (
        _note(Treatment.REPAIRED, "P1", "0.33", 1 / 3),
        _note(Treatment.REJECTED, "P4", "40", None),
        _note(Treatment.BLANK, "P4", "", None),
    )
    given = survey(*people, tree=TREE, as_written=written, notes=notes)
    change = Change("P2", "goal", "a", "b", 1.0, 0.5, "P2", "2026-09-13")
    return calibrated(given, PanelOptions(draws=200, fuzzy=True), [change])


@cache
def agreed() -> PanelCalibration:
    """Return two people who say the same without contradiction."""
    return calibrated(survey(response("P1", STEADY), response("P2", STEADY), tree=TREE), FEW)


@cache
def alone() -> PanelCalibration:
    """Return a single respondent."""
    return calibrated(survey(response("P1", STEADY), tree=TREE), FEW)


@cache
def undecided() -> PanelCalibration:
    """Return two people of opposite opinions: no item leads."""
    return calibrated(survey(response("P1", STEADY), response("P2", OPPOSED), tree=TREE), FEW)


@cache
def hostile() -> PanelCalibration:
    """Return a panel whose every name tries to become markup or a formula."""
    name = Text("=<b>&", '=<script>"')
    tree = ItemTree({"goal": ("a", "b", "c")}, dict.fromkeys("abc", name))
    person = response("=<i>", STEADY, "<u>")
    return calibrated(survey(person, response("P2", OPPOSED, "@x"), tree=tree), FEW)


@cache
def shipped() -> PanelCalibration:
    """Return the example's panel: nine people, four nodes, a respondent with gaps."""
    file = scenarios_folder() / "cases" / "example" / "panel.csv"
    return calibrate_panel(PanelRequest((file,), "performance-scheme", options=FEW)).calibration


@cache
def published() -> PanelCalibration:
    """Return the 177-person survey."""
    return calibrated(read_survey([Path(DATA) / "nish_177_survey.csv"]), FEW)


def english(calibration: PanelCalibration) -> CalibrationWords:
    """Return a calibration told in English."""
    return CalibrationWords(calibration, "en")


def texts(cells: tuple[object, ...]) -> list[str]:
    """Return what a row's cells show."""
    return [cell.text for cell in cells]  # type: ignore[attr-defined] # cells of a table


def _note(treatment: Treatment, respondent: str, given: str, taken: float | None) -> AnswerNote:
    why = Sentence("survey.blank")
    place = "row 2, column a:b"
    return AnswerNote(
        treatment, respondent, "answers.csv", place, "goal", "a", "b", given, taken, why
    )
