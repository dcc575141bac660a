"""The weights of a panel in words: every leaf with band and rank, every treatment beside it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.panel_words import NOTHING, figure, said
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.calibration import LeafResult, PanelCalibration, TreatmentResult

SAME_WEIGHTS = 1e-9
INDENT = "  "


def weights_lines(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    """Yield the weights as a table, what its columns mean, and which treatments change nothing."""
    from engine.i18n.translate import render

    others = calibration.treatments[1:]
    same = [each for each in others if _is_same(each)]
    shown = [each for each in others if not _is_same(each)]
    method = render(f"ahp.method.{calibration.method}", {}, language)
    yield said("weights.title", language, method=method)
    level = calibration.uncertainty.level
    heading = [
        "",
        said("weights.weight", language),
        said("weights.band", language, level=level),
        said("weights.rank", language),
        *(said(f"treatment.{each.id}", language) for each in shown),
    ]
    rows = list(_leaf_rows(calibration, shown, language))
    yield from table(
        [heading, *rows, *_treatment_rows([calibration.treatments[0], *shown], language)]
    )
    yield _bands(calibration, language)
    for each in shown:
        yield said(f"treatment_means.{each.id}", language, limit=calibration.limit)
    if same:
        mark = said("list_mark", language)
        names = mark.join(said(f"treatment.{each.id}", language) for each in same)
        yield said("weights.same", language, treatments=names)


def _is_same(treatment: "TreatmentResult") -> bool:
    return treatment.largest_change is not None and treatment.largest_change < SAME_WEIGHTS


def _bands(calibration: "PanelCalibration", language: Language) -> str:
    drawn = calibration.uncertainty
    kind = "bands_alone" if calibration.treatments[0].respondents == 1 else "bands"
    return said(f"{kind}.{drawn.model}", language, draws=len(drawn.draws), sigma=drawn.sigma)


def _leaf_rows(
    calibration: "PanelCalibration", shown: Sequence["TreatmentResult"], language: Language
) -> Iterator[list[str]]:
    """Yield a row for each leaf, below a row for each node on the way from the root."""
    above: tuple[str, ...] = ()
    for place, leaf in enumerate(calibration.leaves):
        path = leaf.path[1:]
        for depth, node in enumerate(path):
            if path[: depth + 1] != above[: depth + 1]:
                yield _node_row(node, depth, calibration, language) + [""] * len(shown)
        above = path
        yield [
            INDENT * len(path) + calibration.tree.name(leaf.leaf).in_language(language),
            *_leaf_cells(leaf, language),
            *(NOTHING if each.weights is None else figure(each.weights[place]) for each in shown),
        ]


def _node_row(
    node: str, depth: int, calibration: "PanelCalibration", language: Language
) -> list[str]:
    share = sum(leaf.weight.value for leaf in calibration.leaves if node in leaf.path)
    name = calibration.tree.name(node).in_language(language)
    return [INDENT * depth + name, figure(share), "", ""]


def _leaf_cells(leaf: "LeafResult", language: Language) -> list[str]:
    probability = leaf.rank_probabilities[leaf.rank - 1]
    return [
        figure(leaf.weight.value),
        said("weights.from_to", language, low=leaf.weight.low, high=leaf.weight.high),
        said("weights.rank_probability", language, rank=leaf.rank, probability=probability),
    ]


def _treatment_rows(
    treatments: Sequence["TreatmentResult"], language: Language
) -> Iterator[list[str]]:
    heads = [str(each.respondents) for each in treatments]
    worst = [figure(max(each.consistency_ratios.values(), default=None)) for each in treatments]
    changes = [NOTHING, *(figure(each.largest_change) for each in treatments[1:])]
    rows = {"respondents": heads, "group_ratio": worst}
    if len(treatments) > 1:
        rows["largest_change"] = changes
    for key, (first, *rest) in rows.items():
        yield [said(f"weights.{key}", language), first, "", "", *rest]
