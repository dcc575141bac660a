"""A panel's calibration as one JSON document, under the keys of the command-line contract."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.cli.panel_people_document import (
    answers_document,
    consistency_document,
    note_document,
    random_index_document,
    respondent_document,
)
from engine.cli.panel_words import told
from engine.domain.texts import Finding, Language, Text

if TYPE_CHECKING:
    from engine.domain.calibration import NodeGroup, PairDisagreement, PanelCalibration


def panel_document(calibration: "PanelCalibration", language: Language) -> dict[str, object]:
    """Return a calibration under the contract's keys; sentences are told in the language.

    Lists of weights are in the order of ``items``, the leaves. Where several nodes were asked,
    ``consistency_ratio``, ``gci`` and ``incompatibility`` are those of the worst node, and
    ``nodes`` holds each of them.
    """
    tree = calibration.tree
    nodes = calibration.nodes
    return {
        "name": _text(calibration.name),
        "items": tree.leaf_ids,
        "names": {id_: _text(tree.name(id_)) for id_ in (*tree.items, *tree.leaf_ids)},
        "tree": tree.items,
        "coding": calibration.coding.value,
        "method": calibration.method,
        "completion": calibration.completion,
        "random_index": _random_index(calibration),
        "limit": calibration.limit,
        "weights": [leaf.weight.value for leaf in calibration.leaves],
        "ranks": [leaf.rank for leaf in calibration.leaves],
        "group": {"judgements": _judgements(calibration), "priorities": _priorities(calibration)},
        "consensus": calibration.consensus,
        "incompatibility": _worst([each.incompatibility for each in nodes]),
        "priority_violations": _worst([each.priority_violations for each in nodes]),
        "uncertainty": _uncertainty(calibration),
        "treatments": _treatments(calibration, language),
        "subgroups": [asdict(each) for each in calibration.subgroups],
        "nodes": {each.node: _node(each, calibration.random_index) for each in nodes},
        "consistency": consistency_document(calibration),
        "respondents": [
            respondent_document(each, tree, calibration.random_index)
            for each in calibration.respondents
        ],
        **answers_document(calibration),
        "notes": [note_document(each, language) for each in calibration.notes],
        "changes": [asdict(each) for each in calibration.changes],
        "fuzzy": [asdict(each) for each in calibration.fuzzy],
        "findings": [_finding(each, language) for each in calibration.findings],
    }


def _random_index(calibration: "PanelCalibration") -> dict[str, object]:
    only = calibration.nodes[0] if len(calibration.nodes) == 1 else None
    return {"name": calibration.random_index, "value": None if only is None else only.random_index}


def _judgements(calibration: "PanelCalibration") -> dict[str, object]:
    nodes = calibration.nodes
    only = nodes[0] if len(nodes) == 1 else None
    weights = [leaf.weight.value for leaf in calibration.leaves]
    return {
        "weights": weights,
        "leaves": dict(zip(calibration.tree.leaf_ids, weights, strict=True)),
        "nodes": {
            each.node: {
                "weights": each.by_judgements,
                "consistency_ratio": each.consistency_ratio,
                "gci": each.gci,
                "lambda_max": each.lambda_max,
            }
            for each in nodes
        },
        "consistency_ratio": max(each.consistency_ratio for each in nodes),
        "gci": _worst([each.gci for each in nodes]),
        "lambda_max": None if only is None else only.lambda_max,
        "matrix": None if only is None else only.matrix.values,
        "filled": {each.node: each.filled for each in nodes if each.filled},
        "methods_disagree": any(each.methods_disagree for each in nodes),
    }


def _priorities(calibration: "PanelCalibration") -> dict[str, object]:
    geometric = {each.node: each.by_priorities for each in calibration.nodes}
    arithmetic = {each.node: each.by_priorities_arithmetic for each in calibration.nodes}
    weights = _leaf_weights(calibration, geometric)
    leaves = calibration.tree.leaf_ids
    deviations = {each.node: each.arithmetic_sd for each in calibration.nodes}
    only = calibration.nodes[0] if len(calibration.nodes) == 1 else None
    return {
        "weights": weights,
        "leaves": None if weights is None else dict(zip(leaves, weights, strict=True)),
        "nodes": {
            node: {
                "weights": own,
                "arithmetic": arithmetic[node],
                "arithmetic_sd": deviations[node],
            }
            for node, own in geometric.items()
        },
        "arithmetic": _leaf_weights(calibration, arithmetic),
        "arithmetic_sd": None if only is None else only.arithmetic_sd,
    }


def _leaf_weights(
    calibration: "PanelCalibration", local: Mapping[str, tuple[float, ...] | None]
) -> tuple[float, ...] | None:
    from engine.studies.panel_people import own_leaf_weights

    return own_leaf_weights(calibration.tree, local)


def _uncertainty(calibration: "PanelCalibration") -> dict[str, object]:
    drawn = calibration.uncertainty
    leaves = calibration.leaves
    return {
        "level": drawn.level,
        "model": drawn.model,
        "sigma": drawn.sigma,
        "draws": len(drawn.draws),
        "redrawn": drawn.redrawn,
        "seed": drawn.seed,
        "bands": [[leaf.weight.low, leaf.weight.high] for leaf in leaves],
        "rank_probabilities": [leaf.rank_probabilities for leaf in leaves],
    }


def _treatments(calibration: "PanelCalibration", language: Language) -> list[dict[str, object]]:
    from engine.i18n.translate import render_sentence

    return [
        {
            "id": each.id,
            "respondents": each.respondents,
            "weights": each.weights,
            "consistency_ratio": _worst(list(each.consistency_ratios.values())),
            "consistency_ratios": each.consistency_ratios,
            "largest_change": each.largest_change,
            "why": None if each.why is None else render_sentence(each.why, language),
        }
        for each in calibration.treatments
    ]


def _node(group: "NodeGroup", index: str) -> dict[str, object]:
    return {
        "items": group.matrix.items,
        "share": group.share,
        "respondents": group.respondents,
        "matrix": group.matrix.values,
        "filled": group.filled,
        "weights": group.by_judgements,
        "by_priorities": group.by_priorities,
        "by_priorities_arithmetic": group.by_priorities_arithmetic,
        "lambda_max": group.lambda_max,
        "consistency_ratio": group.consistency_ratio,
        "random_index": random_index_document(index, group.random_index, len(group.filled)),
        "gci": group.gci,
        "methods_disagree": group.methods_disagree,
        "consensus": group.consensus,
        "incompatibility": group.incompatibility,
        "priority_violations": group.priority_violations,
        "disagreement": [_disagreement(each) for each in group.pairs],
    }


def _disagreement(pair: "PairDisagreement") -> dict[str, object]:
    told = asdict(pair)
    first, second = told.pop("first"), told.pop("second")
    del told["node"]
    return {"pair": [first, second], **told}


def _finding(finding: Finding, language: Language) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "key": finding.sentence.key,
        "values": finding.sentence.values,
        "text": told(finding.sentence, language),
    }


def _text(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _worst(values: Sequence[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
