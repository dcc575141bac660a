"""Why a rollout cannot be reviewed, as faults: file, column, value, what would be right."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.errors import Fault, InputError

DATA, ROLLOUT = "data", "rollout"
_PLACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "review.time": (DATA, "time"),
        "review.empty": (DATA, ""),
        "review.one_team": (DATA, "team"),
        "review.constant": (DATA, "outcome"),
        "review.week_gaps": (DATA, "time"),
        "review.few_weeks": (DATA, "time"),
        "review.flag_missing": (ROLLOUT, ""),
        "review.mixed_week": (ROLLOUT, ""),
        "review.switches_off": (ROLLOUT, ""),
        "review.start": (ROLLOUT, ""),
        "review.teams_unknown": (ROLLOUT, ""),
        "review.two_starts": (ROLLOUT, ""),
        "review.nobody_started": (ROLLOUT, ""),
        "review.no_before": (ROLLOUT, ""),
        "review.no_controls": (ROLLOUT, ""),
        "review.schedule": (ROLLOUT, ""),
    }
)
"""By error the file it speaks of, and which of the request's columns."""


def placed(error: InputError, files: Mapping[str, str], columns: Mapping[str, str]) -> InputError:
    """Return an error with a fault: its own, or the one that says where to mend what.

    Parameters
    ----------
    files
        Names of the files ``data`` and ``rollout``.
    columns
        Names of the columns ``outcome``, ``team``, ``time`` and, where starts stand in the data,
        ``rollout``.
    """
    if error.faults:
        named = [each if each.file else each.in_file(files[DATA]) for each in error.faults]
        return InputError(error.code, named, **error.values)
    if error.code.startswith("rollout.past"):
        fault = Fault("rollout.past", "file", _told(error), {}, files[DATA])
    elif error.code in _PLACES:
        file, role = _PLACES[error.code]
        column = columns.get(role or file, "")
        place = f"column {column}" if column else "file"
        fault = Fault(error.code, place, _told(error), dict(error.values), files[file])
    else:
        fault = Fault("review.table", "file", _told(error), {}, files[DATA])
    return InputError(error.code, [fault], **error.values)


def _told(error: InputError) -> str:
    """Return the values that an error names, as text."""
    told = {name: each for name, each in error.values.items() if name != "file"}
    return ", ".join(f"{name} {_shown(each)}" for name, each in told.items())[:80]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
