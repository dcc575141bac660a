"""Policy files to weight policies and back; whether a weight set obeys is for optimisation."""

from dataclasses import dataclass
from pathlib import Path

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorTree, Scheme
from engine.domain.policy import (
    Distances,
    Emphasis,
    OrderRule,
    PolicyGroup,
    RatioRule,
    TriggerRule,
    WeightPolicy,
)
from engine.errors import InputError
from engine.files.documents import Faults, load_toml, validate
from engine.files.locations import referenced, shipped
from engine.files.policy_checks import check_room, check_rules, check_shares
from engine.files.policy_names import check_ids, check_names, check_repeated
from engine.files.policy_schema import (
    NO_LIMIT,
    EmphasisTable,
    PolicyFile,
    TriggerTable,
)
from engine.files.policy_tree import flat_tree
from engine.files.scheme_file import read_scheme


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    """A policy with the indicators that its file says it is about.

    ``tree`` is the scheme's, that of the file's own ``indicators``, or None where the file has
    neither: names are then checked against the weights it is used with. ``grades`` are the
    scheme's or the file's own.
    """

    policy: WeightPolicy
    scheme: Scheme | None
    tree: IndicatorTree | None
    grades: GradeRule | None


def read_policy(path: Path) -> WeightPolicy:
    """Return the weight policy of a file whose groups have room for their indicators.

    Raises
    ------
    InputError
        As :func:`read_policy_file`; and where the floors or caps of a group's indicators leave
        no room for its share.
    """
    file, faults = _opened(path)
    read = _checked(file, faults)
    if read.tree is not None:
        check_room(file, read.tree, faults)
    faults.raise_if_any()
    return read.policy


def read_policy_file(path: Path) -> ReadPolicy:
    """Return the policy of a file, checked against the indicators that the file names.

    Rules that clash only with each other are no fault of the file: which they are, and the least
    way out, is told by :mod:`engine.optimisation.conflicts`.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault at once: schema; a floor above its cap; unknown or
        repeated names; shares that cannot sum to one; a grid that cannot; a scheme that is not
        there or has faults of its own; an order, emphasis or trigger that cannot be meant.
    """
    file, faults = _opened(path)
    return _checked(file, faults)


def _opened(path: Path) -> tuple[PolicyFile, Faults]:
    document = load_toml(path)
    if {"children", "raters"} <= document.data.keys():  # a scheme: not a hundred unknown keys
        faults = Faults(document)
        faults.add("policy.is_scheme", (), document.data.get("id", ""))
        faults.raise_if_any()
    return validate(document, PolicyFile), Faults(document)


def _checked(file: PolicyFile, faults: Faults) -> ReadPolicy:
    scheme = _scheme(file, faults)
    tree = scheme.tree if scheme else _own_tree(file, faults)
    check_ids(file, tree, faults)
    check_repeated(file, faults)
    check_rules(file, faults)
    if tree is not None:
        check_names(file, tree, faults)
        check_shares(file, tree, faults)
    faults.raise_if_any()
    return ReadPolicy(_policy(file), scheme, tree, _grades(file, scheme))


def _scheme(file: PolicyFile, faults: Faults) -> Scheme | None:
    """Return the scheme that a file names: the id of a shipped one, or a path beside the file."""
    known = {path.stem: path for path in shipped("schemes")}
    if _is_id(file.scheme) and file.scheme not in known:
        faults.add("policy.unknown_scheme", ("scheme",), values={"known": ", ".join(known)})
        return None
    path = known.get(file.scheme) or referenced(faults, ("scheme",))
    try:
        return read_scheme(path) if path else None
    except InputError as error:
        faults.found += error.faults
        return None


def _is_id(name: str) -> bool:
    """Return whether a scheme is named by id: a file's name has an ending or a folder."""
    return bool(name) and not {".", "/", "\\"} & set(name)


def _own_tree(file: PolicyFile, faults: Faults) -> IndicatorTree | None:
    if not file.indicators:
        return None
    tree = None
    with faults.at("indicators"):
        tree = flat_tree({leaf.id: leaf.text for leaf in file.indicators})
    seen: set[str] = set()
    for i, leaf in enumerate(file.indicators):
        if leaf.id in seen:
            faults.add("document.duplicate_id", ("indicators", i), leaf.id, {"id": leaf.id})
        seen.add(leaf.id)
    return tree


def _grades(file: PolicyFile, scheme: Scheme | None) -> GradeRule | None:
    if scheme is not None:
        return scheme.grades
    return GradeRule(file.grades.cutoffs, file.grades.labels) if file.grades else None


# --- building ------------------------------------------------------------------------------------


def _policy(file: PolicyFile) -> WeightPolicy:
    given = file.distances
    return WeightPolicy(
        id=file.id,
        name=file.name.text(),
        evidence_share=file.evidence_share,
        default_floor=file.default_floor,
        default_cap=file.default_cap,
        floors=file.floors,
        caps=file.caps,
        group_shares=file.group_shares,
        largest_move=None if file.largest_move >= NO_LIMIT else file.largest_move,
        grid=file.grid or None,
        largest_moves=file.largest_moves,
        groups=tuple(PolicyGroup(each.id, each.text, each.members) for each in file.groups),
        orders=tuple(OrderRule(each.higher, each.lower, each.gap) for each in file.orders),
        ratios=tuple(RatioRule(each.higher, each.lower, each.ratio) for each in file.ratios),
        ring_fenced=file.ring_fenced,
        red_lines=file.red_lines,
        objective=file.objective,
        distances=(
            Distances(given.judged, given.evidence, given.incumbent) if given else Distances()
        ),
        norm=file.norm,
        budget=file.budget,
        emphases=tuple(map(_emphasis, file.emphases)),
        triggers=tuple(map(_trigger, file.triggers)),
    )


def _emphasis(table: EmphasisTable) -> Emphasis:
    return Emphasis(
        id=table.id,
        name=table.text,
        multipliers=table.multipliers,
        at_least_incumbent=table.at_least_incumbent,
        group_shifts=table.group_shifts,
        first=table.first,
    )


def _trigger(table: TriggerTable) -> TriggerRule:
    return TriggerRule(
        id=table.id,
        name=table.text,
        indicator=table.indicator,
        comparison=table.comparison,
        threshold=table.threshold,
        release=table.threshold if table.release is None else table.release,
        window_days=table.window_days,
        alpha=table.alpha,
        raises=table.raises,
        cap=table.cap,
        cool_down_months=table.cool_down_months,
    )
