"""Rated indicators from several raters' points, by the scheme's shares of the raters.

A share belongs to a role (self, supervisor, others); several people of one role count as their
mean. Where a role is missing the value is unknown: the others are never stretched to fill in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Scheme, Source
from engine.domain.tables import ColumnTable
from engine.errors import Fault, InputError

WHOLE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class RatedIndicator:
    """One rated indicator by agent: 0..100, nan where a role is missing.

    ``missing`` names the roles that lack by agent; ``sizes`` (agents,) are the ratings used.
    """

    indicator: str
    agents: tuple[str, ...]
    values: NDArray[np.float64]
    sizes: NDArray[np.int64]
    missing: Mapping[str, tuple[str, ...]]


def check_rated(indicators: Sequence[str], scheme: Scheme) -> None:
    """Raise ``quality.not_rated`` with a fault for each indicator that is not the raters'.

    A measured leaf has a measured value, and one the scheme does not hold has no use.
    """
    leaves = {leaf.id: leaf for leaf in scheme.tree.leaves}
    faults = []
    for indicator in dict.fromkeys(indicators):
        if indicator not in leaves:
            values = {"known": ", ".join(i for i, leaf in leaves.items() if _is_rated(leaf.source))}
            faults.append(Fault("quality.no_such_leaf", "indicator", indicator, values))
        elif not _is_rated(leaves[indicator].source):
            faults.append(Fault("quality.measured_leaf", "indicator", indicator))
    if faults:
        raise InputError("quality.not_rated", faults, scheme=scheme.id)


def rated_indicators(
    ratings: ColumnTable, shares: Mapping[str, float], month: str
) -> tuple[RatedIndicator, ...]:
    """Return the rated indicators of a month, in order of id.

    Parameters
    ----------
    ratings
        Rows of ``month``, ``agent``, ``rater``, ``role``, ``indicator``, ``score`` (0..100).
    shares
        Share of each role, sum 1.

    Raises
    ------
    InputError
        ``quality.rater_shares`` when they do not sum to 1 or one is negative;
        ``quality.unknown_roles`` for a role without a share; ``quality.rated_twice`` when a
        rater rated one agent twice in the month.
    """
    check_shares(shares)
    rows = ratings.where(np.asarray(ratings.column("month") == month, dtype=np.bool_))
    _check_roles(rows, ", ".join(shares), set(shares))
    _check_once(rows)
    indicators = sorted({str(each) for each in rows.column("indicator")})
    return tuple(_rated(rows, indicator, shares) for indicator in indicators)


def check_shares(shares: Mapping[str, float]) -> None:
    """Raise ``quality.rater_shares`` unless the shares are 0 or more and sum to 1."""
    total = sum(shares.values())
    if min(shares.values(), default=-1.0) < 0 or abs(total - 1) > WHOLE:
        raise InputError("quality.rater_shares", total=total)


def ratings_from_staff(staff: ColumnTable, indicator: str, roles: Sequence[str]) -> ColumnTable:
    """Return ``rating_<role>`` columns of staff rows as rows of ratings of one indicator.

    Blank ratings give no row. The rater of a row is its role: nobody else is known.
    """
    parts: dict[str, list[object]] = {
        name: [] for name in ("month", "agent", "rater", "role", "indicator", "score")
    }
    labels: list[int] = []
    for role in roles:
        scores = staff.column(f"rating_{role}").astype(np.float64)
        for i in np.flatnonzero(~np.isnan(scores)):
            labels.append(int(staff.labels[i]))
            month, agent = staff.column("month")[i], staff.column("agent")[i]
            row = (month, agent, role, role, indicator, float(scores[i]))
            for column, cell in zip(parts.values(), row, strict=True):
                column.append(cell)
    columns = {name: np.array(cells, dtype=object) for name, cells in parts.items()}
    columns["score"] = np.array(parts["score"], dtype=np.float64)
    return ColumnTable(np.array(labels, dtype=np.int64), columns)


def _is_rated(source: Source) -> bool:
    return source is Source.RATED


def _check_roles(rows: ColumnTable, known: str, roles: set[str]) -> None:
    faults = [
        Fault("quality.unknown_role", f"row {label}, column role", str(role), {"known": known})
        for label, role in zip(rows.labels, rows.column("role"), strict=True)
        if str(role) not in roles
    ]
    if faults:
        unknown = ", ".join(sorted({fault.value for fault in faults}))
        raise InputError("quality.unknown_roles", faults, roles=unknown, known=known)


def _check_once(rows: ColumnTable) -> None:
    names = [rows.column(name) for name in ("agent", "rater", "role", "indicator")]
    seen: set[tuple[str, ...]] = set()
    for label, *key in zip(rows.labels, *names, strict=True):
        told = tuple(str(part) for part in key)
        if told in seen:
            raise InputError("quality.rated_twice", row=int(label), agent=told[0], rater=told[1])
        seen.add(told)


def _rated(rows: ColumnTable, indicator: str, shares: Mapping[str, float]) -> RatedIndicator:
    own = rows.where(np.asarray(rows.column("indicator") == indicator, dtype=np.bool_))
    agents, roles = own.column("agent"), own.column("role")
    scores = own.column("score").astype(np.float64)
    known = ~np.isnan(scores)
    names = tuple(sorted({str(agent) for agent in agents}))
    values, sizes = np.full(len(names), np.nan), np.zeros(len(names), dtype=np.int64)
    missing = {}
    for k, agent in enumerate(names):
        mine = known & (agents == agent)
        by_role = {role: scores[mine & (roles == role)] for role in shares if shares[role] > 0}
        lacking = tuple(role for role, points in by_role.items() if not len(points))
        sizes[k] = int(mine.sum())
        if lacking:
            missing[agent] = lacking
        else:
            values[k] = sum(shares[role] * points.mean() for role, points in by_role.items())
    return RatedIndicator(indicator, names, values, sizes, missing)
