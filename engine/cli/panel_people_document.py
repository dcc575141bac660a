"""The respondents of a panel as JSON: what each answered, and what became of every answer."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.domain.survey import AnswerNote, Treatment
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.calibration import NodeAnswers, PanelCalibration, RespondentResult
    from engine.domain.hierarchy import ItemTree

OUT_OF_SCALE = frozenset({"survey.out_of_scale", "survey.repaired_out_of_scale"})


def respondent_document(
    person: "RespondentResult", tree: "ItemTree", index: str
) -> dict[str, object]:
    """Return one respondent: own weights of the leaves, worst ratio, every node.

    ``index`` names the random index.
    """
    from engine.studies.panel_people import own_leaf_weights

    gcis = [each.gci for each in person.nodes if each.gci is not None]
    return {
        "id": person.respondent,
        "name": {"zh": person.name.zh, "en": person.name.en},
        "role": person.role,
        "weight": person.weight,
        "weights": own_leaf_weights(tree, {each.node: each.weights for each in person.nodes}),
        "consistency_ratio": person.consistency_ratio,
        "consistent": person.consistent,
        "worst_node": person.worst_node,
        "gci": max(gcis, default=None),
        "triads": [triad for each in person.nodes for triad in each.circular_triads],
        "missing": sum(each.missing for each in person.nodes),
        "revise": [row for each in person.nodes for row in _revisions(each)],
        "next_question": _next_question(person.nodes),
        "repairs": _cells(person.notes, Treatment.REPAIRED),
        "rejected": _cells(person.notes, Treatment.REJECTED),
        "blanks": _cells(person.notes, Treatment.BLANK),
        "as_written": _as_written(person, tree),
        "nodes": {each.node: _node(each, index) for each in person.nodes},
    }


def answers_document(calibration: "PanelCalibration") -> dict[str, object]:
    """Return how many answers were blank, repaired, rejected and out of scale, and by whom."""
    notes = calibration.notes
    rows = {
        "blanks": [note for note in notes if note.treatment is Treatment.BLANK],
        "repaired": [note for note in notes if note.treatment is Treatment.REPAIRED],
        "rejected": [note for note in notes if note.treatment is Treatment.REJECTED and note.node],
        "out_of_scale": [note for note in notes if note.why.key in OUT_OF_SCALE],
    }
    unusable = [note for note in notes if note.treatment is Treatment.REJECTED and not note.node]
    return {
        **{
            key: {"answers": len(concerned), "respondents": _people(concerned)}
            for key, concerned in rows.items()
        },
        "without_answers": _people(unusable),
    }


def consistency_document(calibration: "PanelCalibration") -> dict[str, object]:
    """Return how many respondents are within the limit, under both readings."""
    from engine.studies.panel_consistency import as_written_count, careful_count

    given = calibration.respondents, calibration.tree, calibration.limit
    return {
        "limit": calibration.limit,
        "with_care": asdict(careful_count(*given)),
        "as_written": asdict(as_written_count(*given)),
    }


def note_document(note: AnswerNote, language: Language) -> dict[str, object]:
    """Return what became of one answer, and why."""
    from pathlib import Path

    from engine.cli.output import shown_path
    from engine.i18n.translate import render_sentence

    return {
        "treatment": note.treatment.value,
        "respondent": note.respondent,
        "file": shown_path(Path(note.file)),
        "place": note.place,
        "node": note.node,
        "pair": [note.first, note.second] if note.first else None,
        "given": note.given,
        "taken": note.taken,
        "why": render_sentence(note.why, language),
    }


def random_index_document(name: str, value: float, missing: int) -> dict[str, object]:
    """Return a random index as ``heng priorities`` tells it: for how many gaps, on what basis."""
    from engine.ahp.random_index import random_index_table

    basis = random_index_table(name).basis(missing).value
    return {"name": name, "value": value, "missing": missing, "basis": basis}


def _node(answers: "NodeAnswers", index: str) -> dict[str, object]:
    return {
        "items": answers.matrix.items,
        "matrix": answers.matrix.values,
        "weights": answers.weights,
        "lambda_max": answers.lambda_max,
        "consistency_ratio": answers.consistency_ratio,
        "random_index": random_index_document(index, answers.random_index, answers.missing),
        "gci": answers.gci,
        "triads": answers.circular_triads,
        "missing": answers.missing,
        "methods_disagree": answers.methods_disagree,
        "unconnected": answers.unconnected,
        "revise": _revisions(answers),
        "next_question": answers.next_question,
    }


def _revisions(answers: "NodeAnswers") -> list[dict[str, object]]:
    return [
        {
            "node": answers.node,
            "pair": [row.first, row.second],
            "stated": row.stated,
            "implied": row.implied,
            "suggested": row.suggested,
            "ratio_after": row.ratio_after,
        }
        for row in answers.revise
    ]


def _next_question(nodes: Sequence["NodeAnswers"]) -> dict[str, object] | None:
    """Return the question of the first node with an open pair; unlinked answers come first."""
    open_ = [each for each in nodes if each.next_question is not None]
    if not open_:
        return None
    first = min(open_, key=lambda each: not each.unconnected)
    return {"node": first.node, "pair": first.next_question}


def _as_written(person: "RespondentResult", tree: "ItemTree") -> dict[str, object]:
    from engine.studies.panel_people import own_leaf_weights

    ratios = [ratio for _, ratio in person.as_written.values() if ratio is not None]
    return {
        "weights": own_leaf_weights(tree, {n: own for n, (own, _) in person.as_written.items()}),
        "consistency_ratio": max(ratios, default=None),
        "nodes": {
            node: {"weights": own, "consistency_ratio": ratio}
            for node, (own, ratio) in person.as_written.items()
        },
    }


def _cells(notes: Sequence[AnswerNote], treatment: Treatment) -> list[dict[str, object]]:
    return [
        {
            "place": note.place,
            "node": note.node,
            "pair": [note.first, note.second],
            "given": note.given,
            "taken": note.taken,
        }
        for note in notes
        if note.treatment is treatment and note.node
    ]


def _people(notes: Sequence[AnswerNote]) -> list[str]:
    return list(dict.fromkeys(note.respondent for note in notes))
