"""What in a question to the data contradicts itself, told before any data are read."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import ErrorDefinition, Family, Role, Transform
from engine.files.documents import Faults
from engine.files.evidence_question_schema import (
    BandTable,
    FilterTable,
    LayoutTable,
    QuestionTable,
    TermTable,
)
from engine.files.toml_lines import KeyPath

COUNTS = frozenset({Family.POISSON, Family.NEGATIVE_BINOMIAL})
SURVIVAL = frozenset({Family.HAZARD, Family.COX})
MODEL_ROLES = frozenset({Role.LEVER, Role.CONFOUNDER})
COUNTABLE = frozenset({Family.LOGIT, Family.POISSON, Family.LINEAR})
LEAST_KNOTS = 3  # a natural cubic spline with two knots is a straight line

_NO_ROLES: Mapping[str, ColumnRole] = MappingProxyType({})
_FAMILIES: Mapping[str, Collection[Family]] = MappingProxyType(
    {
        "trials": {Family.GROUPED},
        "exposure": COUNTS,
        "duration": SURVIVAL,
        "periods": {Family.HAZARD},
        "ties": {Family.COX},
        "outcome_at_least": {Family.LOGIT, Family.HAZARD},
    }
)
_NEEDED: Mapping[Family, str] = MappingProxyType(
    {Family.GROUPED: "trials", Family.HAZARD: "duration", Family.COX: "duration"}
)
_TRANSFORMS: Mapping[str, Transform] = MappingProxyType(
    {
        "floor": Transform.LOG_FLOOR,
        "shift": Transform.SCALE,
        "unit": Transform.SCALE,
        "power": Transform.POWER,
        "knots": Transform.SPLINE,
        "edges": Transform.BANDS,
        "reference": Transform.CATEGORY,
    }
)
_BY_CLUSTER = frozenset(
    {ErrorDefinition.CLUSTERED_G_N_K, ErrorDefinition.CLUSTERED_G, ErrorDefinition.CR2}
)


def check_question(
    question: QuestionTable,
    path: KeyPath,
    faults: Faults,
    roles: Mapping[str, ColumnRole] = _NO_ROLES,
) -> None:
    """Note what contradicts itself in the question at ``path``; ``roles`` the file's columns."""
    terms = _placed_terms(question, path)
    if not terms:
        faults.add("spec.no_terms", path, question.id)
    _check_columns(question, terms, faults)
    for place, term in terms:
        _check_role(term, place, roles, faults)
        _check_settings(term, place, faults)
    _check_family(question, path, faults)
    _check_clusters(question, path, faults)
    _check_named(question, path, faults, roles)
    if question.counted:
        _check_counted(question, terms, path, faults)
    check_filters(question.filters, (*path, "filters"), faults)


RATING, MOST_RATING = "csat", 100  # no scale of satisfaction goes further


def check_layout(layout: LayoutTable | None, faults: Faults) -> None:
    """Note a time zone that does not exist and ranges whose ends cross."""
    if layout is None:
        return
    try:
        ZoneInfo(layout.timezone)
    except (ValueError, OSError, KeyError):
        faults.add("case.timezone", ("layout", "timezone"))
    for name, limits in layout.ranges.items():
        least, greatest = limits.least, limits.greatest
        if least is not None and greatest is not None and least >= greatest:
            faults.add("case.range", ("layout", "ranges", name))
        if name == RATING and greatest is not None and greatest > MOST_RATING:
            faults.add("case.rating_range", ("layout", "ranges", name, "greatest"))


def check_bands(band: BandTable, path: KeyPath, faults: Faults) -> None:
    """Note edges that do not ascend."""
    _check_ascending(band.edges, (*path, "edges"), faults)


def check_filters(filters: Collection[FilterTable], path: KeyPath, faults: Faults) -> None:
    """Note values that a filter names twice."""
    for j, each in enumerate(filters):
        faults.add_repeated((*path, j, "values"), each.values)


def _placed_terms(question: QuestionTable, path: KeyPath) -> list[tuple[KeyPath, TermTable]]:
    """Return every term with the key path at which it stands, in file order."""
    tables = [((*path, "terms", j), term) for j, term in enumerate(question.terms)]
    short = question.stated_terms[len(tables) :]
    levers = [((*path, "levers", j), t) for j, t in enumerate(short[: len(question.levers)])]
    others = short[len(question.levers) :]
    return [*tables, *levers, *(((*path, "confounders", j), t) for j, t in enumerate(others))]


def _check_columns(
    question: QuestionTable, terms: list[tuple[KeyPath, TermTable]], faults: Faults
) -> None:
    """Note columns that stand in the model twice, or are outcome or cluster as well."""
    taken = {question.outcome, question.trials, question.duration}
    taken |= {*question.cluster, *question.fixed_effects}
    seen: set[tuple[str, int]] = set()
    for place, term in terms:
        # a metric may stand again as another power: its square and cube beside itself
        power = term.power if term.transform is Transform.POWER else 1
        form = (term.column, power)
        if form in seen or term.column in taken:
            at = place if "terms" not in place[-2:] else (*place, "column")
            faults.add("case.term_twice", at, term.column)
        seen.add(form)


