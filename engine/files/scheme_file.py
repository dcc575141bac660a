"""Scheme files to schemes and back; what a scheme scores is left to scoring."""

from collections.abc import Mapping
from pathlib import Path

from engine.domain.grades import GradeRule
from engine.domain.indicators import (
    Indicator,
    IndicatorNode,
    IndicatorTree,
    PayRule,
    Rater,
    Scheme,
    ScoreCurve,
)
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.files.documents import Faults, load_toml, validate
from engine.files.scheme_checks import ROOT, check_scheme
from engine.files.scheme_schema import IndicatorTable, SchemeFile
from engine.files.toml_writer import toml_text

# what only a policy has: a scheme has children, grades and raters instead
_POLICY_KEYS = frozenset({"evidence_share", "default_floor", "default_cap", "group_shares"})
SCOPE = "month"  # a scheme scores months; the window says what one value is counted over


def read_scheme(path: Path) -> Scheme:
    """Return the scheme of a file; without weights in the file, all groups weigh equally.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once: schema, ids, children that
        are missing, repeated or cyclic, curves against direction and plausible range, targets,
        weights that do not sum to 1, raters, grades and pay.
    """
    document = load_toml(path)
    faults = Faults(document)
    if "children" not in document.data and _POLICY_KEYS & document.data.keys():
        faults.add("scheme.is_policy", (), document.data.get("id", ""))
        faults.raise_if_any()
    file = validate(document, SchemeFile)
    check_scheme(file, faults)
    faults.raise_if_any()
    tree = IndicatorTree(_root(file))
    return Scheme(
        id=file.id,
        name=file.name.text(),
        note=file.note.text(),
        tree=tree,
        incumbent=_incumbent(file, tree),
        published=file.published,
        grades=GradeRule(file.grades.cutoffs, file.grades.labels),
        raters=tuple(Rater(rater.id, rater.name.text(), rater.share) for rater in file.raters),
        pay=PayRule(dict(file.pay.coefficient), file.pay.floor_cny) if file.pay else None,
    )


def write_scheme(scheme: Scheme, path: Path) -> None:
    """Write a scheme as a file that reads back equal."""
    path.write_text(scheme_text(scheme), encoding="utf-8", newline="\n")


def scheme_text(scheme: Scheme) -> str:
    """Return a scheme as TOML."""
    below = [group for group in scheme.tree.groups if group is not scheme.tree.root]
    pay = scheme.pay
    return toml_text(
        {
            "schema_version": 1,
            "id": scheme.id,
            "published": scheme.published,
            "children": [child.id for child in scheme.tree.root.children],
            "raters": [
                {"id": rater.id, "name": _plain_text(rater.name), "share": rater.share}
                for rater in scheme.raters
            ],
            "name": _plain_text(scheme.name),
            "note": _plain_text(scheme.note),
            "grades": {
                "cutoffs": list(scheme.grades.cutoffs),
                "labels": list(scheme.grades.labels),
            },
            "pay": pay and {"floor_cny": pay.floor_cny, "coefficient": dict(pay.coefficient)},
            "groups": [
                {
                    "id": group.id,
                    "name": _plain_text(group.name),
                    "children": [child.id for child in group.children],
                }
                for group in below
            ],
            "indicators": [
                _plain_indicator(leaf, scheme.incumbent[leaf.id]) for leaf in scheme.tree.leaves
            ],
        }
    )


# --- building ------------------------------------------------------------------------------------


def _root(file: SchemeFile) -> IndicatorNode:
    leaves = {table.id: _indicator(table) for table in file.indicators}
    groups = {table.id: table for table in file.groups}

    def node(id_: str) -> IndicatorNode | Indicator:
        if id_ in leaves:
            return leaves[id_]
        group = groups[id_]
        return IndicatorNode(id_, group.name.text(), tuple(map(node, group.children)))

    return IndicatorNode(ROOT, file.name.text(), tuple(map(node, file.children)))


def _indicator(table: IndicatorTable) -> Indicator:
    return Indicator(
        id=table.id,
        name=table.name.text(),
        unit=table.unit,
        direction=table.direction,
        population=table.population,
        window=table.window,
        controllability=table.controllability,
        source=table.source,
        curve=ScoreCurve(table.curve),
        target=_target(table),
        gaming_risk=table.gaming_risk.text(),
        counter_indicators=table.counter_indicators,
        origin=table.origin,
    )


def _target(table: IndicatorTable) -> Target | None:
    if table.target is None:
        return None
    return Target(
        measure=table.id,
        comparison=table.target.comparison,
        threshold=table.target.threshold,
        scope=SCOPE,
        threshold_high=table.target.threshold_high,
    )


def _incumbent(file: SchemeFile, tree: IndicatorTree) -> Mapping[str, float]:
    stated = {table.id: table.weight for table in file.indicators if table.weight is not None}
    return stated or equal_weights(tree)


def equal_weights(tree: IndicatorTree) -> dict[str, float]:
    """Return weights that are equal within every group, the groups being equal too."""
    shares: dict[str, float] = {}

    def divide(node: IndicatorNode, share: float) -> None:
        for child in node.children:
            part = share / len(node.children)
            if isinstance(child, Indicator):
                shares[child.id] = part
            else:
                divide(child, part)

    divide(tree.root, 1.0)
    return shares


# --- writing -------------------------------------------------------------------------------------


def _plain_text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _plain_indicator(leaf: Indicator, weight: float) -> dict[str, object]:
    target = leaf.target
    return {
        "id": leaf.id,
        "name": _plain_text(leaf.name),
        "weight": weight,
        "unit": leaf.unit,
        "direction": leaf.direction.value,
        "population": leaf.population.value,
        "window": leaf.window,
        "controllability": leaf.controllability.value,
        "source": leaf.source.value,
        "origin": leaf.origin,
        "curve": [list(point) for point in leaf.curve.points],
        "target": target
        and {
            "comparison": target.comparison.value,
            "threshold": target.threshold,
            "threshold_high": target.threshold_high,
        },
        "gaming_risk": leaf.gaming_risk and _plain_text(leaf.gaming_risk),
        "counter_indicators": list(leaf.counter_indicators),
    }
