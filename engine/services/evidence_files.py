"""Files of an evidence report: every row of figures keeps its grade."""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.evidence_report import CurveRow, EvidenceReport
from engine.domain.pack import INTERVAL_LEVEL
from engine.errors import Fault, InputError
from engine.files.curves_file import curves_text, scenario_outcome
from engine.services.evidence import EvidenceAnswer
from engine.services.folders import make_folder

if TYPE_CHECKING:
    from engine.domain.outcomes import OutcomeLogit

REPORT_FILE = "report.json"
COEFFICIENTS_FILE = "coefficients.csv"
EFFECTS_FILE = "effects.csv"
COEFFICIENT_HEADERS = (
    *("fit", "outcome", "family", "method", "name", "column", "level", "role"),
    *("coefficient", "se", "plain_se", "low", "high", "p"),
    *("errors", "n", "clusters", "grade"),
)
EFFECT_HEADERS = (
    *("fit", "outcome", "metric", "category", "indicator", "role", "kind", "band"),
    *("ame", "se", "plain_se", "low", "high", "coverage", "p", "p_adjusted", "relative"),
    *("n", "grade"),
)


def write_report(report: EvidenceReport, document: str, folder: Path) -> tuple[Path, ...]:
    """Write the report as JSON and its coefficients and effects as CSV; return the files.

    Parameters
    ----------
    document
        The JSON document of the command.
    folder
        Made if absent.

    Raises
    ------
    InputError
        Where the folder cannot be written to.
    """
    try:
        make_folder(folder)
    except InputError as error:
        fault = Fault("evidence.option_out", "--out", folder.name, {}, folder.name)
        raise InputError(error.code, error.faults or [fault], **error.values) from error
    paths = tuple(folder / name for name in (REPORT_FILE, COEFFICIENTS_FILE, EFFECTS_FILE))
    paths[0].write_text(document + "\n", encoding="utf-8", newline="\n")
    for path in paths[1:]:
        # utf-8-sig: without the mark Excel takes Chinese names for another encoding
        path.write_text(report_csv(report, path.name), encoding="utf-8-sig", newline="")
    return paths


def report_csv(report: EvidenceReport, name: str) -> str:
    """Return the text of :data:`COEFFICIENTS_FILE` or :data:`EFFECTS_FILE`, grades on every row."""
    if name == COEFFICIENTS_FILE:
        return _csv(COEFFICIENT_HEADERS, _coefficients(report))
    return _csv(EFFECT_HEADERS, _effects(report))


def _csv(headers: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue()


def _coefficients(report: EvidenceReport) -> Iterator[tuple[object, ...]]:
    for fit in report.fits:
        clusters = min((each.clusters for each in fit.clusters), default=0)
        for row in fit.coefficients:
            yield (
                *(fit.id, fit.outcome, fit.family, fit.method),
                *(row.name, row.column, row.category_level, row.role),
                *(row.value, row.standard_error, row.plain_standard_error),
                *(row.low, row.high, row.p_value),
                *(fit.errors, fit.n, clusters, fit.grade),
            )


def _effects(report: EvidenceReport) -> Iterator[tuple[object, ...]]:
    for each in report.effects:
        yield (
            *(each.fit, each.outcome, each.metric, each.per.values.get("level", "")),
            *(each.indicator, each.role),
            *(each.kind, each.band, each.ame, each.standard_error, each.plain_standard_error),
            *(each.low, each.high, each.level, each.p_value, each.p_adjusted, each.relative),
            *(each.n, each.grade),
        )


def write_weights(answer: EvidenceAnswer, path: Path) -> Path:
    """Write the evidence weights with intervals, draws and states as JSON; return the file.

    Raises
    ------
    InputError
        ``evidence.no_weights`` where no indicator has a weight by evidence.
    """
    weights, report = answer.study.weights, answer.report
    if weights is None:
        raise InputError("evidence.no_weights")
    ends = weights.interval(INTERVAL_LEVEL)
    document = {
        "origin": weights.origin.value,
        "level": INTERVAL_LEVEL,
        "indicators": list(weights.indicators),
        "shares": weights.shares.tolist(),
        "intervals": None if ends is None else np.column_stack(ends).tolist(),
        "states": {row.indicator: row.state for row in report.weights},
        "grades": {row.indicator: row.grade for row in report.weights},
        "reasons": {
            row.indicator: [reason.sentence.key for reason in row.reasons] for row in report.weights
        },
        "draws": None if weights.draws is None else weights.draws.tolist(),
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_curves(answer: EvidenceAnswer, path: Path) -> Path:
    """Write the fitted outcomes as the table ``[outcomes]`` of a scenario; return the file.

    Raises
    ------
    InputError
        ``evidence.no_curves`` where no question has an outcome and terms that a scenario knows;
        ``evidence.curve_twice`` where two questions give the same outcome.
    """
    found: dict[str, tuple[OutcomeLogit, CurveRow]] = {}
    for each in answer.study.curves:
        name = scenario_outcome(each.row)
        if name in found:
            told = f"{found[name][1].fit}, {each.row.fit}"
            raise InputError("evidence.curve_twice", outcome=name, questions=told)
        if name:
            found[name] = (each.curve, each.row)
    if not found:
        raise InputError("evidence.no_curves")
    path.write_text(curves_text(found, answer.inputs[0].name), encoding="utf-8", newline="\n")
    return path