def _check_role(
    term: TermTable, place: KeyPath, roles: Mapping[str, ColumnRole], faults: Faults
) -> None:
    stated = roles.get(term.column)
    values = {"column": term.column, "stated": stated.role.value if stated else ""}
    if term.role is None and stated is None:
        faults.add("spec.role_missing", place, term.column, values)
        return
    role = term.role or (stated.role if stated else Role.CONFOUNDER)
    if role not in MODEL_ROLES:
        faults.add("spec.role_in_model", place, role.value, values)
    elif stated and stated.role not in MODEL_ROLES:
        faults.add("spec.role_conflict", place, role.value, values)


def _check_settings(term: TermTable, place: KeyPath, faults: Faults) -> None:
    """Note settings of other transforms, and knots or edges that are missing or do not ascend."""
    for name, transform in _TRANSFORMS.items():
        if name in term.model_fields_set and term.transform is not transform:
            values = {"setting": name, "transform": transform.value}
            faults.add("spec.setting", (*place, name), values=values)
    for name, least in (("knots", LEAST_KNOTS), ("edges", 2)):
        points: tuple[float, ...] = getattr(term, name)
        if term.transform is _TRANSFORMS[name] and len(points) < least:
            told = {"setting": name, "least": least, "transform": _TRANSFORMS[name].value}
            faults.add("spec.too_few_points", (*place, name), values=told)
        _check_ascending(points, (*place, name), faults)


def _check_ascending(points: tuple[float, ...], place: KeyPath, faults: Faults) -> None:
    if any(left >= right for left, right in pairwise(points)):
        faults.add("case.edges", place)


def _check_family(question: QuestionTable, path: KeyPath, faults: Faults) -> None:
    """Note keys that belong to another family, and the one that this family cannot do without."""
    for key, families in _FAMILIES.items():
        if key in question.model_fields_set and question.family not in families:
            known = ", ".join(sorted(family.value for family in families))
            values = {"key": key, "families": known, "family": question.family.value}
            faults.add("spec.other_family", (*path, key), values=values)
    needed = _NEEDED.get(question.family)
    if needed and not getattr(question, needed):
        values = {"key": needed, "family": question.family.value}
        faults.add("spec.family_needs", (*path, needed), "", values)
    _check_ascending(question.periods, (*path, "periods"), faults)


def _check_clusters(question: QuestionTable, path: KeyPath, faults: Faults) -> None:
    faults.add_repeated((*path, "cluster"), question.cluster)
    if question.errors is None:
        return
    if question.errors in _BY_CLUSTER and not question.cluster:
        faults.add("spec.errors_need_cluster", (*path, "errors"))
    if question.errors is ErrorDefinition.CR2 and len(question.cluster) > 1:
        faults.add("spec.cr2_two_way", (*path, "errors"))


def _check_named(
    question: QuestionTable, path: KeyPath, faults: Faults, roles: Mapping[str, ColumnRole]
) -> None:
    """Note what names a term that is not there: the withheld confounder, interactions."""
    terms = question.stated_terms
    columns = list(dict.fromkeys(term.column for term in terms))
    confounders = [
        term.column
        for term in terms
        if (term.role or getattr(roles.get(term.column), "role", None)) is Role.CONFOUNDER
    ]
    if question.withhold and question.withhold not in confounders:
        values = {"known": ", ".join(confounders)}
        faults.add("case.withhold", (*path, "withhold"), values=values)
    if question.family is Family.HAZARD:  # an effect may differ by period
        columns.append(question.duration)
    for j, pair in enumerate(question.interactions):
        if pair[0] == pair[1] or not set(pair) <= set(columns):
            values = {"known": ", ".join(columns)}
            faults.add("spec.interaction", (*path, "interactions", j), values=values)
    faults.add_repeated((*path, "interactions"), [set(pair) for pair in question.interactions])
    faults.add_repeated((*path, "fixed_effects"), question.fixed_effects)


def _check_counted(
    question: QuestionTable,
    terms: list[tuple[KeyPath, TermTable]],
    path: KeyPath,
    faults: Faults,
) -> None:
    """Note what stands against counting: another family, terms whose form nobody stated."""
    if question.family not in COUNTABLE:
        known = ", ".join(sorted(family.value for family in COUNTABLE))
        values = {"family": question.family.value, "families": known}
        faults.add("spec.counted_family", (*path, "counted"), values=values)
    for place, term in terms:
        if term.transform is None:
            faults.add("spec.counted_transform", place, term.column)
