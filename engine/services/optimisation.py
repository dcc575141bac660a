"""Recommend weights from files: read policy, sources and scores, optimise, write what is asked."""

import csv
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import numpy as np

from engine.domain.weights import Origin, WeightSet
from engine.domain.weights_report import WeightsReport
from engine.errors import Fault, InputError
from engine.files.weights_file import weights_text
from engine.formats.cells import safe_cell
from engine.services.folders import make_folder
from engine.services.optimisation_options import COMMAND, asked_policy, check_options
from engine.services.optimisation_options import OptimiseRequest as OptimiseRequest
from engine.services.optimisation_sources import read_sources
from engine.services.policy_places import placed
from engine.studies.optimise import optimise
from engine.studies.weights_inputs import OptimiseInputs, OptimiseOptions

REPORT_FILE, WEIGHTS_FILE, TABLE_FILE = "report.json", "weights.json", "weights.csv"


@dataclass(frozen=True, slots=True, eq=False)
class OptimiseAnswer:
    """The report, and the files it was made from."""

    report: WeightsReport
    inputs: tuple[Path, ...]


def asked_weights(request: OptimiseRequest) -> OptimiseAnswer:
    """Return the weights that a policy recommends between judgement and evidence.

    An infeasible policy is an answer: its report names the rules that clash.

    Raises
    ------
    InputError
        With every fault of an option or a file; where a source is missing that the policy needs.
    MethodError
        Where no solver found an answer or proved that there is none.
    """
    check_options(request)
    read = read_sources(request)
    policy = asked_policy(read.policy, request)
    inputs = OptimiseInputs(
        tree=read.tree,
        policy=policy,
        incumbent=read.incumbent,
        judged=read.judged,
        evidence=read.evidence,
        effects=read.effects,
        scores=read.scores,
        grades=read.grades,
        emphasis=request.emphasis,
        measured=read.scheme is not None,
        options=OptimiseOptions(request.draws, request.node_limit),
    )
    try:
        report = optimise(inputs, np.random.default_rng(request.seed))
    except InputError as error:
        options = [name for name in ("grid", "budget") if getattr(request, name) is not None]
        paths = (COMMAND, request.policy)
        found = placed(error, *paths, options=options, incumbent=request.incumbent)
        raise found from error
    told = replace(report, findings=(*read.findings, *report.findings))
    return OptimiseAnswer(told, read.paths)


def write_report(answer: OptimiseAnswer, document: str, folder: Path) -> tuple[Path, ...]:
    """Write ``report.json``, ``weights.json`` and ``weights.csv``; return the files.

    An infeasible policy has no weights to write: its report stands alone.

    Parameters
    ----------
    document
        The JSON document of the command.

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
    texts = {REPORT_FILE: document + "\n"}
    if answer.report.feasible:
        texts[WEIGHTS_FILE] = _weights_json(answer.report)
        texts[TABLE_FILE] = _weights_csv(answer.report)
    for name, text in texts.items():
        # utf-8-sig: without the mark Excel takes Chinese names for another encoding
        coding = "utf-8-sig" if name == TABLE_FILE else "utf-8"
        (folder / name).write_text(text, encoding=coding, newline="")
    return tuple(folder / name for name in texts)


def _weights_json(report: WeightsReport) -> str:
    """Return the recommended set as a weight file, so that it can be the next incumbent."""
    rows = report.indicators
    shares = np.array([row.recommended.value for row in rows])
    weights = WeightSet(Origin.RECOMMENDED, tuple(row.indicator for row in rows), shares)
    return weights_text(weights)


def _weights_csv(report: WeightsReport) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("indicator", "weight", "low", "high"))
    for row in report.indicators:
        share = row.recommended
        writer.writerow((safe_cell(row.indicator), share.value, share.low, share.high))
    return text.getvalue()
