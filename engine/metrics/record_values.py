"""Indicators from the agent months: attendance, tests, violations, and what colleagues rate."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.agent_values import AgentValues
from engine.metrics.counting import Counting

COLLABORATION = "collaboration"
RATING = "rating_"
FULL_TEST = 100.0

_COLUMNS = {"attendance": "attendance", "learning": "test_score", "discipline": "violations"}


def month_rows(table: ColumnTable, period: str) -> ColumnTable:
    """Return the rows of a month; raises ``metrics.duplicate_agent_month`` if an agent has two."""
    rows = table.where(np.asarray(table.column("month") == period, dtype=np.bool_))
    agents = rows.column("agent")
    names, counts = np.unique(agents.astype(str), return_counts=True)
    if (counts > 1).any():
        twice = ", ".join(names[counts > 1])
        raise InputError("metrics.duplicate_agent_month", period=period, agents=twice)
    return rows


def record_values(indicator: str, rows: ColumnTable, counting: Counting) -> AgentValues:
    """Return one indicator of the agents' records of one month.

    A record has no sampling error: its standard error is nan. ``learning`` is the share of a
    full test's 100 points; ``collaboration`` the raters' mean by ``counting.rater_shares``,
    0..100, nan where one of them is missing (the others are not stretched to fill in).
    """
    if indicator == COLLABORATION:
        values = _rated(rows, counting)
    else:
        values = rows.column(_COLUMNS[indicator]).astype(np.float64)
        values = values / FULL_TEST if indicator == "learning" else values
    agents = tuple(str(agent) for agent in rows.column("agent"))
    sizes = (~np.isnan(values)).astype(np.int64)
    return AgentValues(agents, values, sizes, np.full(len(agents), np.nan))


def rating_columns(counting: Counting) -> tuple[str, ...]:
    """Return the columns that the raters' shares ask for."""
    return tuple(f"{RATING}{rater}" for rater in counting.rater_shares)


def _rated(rows: ColumnTable, counting: Counting) -> NDArray[np.float64]:
    shares = np.array(list(counting.rater_shares.values()), dtype=np.float64)
    ratings = [rows.column(name).astype(np.float64) for name in rating_columns(counting)]
    return np.asarray(shares @ np.stack(ratings), dtype=np.float64)
