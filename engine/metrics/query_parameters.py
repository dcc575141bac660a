"""The parameters of indicators' queries: a period's bounds, and what counts as what."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.metrics.counting import Counting
from engine.metrics.periods import period_bounds


def period_parameters(period: str, counting: Counting) -> dict[str, object]:
    """Return every parameter that a query of a period may name.

    Raises
    ------
    InputError
        ``metrics.period``.
    """
    start, end = period_bounds(period)
    return {"start": start, "end": end, **counting_parameters(counting)}


def counting_parameters(counting: Counting) -> dict[str, object]:
    """Return the parameters that say what counts as what."""
    return {
        "window": timedelta(hours=counting.repeat_window_h),
        "attainment_s": counting.attainment_s,
        "slow_s": counting.slow_s,
        "satisfied_from": counting.satisfied_from,
        "dissatisfied_to": counting.dissatisfied_to,
    }


def parameter_names(query: str) -> list[str]:
    """Return the parameters that a query names, in order."""
    return list(dict.fromkeys(re.findall(r"\$(\w+)", query)))


def named_parameters(query: str, known: Mapping[str, object]) -> dict[str, object]:
    """Return those of the known parameters that a query names: DuckDB wants no others."""
    return {name: known[name] for name in parameter_names(query)}


def with_literals(query: str, known: Mapping[str, object]) -> str:
    """Return a query with its known parameters written out, so that it runs as it stands."""
    return re.sub(
        r"\$(\w+)",
        lambda found: _literal(known[found[1]]) if found[1] in known else found[0],
        query,
    )


def _literal(value: object) -> str:
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, timedelta):
        return f"INTERVAL '{value.total_seconds():.6f} seconds'"
    return repr(value)
