"""What each column is to the question before any regression: stated, from the scheme, or by name.

A column that is stated to lie between lever and outcome, or after it, never enters a model; one
that only looks so by its name is flagged, and :mod:`engine.evidence.leakage` looks at the data.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from engine.domain.evidence_plan import ColumnRole
from engine.domain.evidence_trust import RoleRow
from engine.domain.specification import Assignment, Role, Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError

USABLE = (Role.LEVER, Role.CONFOUNDER)
LEAST_ROWS = 50  # below it, all-distinct values are no sign of an identifier
DISTINCT_SHARE = 0.9
FAULTS = MappingProxyType(
    {
        Role.MEDIATOR: "evidence.role_mediator",
        Role.OUTCOME_DERIVED: "evidence.role_outcome_derived",
        Role.IDENTIFIER: "evidence.role_identifier",
    }
)
NO_ROLES: Mapping[str, ColumnRole] = MappingProxyType({})

_OUTCOME = (
    r"^(call_?)?duration(_s|_sec|_seconds|_min)?$",
    r"^(talk|handle|handling|wrap|after_?call)_?(time|duration|s|sec|min)(_s|_sec|_min)?$",
    r"^aht(_s|_min)?$",
    r"^refund(ed|_.*)?$",
    r"^return(ed|_amount|_cny)?$",
    r"^(order|paid|payment|deal)_?(amount|value|cny|total)$",
    r"^(spend|spent|revenue|gmv|sales)(_cny)?$",
    r"(^|_)(after|post)_(?!(hours|sales?|service|code|type|office)($|_))",
    "\u901a\u8bdd\u65f6\u957f|\u5904\u7406\u65f6\u957f|\u4f1a\u8bdd\u65f6\u957f",
    "\u6210\u4ea4|\u9000\u6b3e|\u9000\u8d27|\u8ba2\u5355\u91d1\u989d|\u652f\u4ed8\u91d1\u989d",
)
_MEDIATOR = (
    r"^(visit|visited|visits|click|clicked|clicks|open|opened|page_?views?)$",
    r"^add(ed)?_to_cart$|^cart(_added)?$",
    r"^(csat|satisfaction|satisfied|rating|nps)(_score)?$",
    "\u6ee1\u610f|\u8bc4\u4ef7|\u70b9\u51fb|\u8bbf\u95ee|\u52a0\u8d2d|\u6253\u5f00",
)
_IDENTIFIER = (
    r"^(id|row|row_?(number|id)|index|no|number|uuid)$",
    r"(^|_)(id|uuid|phone|mobile|email|nick(name)?)$",
    "\u7f16\u53f7|\u5355\u53f7|\u5de5\u53f7|\u624b\u673a|\u7535\u8bdd|\u6635\u79f0|\u59d3\u540d",
)
PATTERNS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {Role.OUTCOME_DERIVED: _OUTCOME, Role.MEDIATOR: _MEDIATOR, Role.IDENTIFIER: _IDENTIFIER}
)
"""Names (lower case, regular expressions) that columns of a role tend to have."""


def role_by_name(column: str) -> Role | None:
    """Return the role that a column's name suggests, or None."""
    told = column.strip().lower().replace(" ", "_").replace("-", "_")
    for role, patterns in PATTERNS.items():
        if any(re.search(pattern, told) for pattern in patterns):
            return role
    return None


