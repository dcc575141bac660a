"""Whether a scheme file agrees with itself: tree, curves, targets, weights, grades and pay."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.domain.grades import GradeRule
from engine.domain.indicators import WEIGHT_SUM_TOLERANCE, Direction, ScoreCurve
from engine.domain.targets import Comparison
from engine.files.documents import Faults
from engine.files.scheme_schema import IndicatorTable, SchemeFile, plausible_range
from engine.files.toml_lines import KeyPath

ROOT = "goal"  # the tree's top node: what the panel compares the top-level groups for
PER_CENT = 100
_BETTER = {Direction.HIGHER: Comparison.AT_LEAST, Direction.LOWER: Comparison.AT_MOST}


def check_scheme(file: SchemeFile, faults: Faults) -> None:
    """Note everything in which a scheme file contradicts itself or leaves what is plausible."""
    _check_ids(file, faults)
    _check_children(file, faults)
    _check_circles(file, faults)
    _check_indicators(file, faults)
    _check_weights(file, faults)
    _check_grades(file, faults)
    _check_raters(file, faults)


def _entries(file: SchemeFile) -> Iterator[tuple[KeyPath, str]]:
    for i, group in enumerate(file.groups):
        yield ("groups", i, "id"), group.id
    for i, leaf in enumerate(file.indicators):
        yield ("indicators", i, "id"), leaf.id


def _named_children(file: SchemeFile) -> Iterator[tuple[KeyPath, str]]:
    for i, child in enumerate(file.children):
        yield ("children", i), child
    for g, group in enumerate(file.groups):
        for i, child in enumerate(group.children):
            yield ("groups", g, "children", i), child


def _check_ids(file: SchemeFile, faults: Faults) -> None:
    seen = {ROOT}
    for path, id_ in _entries(file):
        if id_ in seen:
            faults.add("document.duplicate_id", path, values={"id": id_})
        seen.add(id_)


def _check_children(file: SchemeFile, faults: Faults) -> None:
    known = {id_ for _, id_ in _entries(file)}
    seen: set[str] = set()
    for path, child in _named_children(file):
        if child not in known:
            faults.add("scheme.unknown_child", path, values={"child": child})
        elif child in seen:
            faults.add("scheme.child_twice", path, values={"child": child})
        seen.add(child)
    for path, id_ in _entries(file):
        if id_ not in seen:
            faults.add("scheme.orphan", path, values={"id": id_})


def _check_circles(file: SchemeFile, faults: Faults) -> None:
    children = {group.id: group.children for group in file.groups}
    reached, ahead = set[str](), list(file.children)
    while ahead:
        id_ = ahead.pop()
        if id_ not in reached:
            reached.add(id_)
            ahead += children.get(id_, ())
    for i, group in enumerate(file.groups):
        if group.id not in reached and any(group.id in others for others in children.values()):
            faults.add("scheme.circle", ("groups", i, "children"), values={"id": group.id})


def _check_indicators(file: SchemeFile, faults: Faults) -> None:
    leaves = {table.id for table in file.indicators}
    for i, table in enumerate(file.indicators):
        for j, counter in enumerate(table.counter_indicators):
            if counter not in leaves or counter == table.id:
                path = ("indicators", i, "counter_indicators", j)
                faults.add("tree.unknown_indicator", path, values={"indicator": counter})
        faults.add_repeated(("indicators", i, "counter_indicators"), table.counter_indicators)
        before = len(faults.found)
        _check_curve(table, i, faults)
        if table.target and len(faults.found) == before:
            _check_target(table, i, file.grades.cutoffs[-1], faults)


def _check_curve(table: IndicatorTable, i: int, faults: Faults) -> None:
    least, greatest = plausible_range(table.id, table.unit)
    limits = {"least": least, "greatest": greatest, "unit": table.unit}
    for j, (value, _) in enumerate(table.curve):
        if not least <= value <= greatest:
            faults.add("scheme.implausible", ("indicators", i, "curve", j, 0), values=limits)
    with faults.at("indicators", i, "curve"):
        ScoreCurve(table.curve)
    rises = [right - left for (_, left), (_, right) in pairwise(table.curve)]
    against = {Direction.HIGHER: min(rises) < 0, Direction.LOWER: max(rises) > 0}
    if against.get(table.direction, False) or not any(rises):
        code = f"scheme.curve_{table.direction.value}"
        faults.add(code, ("indicators", i, "curve"))


def _check_target(table: IndicatorTable, i: int, least_score: float, faults: Faults) -> None:
    target = table.target
    if target is None:
        return
    path = ("indicators", i, "target")
    if _BETTER.get(table.direction, target.comparison) is not target.comparison:
        faults.add("scheme.target_direction", (*path, "comparison"))
    high = target.threshold_high
    if high is not None and high <= target.threshold:
        faults.add("scheme.target_range", (*path, "threshold_high"))
    values, scores = zip(*table.curve, strict=True)
    for key, threshold in (("threshold", target.threshold), ("threshold_high", high)):
        if threshold is None:
            continue
        if table.unit == "share" and 1 < threshold <= PER_CENT:
            faults.add("document.per_cent", (*path, key), values={"share": threshold / PER_CENT})
            continue
        score = float(np.interp(threshold, values, scores))
        if score < least_score or not values[0] <= threshold <= values[-1]:
            told = {"score": score, "least": least_score, "from_": values[0], "to": values[-1]}
            faults.add("scheme.target_score", (*path, key), values=told)


def _check_weights(file: SchemeFile, faults: Faults) -> None:
    stated = [table.weight for table in file.indicators if table.weight is not None]
    if not stated and not file.published:
        return
    for i, table in enumerate(file.indicators):
        if table.weight is None:
            path = ("indicators", i, "weight")
            faults.add("scheme.weight_missing", path, "", {"indicator": table.id})
    total = sum(stated)
    if len(stated) == len(file.indicators) and abs(total - 1) > WEIGHT_SUM_TOLERANCE:
        faults.add("scheme.weight_sum", ("indicators",), f"{total:.6g}", {"total": total})


def _check_grades(file: SchemeFile, faults: Faults) -> None:
    with faults.at("grades"):
        GradeRule(file.grades.cutoffs, file.grades.labels)
    labels = ", ".join(file.grades.labels)
    if file.pay and set(file.pay.coefficient) != set(file.grades.labels):
        faults.add("scheme.pay_grades", ("pay", "coefficient"), values={"labels": labels})


def _check_raters(file: SchemeFile, faults: Faults) -> None:
    total = sum(rater.share for rater in file.raters)
    if file.raters and abs(total - 1) > WEIGHT_SUM_TOLERANCE:
        faults.add("scheme.rater_sum", ("raters",), f"{total:.6g}", {"total": total})
    seen: set[str] = set()
    for i, rater in enumerate(file.raters):
        if rater.id in seen:
            faults.add("document.duplicate_id", ("raters", i, "id"), values={"id": rater.id})
        seen.add(rater.id)
