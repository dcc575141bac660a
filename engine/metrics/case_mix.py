"""How much of an agent's figure is the mix of classes and shifts: indirect standardisation."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from engine.domain.metric_report import MixAdjusted, MixRow
from engine.errors import InputError
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Kind, Table
from engine.metrics.definitions import definition_of
from engine.metrics.query_parameters import named_parameters, period_parameters
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import TableView, cell_query

MIX = ("contact_class", "shift")
_KINDS = (Kind.SHARE, Kind.MEAN)


def case_mix(
    records: OpenRecords, period: str, counting: Counting | None = None
) -> tuple[MixRow, ...]:
    """Return every agent's answered contacts by class and shift, in order of agent, class, shift.

    Where the contacts lack one of the two columns, all are of one nameless class or shift.
    """
    cells = _cells(records, definition_of("throughput"), period, counting or Counting())
    whole = cells.groupby("agent")["n"].transform("sum")
    return tuple(
        MixRow(str(agent), str(class_), str(shift), int(n), float(n / all_))
        for agent, class_, shift, n, all_ in zip(
            cells["agent"], *(cells[c] for c in MIX), cells["n"], whole, strict=True
        )
        if n > 0
    )


def mix_adjusted(
    records: OpenRecords,
    indicators: Sequence[str],
    period: str,
    counting: Counting | None = None,
) -> tuple[MixAdjusted, ...]:
    """Return each agent's figure beside what the team does on the same mix of work.

    Parameters
    ----------
    indicators
        Shares and means of contacts that can be computed; others are left out, as a sum or a
        ratio of sums has no cell means to compare with.

    Returns
    -------
    tuple
        For each indicator and agent ``observed``, the agent's mean; ``expected``, the mean over
        the agent's own contacts of the team's mean in their cell of class and shift; their
        difference and its standard error; ``size``, the contacts counted.

    Notes
    -----
    Indirect standardisation. With n_ac contacts of agent a in cell c and the team's cell mean
    m_c over N_c contacts, expected_a = sum_c n_ac m_c / n_a. The agent's contacts are part of
    m_c, so the difference is sum_c n_ac (x_ac - m_c) / n_a with variance
    sum_c (n_ac / n_a)^2 s_c^2 (1 / n_ac - 1 / N_c) if contacts of a cell vary alike, s_c^2 being
    the team's variance within the cell. An agent who has a cell alone is compared with himself
    there: that part of difference and variance is 0.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research II, section 2.3.
    """
    counting = counting or Counting()
    return tuple(
        row
        for indicator in indicators
        if _is_comparable(definition := _of_contacts(definition_of(indicator)))
        for row in _adjusted(_cells(records, definition, period, counting), indicator)
    )


def _of_contacts(definition: Definition) -> Definition:
    """Return the definition over contacts where an indicator has one."""
    while definition.table is not Table.CONTACTS and definition.otherwise is not None:
        definition = definition.otherwise
    return definition


def _is_comparable(definition: Definition) -> bool:
    return definition.table is Table.CONTACTS and definition.kind in _KINDS


def _cells(
    records: OpenRecords, definition: Definition, period: str, counting: Counting
) -> pd.DataFrame:
    """Return n, mean and variance of an indicator by agent, class and shift."""
    held = records.tables.get(Table.CONTACTS, ())
    absent = [column for column in ("agent", *definition.needs) if column not in held]
    if absent:
        raise InputError(
            "metrics.unknown_columns", columns=", ".join(absent), known=", ".join(held)
        )
    query = cell_query(TableView(Table.CONTACTS, held), definition, ("agent", *MIX))
    known = period_parameters(period, counting)
    return records.connection.execute(query, named_parameters(query, known)).df()


def _adjusted(cells: pd.DataFrame, indicator: str) -> Iterator[MixAdjusted]:
    cells = cells[cells["n"] > 0].copy()
    cells["total"] = cells["n"] * cells["mean"]
    team = cells.groupby(list(MIX))
    whole = team["n"].transform("sum")
    team_mean = team["total"].transform("sum") / whole
    cells["variance"] = cells["variance"].fillna(0.0)
    within = (cells["n"] - 1) * cells["variance"] + cells["n"] * (cells["mean"] - team_mean) ** 2
    spread: pd.Series[float] = within.groupby([cells[c] for c in MIX]).transform(
        "sum"
    ) / np.maximum(whole - 1, 1)
    cells["expected"] = cells["n"] * team_mean
    cells["error"] = cells["n"] ** 2 * spread * (1 / cells["n"] - 1 / whole)
    sums = cells.groupby("agent")[["n", "total", "expected", "error"]].sum()
    for agent, n, total, expected, error in sums.itertuples():
        difference = (total - expected) / n
        yield MixAdjusted(
            str(agent),
            indicator,
            float(total / n),
            float(expected / n),
            float(difference),
            float(np.sqrt(error) / n),
            int(n),
        )
