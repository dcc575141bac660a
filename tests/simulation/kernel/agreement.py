"""What two logs of the same replication differ in."""

import numpy as np

from engine.simulation.contact_log import ContactLog
from engine.simulation.desk import Records


def differences(one: ContactLog, other: ContactLog) -> list[str]:
    """Return the columns in which the logs differ, last bits included; nan equals nan."""
    counts = [] if one.events == other.events else ["events"]
    tables = zip(one._fields[:3], one[:3], other[:3], strict=True)
    return counts + [f"{name}.{column}" for name, a, b in tables for column in _columns(a, b)]


def _columns(one: Records, other: Records) -> list[str]:
    assert one.dtype == other.dtype
    if one.size != other.size:
        return ["size"]
    return [
        name
        for name in one.dtype.names or ()
        if not np.array_equal(one[name], other[name], equal_nan=one.dtype[name].kind == "f")
    ]
