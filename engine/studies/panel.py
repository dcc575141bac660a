"""What do a panel's answers say: weights with bands, people, treatments, and what to know."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from engine.ahp.consensus import hierarchy_consensus
from engine.domain.calibration import Change, NodeGroup, PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.domain.survey import AnswerNote, Survey, Treatment
from engine.domain.texts import Text
from engine.errors import Fault, InputError
from engine.studies.accepted_changes import apply_changes
from engine.studies.panel_findings import findings
from engine.studies.panel_fuzzy import fuzzy_leaves
from engine.studies.panel_groups import node_groups, panel_opinions
from engine.studies.panel_options import PanelOptions
from engine.studies.panel_people import respondent_results
from engine.studies.panel_readings import ready
from engine.studies.panel_roles import subgroups
from engine.studies.panel_treatments import group_weights, treatments
from engine.studies.panel_uncertainty import leaf_results, uncertainty


def panel_calibration(
    survey: Survey,
    name: Text,
    options: PanelOptions,
    *,
    rng: np.random.Generator,
    seed: int,
    changes: Sequence[Change] = (),
) -> PanelCalibration:
    """Return everything a panel's answers say.

    Parameters
    ----------
    survey
        Both readings of the answers; the careful one gives the weights.
    name
        What was asked about: the scheme's name, or the file's.
    rng, seed
        What draws the bands, and what it was made from, which is kept in the result.
    changes
        Answers that respondents changed when asked again, applied to the careful reading.

    Raises
    ------
    InputError, MethodError
        ``panel_study.nothing_asked``, ``panel_study.nobody`` (no usable answer) or
        ``panel_study.nobody_at`` (none at some node), with a fault for each rejected answer; as
        :mod:`engine.studies.panel_readings`, :mod:`engine.studies.accepted_changes` and
        :func:`engine.studies.panel_groups.linked_judgements`.
    """
    survey, tree = _checked(survey), survey.tree
    careful = apply_changes(survey.panel, changes)
    opinions = panel_opinions(careful, tree, options)
    people = respondent_results(survey, careful, opinions, options)
    groups = node_groups(tree, opinions)
    weights = group_weights(tree, groups)
    drawn = uncertainty(careful, tree, options, rng, seed)
    calibration = PanelCalibration(
        name=name,
        tree=tree,
        coding=survey.coding,
        method=options.method.value,
        completion=options.completion.value,
        random_index=options.random_index,
        limit=options.limit,
        respondents=people,
        nodes=groups,
        leaves=leaf_results(tree, groups, weights, drawn),
        treatments=treatments((careful, survey.as_written), tree, people, groups, options),
        subgroups=subgroups(careful, tree, weights, options),
        uncertainty=drawn,
        notes=survey.notes,
        changes=tuple(changes),
        fuzzy=fuzzy_leaves(careful, tree, groups, weights) if options.fuzzy else (),
        findings=survey.findings,
        consensus=_consensus(tree, groups),
        as_written=survey.as_written,
    )
    return replace(calibration, findings=findings(calibration))


def _checked(survey: Survey) -> Survey:
    """Return the survey ready to be computed with, if there is anything to compute."""
    if not survey.tree.asked:
        raise InputError("panel_study.nothing_asked")
    if not survey.panel.responses:
        raise _unusable("panel_study.nobody", survey.notes)
    for node in survey.tree.asked:
        if not any(node in response.judgements for response in survey.panel.responses):
            notes = [note for note in survey.notes if note.node == node]
            raise _unusable("panel_study.nobody_at", notes, node=survey.tree.name(node))
    return ready(survey)


def _unusable(code: str, notes: Iterable[AnswerNote], **values: object) -> InputError:
    """Return the error of a panel without usable answers, with a fault for each rejected one."""
    faults = [
        Fault("panel_study.rejected", note.place, note.given, file=note.file)
        for note in notes
        if note.treatment is Treatment.REJECTED and note.node
    ]
    return InputError(code, faults, **values)


def _consensus(tree: ItemTree, groups: Sequence[NodeGroup]) -> float | None:
    local = {
        each.node: dict(zip(each.matrix.items, each.by_judgements, strict=True)) for each in groups
    }
    return hierarchy_consensus(tree, local, {each.node: each.consensus for each in groups})
