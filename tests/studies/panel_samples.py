"""Small panels worked by hand, and the published 177-person survey."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np

from engine.domain.calibration import Change, PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.survey import AnswerNote, Coding, Survey, Treatment
from engine.domain.texts import Sentence, Text
from engine.files.survey_file import read_survey
from engine.studies.panel import panel_calibration
from engine.studies.panel_options import PanelOptions

DATA = Path(__file__).parents[1] / "cases" / "ahp-data"
GAP = np.nan
NAME = Text("样本", "sample")
THREE = ("a", "b", "c")
# a : b, a : c, b : c
STEADY = (2.0, 4.0, 2.0)  # weights 4/7, 2/7, 1/7
OPPOSED = (1 / 2, 1 / 4, 1 / 2)  # weights 1/7, 2/7, 4/7
CIRCLE = (9.0, 1 / 9, 9.0)  # lambda_max 1 + 9 + 1/9, equal weights
CIRCLE_RATIO = (10 + 1 / 9 - 3) / 2 / 0.5245
FEW = PanelOptions(draws=200)


def matrix(items: Sequence[str], upper: Sequence[float]) -> JudgementMatrix:
    """Return the judgement matrix of the ratios above the diagonal, row by row."""
    values = np.eye(len(items))
    for (i, j), ratio in zip(combinations(range(len(items)), 2), upper, strict=True):
        values[i, j], values[j, i] = ratio, 1 / ratio
    return JudgementMatrix(tuple(items), values)


def response(id_: str, upper: Sequence[float], role: str = "", weight: float = 1.0) -> Response:
    """Return one respondent's answers about the items a, b, c of the node goal."""
    return Response(id_, Text(id_, id_), role, {"goal": matrix(THREE, upper)}, weight)


def flat_tree(items: tuple[str, ...] = THREE) -> ItemTree:
    """Return a tree of one node."""
    return ItemTree({"goal": items}, {})


def survey(
    *responses: Response,
    tree: ItemTree | None = None,
    as_written: Sequence[Response] = (),
    notes: tuple[AnswerNote, ...] = (),
) -> Survey:
    """Return a survey whose two readings agree unless another is given."""
    return Survey(
        tree or flat_tree(),
        Panel(responses),
        Panel(tuple(as_written) or responses),
        notes,
        Coding.RATIO,
    )


def calibrated(
    given: Survey, options: PanelOptions = FEW, changes: Sequence[Change] = ()
) -> PanelCalibration:
    """Return the calibration with seed 1."""
    return panel_calibration(
        given, NAME, options, rng=np.random.default_rng(1), seed=1, changes=changes
    )


def note(treatment: Treatment, respondent: str, node: str = "goal") -> AnswerNote:
    """Return a note on one answer, or on a whole respondent where no node is named."""
    why = Sentence("survey.blank")
    return AnswerNote(treatment, respondent, "f.csv", "row 2", node, "a", "b", "", None, why)


def leaf_weights(calibration: PanelCalibration) -> dict[str, float]:
    """Return the weights of the leaves by id."""
    return {leaf.leaf: leaf.weight.value for leaf in calibration.leaves}


def by_treatment(calibration: PanelCalibration) -> Mapping[str, tuple[float, ...] | None]:
    """Return the weights under each treatment."""
    return {each.id: each.weights for each in calibration.treatments}


def keys(calibration: PanelCalibration) -> list[str]:
    """Return the last words of the findings' keys, in their order."""
    return [each.sentence.key.rpartition(".")[2] for each in calibration.findings]


@cache
def nish(random_index: str = "simulated") -> PanelCalibration:
    """Return the calibration of the 177-person survey."""
    options = PanelOptions(random_index=random_index, draws=400)
    return calibrated(read_survey([DATA / "nish_177_survey.csv"]), options)