def check_roles(
    table: ColumnTable,
    specification: Specification,
    columns: Sequence[ColumnRole] = (),
    defaults: Mapping[str, ColumnRole] = NO_ROLES,
) -> tuple[RoleRow, ...]:
    """Return the role of every column of a question, with what speaks against it.

    Parameters
    ----------
    table
        Rows of the question; its columns are looked at for identifiers.
    columns
        Roles as the user states them.
    defaults
        By column, what the scheme says: the columns that its indicators are computed from.

    Returns
    -------
    tuple
        Stated columns first, then the model's, then others whose name suggests a role.

    Raises
    ------
    InputError
        ``evidence.role_refused`` with a fault for every term that is a mediator,
        outcome-derived or an identifier by statement, or an identifier by its values;
        ``evidence.role_twice`` where a column is stated in two roles.
    """
    stated = _stated(columns)
    terms = {term.column: term for term in specification.terms}
    refused = [
        fault
        for term in specification.terms
        if (fault := _fault(table, specification, term, stated.get(term.column))) is not None
    ]
    if refused:
        raise InputError("evidence.role_refused", refused, evidence=specification.id)
    names = dict.fromkeys([*stated, *terms, specification.outcome, *table.columns])
    rows = []
    for name in names:
        guessed = _guess(table, name)
        if name in terms:
            known = stated.get(name, defaults.get(name))
            source = "stated" if name in stated else "term"
            rows.append(_term_row(specification, terms[name], guessed, known, source))
        elif name in stated:
            rows.append(_plain_row(name, stated[name].role.value, "stated", stated[name].indicator))
        elif name == specification.outcome:
            rows.append(_plain_row(name, "outcome", "question"))
        elif name in defaults:
            entry = defaults[name]
            rows.append(_plain_row(name, entry.role.value, "scheme", entry.indicator))
        elif guessed is not None:
            rows.append(_plain_row(name, guessed.value, "name"))
    return tuple(rows)


def _stated(columns: Sequence[ColumnRole]) -> dict[str, ColumnRole]:
    found: dict[str, ColumnRole] = {}
    for entry in columns:
        earlier = found.setdefault(entry.column, entry)
        if earlier.role is not entry.role:
            raise InputError(
                "evidence.role_twice",
                column=entry.column,
                first=earlier.role.value,
                second=entry.role.value,
            )
    return found


def _fault(
    table: ColumnTable, specification: Specification, term: Term, stated: ColumnRole | None
) -> Fault | None:
    """Return why a term may not enter, or None."""
    role = term.role if stated is None or term.role not in USABLE else stated.role
    if term.column == specification.outcome:
        role = Role.OUTCOME_DERIVED
    if role in USABLE and _names_every_row(table.columns.get(term.column), term):
        role = Role.IDENTIFIER
    if role in USABLE:
        return None
    place = f"evidence.{specification.id}.terms.{term.column}"
    return Fault(FAULTS[role], place, term.column, {"column": term.column})


def _names_every_row(values: Column | None, term: Term) -> bool:
    """Whether a category has (nearly) a level for each row: it names rows, it explains none."""
    if values is None or term.transform is not Transform.CATEGORY:
        return False
    return _nearly_distinct(values)


def _nearly_distinct(values: Column) -> bool:
    known = values[~pd.isna(values)]
    if len(known) < LEAST_ROWS:
        return False
    return len(pd.unique(known)) > DISTINCT_SHARE * len(known)


def _looks_like_identifier(values: Column, name: str) -> bool:
    """Whether values name rows: distinct texts, a running number, or distinct whole id numbers."""
    if not _nearly_distinct(values):
        return False
    if values.dtype == object:
        return True
    known = values[~pd.isna(values)].astype(np.float64)
    whole = bool((known == np.round(known)).all())
    running = whole and float(np.ptp(known)) + 1 == len(known)
    return running or (whole and role_by_name(name) is Role.IDENTIFIER)


def _guess(table: ColumnTable, name: str) -> Role | None:
    values = table.columns.get(name)
    if values is not None and _looks_like_identifier(values, name):
        return Role.IDENTIFIER
    return role_by_name(name)


def _plain_row(name: str, role: str, source: str, indicator: str = "") -> RoleRow:
    return RoleRow(name, role, source, indicator, None, ())


def _term_row(
    specification: Specification,
    term: Term,
    guessed: Role | None,
    known: ColumnRole | None,
    source: str,
) -> RoleRow:
    indicator = term.indicator or ("" if known is None else known.indicator)
    findings = _doubts(specification, term, guessed)
    return RoleRow(term.column, term.role.value, source, indicator, None, findings)


def _doubts(specification: Specification, term: Term, guessed: Role | None) -> tuple[Finding, ...]:
    """Say that a column in the model looks like one that should not be there."""
    if guessed is None or guessed in USABLE:
        return ()
    if term.role is Role.LEVER and specification.assignment is not Assignment.OBSERVED:
        return ()  # what was dealt at random cannot come after the outcome
    values = {"column": term.column, "role": term.role.value}
    key = f"finding.evidence.looks_{guessed.value}"
    return (Finding("caution", Sentence(key, values)),)
