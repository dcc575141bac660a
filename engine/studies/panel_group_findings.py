"""What a reader must know of the group itself: agreement, ranks, and what treatments change."""

from collections.abc import Iterator
from itertools import chain, combinations, pairwise

from engine.ahp.disagreement import most_disputed
from engine.ahp.ranks import pairwise_above
from engine.domain.calibration import PanelCalibration, TreatmentResult
from engine.domain.texts import Finding
from engine.studies.panel_names import finding, item_name, listed, pair_name

LOW_CONSENSUS = 0.65  # Goepel (2018): moderate consensus begins here
LARGE_CHANGE = 0.05  # of all weight: a manager sees it in the pay of a month
VISIBLE_CHANGE = 0.0005  # what a percentage with one decimal shows
SAME_WEIGHT = 1e-9  # of shares that sum to 1: closer ones are tied and in no order
DIVIDED = 0.25  # at least a quarter of those who answered stand on either side


def group_findings(calibration: PanelCalibration) -> Iterator[Finding]:
    """Yield what to know of the group, in the order a reader asks."""
    return chain(
        _gaps(calibration),
        _consensus(calibration),
        _disputes(calibration),
        _methods(calibration),
        _roles(calibration),
        _ranks(calibration),
        _treatments(calibration),
        _records(calibration),
    )


def _gaps(calibration: PanelCalibration) -> Iterator[Finding]:
    tree = calibration.tree
    for each in calibration.nodes:
        if each.filled:
            pairs = listed([pair_name(tree, first, second) for first, second in each.filled])
            yield finding("caution", "unanswered", node=item_name(tree, each.node), pairs=pairs)


def _consensus(calibration: PanelCalibration) -> Iterator[Finding]:
    for each in calibration.nodes:
        if each.consensus is not None and each.consensus < LOW_CONSENSUS:
            yield finding(
                "caution",
                "low_consensus",
                node=item_name(calibration.tree, each.node),
                consensus=each.consensus,
                moderate=LOW_CONSENSUS,
                respondents=each.respondents,
            )


def _disputes(calibration: PanelCalibration) -> Iterator[Finding]:
    tree = calibration.tree
    divided = [
        pair
        for each in calibration.nodes
        for pair in each.pairs
        if min(pair.share_first, pair.share_second) >= DIVIDED
    ]
    for pair in most_disputed(divided):
        yield finding(
            "note",
            "disputed",
            first=item_name(tree, pair.first),
            second=item_name(tree, pair.second),
            for_first=round(pair.share_first * pair.n),
            for_second=round(pair.share_second * pair.n),
            n=pair.n,
        )


def _methods(calibration: PanelCalibration) -> Iterator[Finding]:
    for each in calibration.nodes:
        if each.methods_disagree:
            node = item_name(calibration.tree, each.node)
            yield finding("caution", "methods_disagree", node=node)


def _roles(calibration: PanelCalibration) -> Iterator[Finding]:
    tree, leaves = calibration.tree, calibration.leaves
    for each in calibration.subgroups:
        if each.weights is None or (each.largest_change or 0.0) < LARGE_CHANGE:
            continue
        changes = [
            (abs(own - leaf.weight.value), own, leaf)
            for own, leaf in zip(each.weights, leaves, strict=True)
        ]
        _, own, leaf = max(changes, key=lambda change: change[0])
        yield finding(
            "caution",
            "role_differs",
            role=each.role,
            n=each.respondents,
            total=len(calibration.respondents),
            leaf=item_name(tree, leaf.leaf),
            own=own,
            weight=leaf.weight.value,
        )


def _ranks(calibration: PanelCalibration) -> Iterator[Finding]:
    """Name the neighbours in rank of which neither is above the other with enough certainty."""
    drawn, leaves = calibration.uncertainty, calibration.leaves
    above = pairwise_above(drawn.draws)
    order = sorted(range(len(leaves)), key=lambda place: -leaves[place].weight.value)
    open_ = [
        pair_name(calibration.tree, leaves[first].leaf, leaves[second].leaf)
        for first, second in pairwise(order)
        if max(above[first, second], above[second, first]) < drawn.level
    ]
    if open_:
        yield finding(
            "note",
            "ranks_open",
            count=len(open_),
            neighbours=len(leaves) - 1,
            level=drawn.level,
            pairs=listed(open_),
        )


def _treatments(calibration: PanelCalibration) -> Iterator[Finding]:
    everybody = calibration.treatments[0]
    for each in calibration.treatments[1:]:
        key = each.id.replace("-", "_")
        if each.weights is None:
            yield finding("caution", f"{key}_impossible")
        elif (reordered := _reordered(each, everybody)) or _is_visible(each):
            large = (each.largest_change or 0.0) >= LARGE_CHANGE
            yield finding(
                "caution" if reordered or large else "note",
                f"{key}_reorders" if reordered else key,
                respondents=each.respondents,
                total=everybody.respondents,
                points=100 * (each.largest_change or 0.0),
            )


def _is_visible(treatment: TreatmentResult) -> bool:
    return (treatment.largest_change or 0.0) >= VISIBLE_CHANGE


def _reordered(treatment: TreatmentResult, everybody: TreatmentResult) -> bool:
    """Tell whether some pair of leaves that differ visibly changes its order."""
    return any(
        (one - other) * (kept_one - kept_other) < 0
        for (one, kept_one), (other, kept_other) in combinations(
            zip(treatment.weights or (), everybody.weights or (), strict=True), 2
        )
        if min(abs(one - other), abs(kept_one - kept_other)) > SAME_WEIGHT
    )


def _records(calibration: PanelCalibration) -> Iterator[Finding]:
    if calibration.changes:
        yield finding("note", "changes", count=len(calibration.changes))
    if redrawn := calibration.uncertainty.redrawn:
        yield finding("note", "redrawn", redrawn=redrawn)
