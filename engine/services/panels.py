"""A panel's calibration from files: the answers, the scheme they are about, accepted changes."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.domain.calibration import PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.changes_file import read_changes
from engine.files.responses_file import survey_csv
from engine.files.scheme_file import read_scheme
from engine.files.survey_answers import Reading
from engine.files.survey_file import read_survey
from engine.services.ledgers import misfits_told_of
from engine.services.questionnaires import named_scheme
from engine.studies.panel import panel_calibration
from engine.studies.panel_options import PanelOptions


@dataclass(frozen=True, slots=True)
class PanelRequest:
    """What is to be calibrated, and how.

    ``scheme`` is a path or the id of a shipped scheme, None where the columns name what was
    asked; ``ledger`` holds changes that respondents agreed to.
    """

    files: tuple[Path, ...]
    scheme: str | None = None
    reading: Reading = field(default_factory=Reading)
    options: PanelOptions = field(default_factory=PanelOptions)
    seed: int = 1
    ledger: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedPanel:
    """A panel's calibration and every file it was made from."""

    calibration: PanelCalibration
    inputs: tuple[Path, ...]


def calibrate_panel(request: PanelRequest) -> CalibratedPanel:
    """Read a panel's answers and return what they say.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.files.survey_file.read_survey`,
        :func:`engine.files.changes_file.read_changes`,
        :func:`engine.services.questionnaires.named_scheme` and
        :func:`engine.studies.panel.panel_calibration`.
    """
    inputs = list(request.files)
    tree, name = None, Text(*[request.files[0].stem] * 2)
    if request.scheme is not None:
        path = named_scheme(request.scheme)
        scheme = read_scheme(path)
        tree, name = ItemTree.of(scheme.tree), scheme.name
        inputs.append(path)
    changes = () if request.ledger is None else read_changes(request.ledger)
    survey = read_survey(request.files, tree, request.reading)
    with misfits_told_of(request.ledger):
        calibration = panel_calibration(
            survey,
            name,
            request.options,
            rng=np.random.default_rng(request.seed),
            seed=request.seed,
            changes=changes,
        )
    return CalibratedPanel(calibration, (*inputs, *([request.ledger] if request.ledger else [])))


def accepted_panel(calibration: PanelCalibration) -> Panel:
    """Return the answers that count: read with care, agreed changes made."""
    return Panel(
        tuple(
            Response(
                respondent=person.respondent,
                name=person.name,
                role=person.role,
                judgements={each.node: each.matrix for each in person.nodes},
                weight=person.weight,
            )
            for person in calibration.respondents
        )
    )


def write_accepted(calibration: PanelCalibration, path: Path) -> None:
    """Write the answers that count in the layout of a case's panel.

    Raises
    ------
    InputError
        ``panel_study.folder`` when the file cannot be written.
    """
    text = survey_csv(accepted_panel(calibration), calibration.tree)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("panel_study.folder", name=path.name, reason=reason) from refused
