"""The aggregates of a definition: from a row's value and denominator to counts and sums.

:mod:`engine.metrics.statistics` makes values and standard errors of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.metrics.definition import Definition, Kind
from engine.metrics.records import quoted

# Each quantile with one to either side, for its sampling error. All are always asked for: then
# several quantiles of one column are one aggregate, which sorts the column once.
QUANTILE_POINTS = (0.45, 0.5, 0.55, 0.85, 0.9, 0.95)
QUANTILE_STEP = 0.05

_WEIGHTS = {"sample_weight": "1 / nullif(inclusion_probability::DOUBLE, 0)"}


@dataclass(frozen=True, slots=True)
class MeasuredColumns:
    """The columns that a query computes for each row: their SQL, and x and y by definition.

    Definitions of the same column share it. ``columns`` maps SQL to the column's name, quoted.
    """

    columns: dict[str, str]
    x: dict[str, str]
    y: dict[str, str]

    @property
    def select(self) -> list[str]:
        """The select list."""
        return [f"{sql} AS {name}" for sql, name in self.columns.items()]


def measured_columns(definitions: Sequence[Definition]) -> MeasuredColumns:
    """Return what rows are worth: x, a counted row's value, and y, its part of the denominator."""
    made = MeasuredColumns({}, {}, {})
    for definition in definitions:
        x, y = _measured(definition)
        made.x[definition.id] = made.columns.setdefault(x, quoted(f"{definition.id}.x"))
        if y:
            made.y[definition.id] = made.columns.setdefault(y, quoted(f"{definition.id}.y"))
    return made


def numbers(definition: Definition, made: MeasuredColumns, *, valued: bool = False) -> list[str]:
    """Return the aggregates of a definition; variances are DuckDB's (one pass, stable).

    ``valued`` puts the indicator's own value first, for a reader of the printed query.
    """
    x, y = made.x[definition.id], made.y.get(definition.id, "")
    aggregates = {"n": f"count({x})", **_sums(definition, x, y)}
    named = [f"{sql} AS {quoted(f'{definition.id}.{name}')}" for name, sql in aggregates.items()]
    first = [f"{_value(definition, x, y)} AS {quoted(definition.id)}"] if valued else []
    return first + named


def _measured(definition: Definition) -> tuple[str, str]:
    """Return the SQL of x and y; y is empty where every row weighs the same."""
    type_ = "BOOLEAN" if definition.kind is Kind.SHARE else "DOUBLE"
    value = f"({definition.value})::{type_}"
    whole = _WEIGHTS.get(definition.weight, definition.per)
    if not whole:
        return _counted(value, definition.counted), ""
    per = f"({whole})::DOUBLE"
    return (
        _counted(value, definition.counted, f"{per} IS NOT NULL"),
        _counted(per, definition.counted, f"{value} IS NOT NULL"),
    )


def _counted(value: str, *conditions: str) -> str:
    """Return a value where the conditions hold, else missing."""
    held = " AND ".join(condition for condition in conditions if condition != "TRUE")
    return f"CASE WHEN {held} THEN {value} END" if held else value


def _sums(definition: Definition, x: str, y: str) -> dict[str, str]:
    if definition.weight:
        return _ratio_sums(f"{x}::DOUBLE * {y}", y)
    if definition.per:
        return _ratio_sums(x, y)
    listed = ", ".join(map(str, QUANTILE_POINTS))
    return {
        Kind.SHARE: {"sum": f"count_if({x})"},
        Kind.MEAN: {"sum": f"sum({x})", "variance": f"var_samp({x})"},
        Kind.QUANTILE: {"quantiles": f"quantile_cont({x}, [{listed}])"},
    }.get(definition.kind, {"sum": f"sum({x})"})


def _ratio_sums(x: str, y: str) -> dict[str, str]:
    return {
        "sum": f"sum({x})",
        "per": f"sum({y})",
        "variance": f"var_samp({x})",
        "per_variance": f"var_samp({y})",
        "covariance": f"covar_samp({x}, {y})",
    }


def _value(definition: Definition, x: str, y: str) -> str:
    """Return the aggregate that is the indicator's value."""
    if definition.kind is Kind.QUANTILE:
        return f"quantile_cont({x}, {definition.at})"
    if definition.kind is Kind.TOTAL:
        return f"sum({x})"
    if definition.weight:
        return f"sum({x}::DOUBLE * {y}) / sum({y})"
    return f"sum({x}) / sum({y})" if definition.per else f"avg({x}::DOUBLE)"
