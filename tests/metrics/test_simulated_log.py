"""A simulated log as contacts: times from the human queue, nobody's contacts."""

from datetime import datetime

import numpy as np

from engine.metrics.aggregate import metric_table
from engine.metrics.records import opened_records
from engine.metrics.simulated_log import (
    LOG_COLUMNS,
    contacts_of_log,
    define_simulated_contacts,
    is_simulated_log,
)

START = datetime(2026, 6, 18)  # noqa: DTZ001 (local time)
N = np.nan
LOG = {
    "customer": np.array([1, 1, 2, 3]),
    "attempt": np.array([1, 2, 1, 1]),
    "contact_class": np.array(["size", "size", "stock", "size"]),
    "group": np.array(["a", "", "a", ""]),
    "agent": np.array(["1", "", "2", ""]),
    "arrival_s": np.array([10.0, 500.0, 5.5, 20.0]),
    "entry_s": np.array([40.0, 500.0, 5.5, N]),
    "start_s": np.array([50.0, N, 6.0, N]),
    "replied_s": np.array([70.0, N, 95.5, N]),
    "released_s": np.array([150.0, N, 106.0, N]),
    "outcome": np.array(["served", "abandoned", "served", "bot_ended"]),
    "solved": np.array([False, False, True, True]),
}


def test_rows_are_contacts_in_order_of_arrival() -> None:
    table = contacts_of_log(LOG, START)

    assert table["agent"].to_pylist() == ["2", "1", None, None]
    assert table["frt_s"].to_pylist() == [90.0, 30.0, None, None]
    assert table["handle_s"].to_pylist() == [100.0, 100.0, None, None]
    assert table["replied"].to_pylist() == [True, True, False, False]
    assert table["bot_ended"].to_pylist() == [False, False, True, False]
    assert table["started"].to_pylist()[0] == datetime(2026, 6, 18, 0, 0, 5, 500_000)  # noqa: DTZ001 (local time)


def test_newer_logs_tell_what_was_passed_on_and_what_came_with_nobody_there() -> None:
    flags = {"transferred": np.array([True, False, False, False]), "offline": np.zeros(4, bool)}

    table = contacts_of_log({**LOG, **flags}, START)

    assert table["transferred"].to_pylist() == [False, True, False, False]
    assert table["offline"].to_pylist() == [False] * 4
    assert "offline" not in contacts_of_log(LOG, START).column_names


def test_indicators_are_computed_from_it() -> None:
    with opened_records([]) as records:
        define_simulated_contacts(records, LOG, START)
        table = metric_table(records, ["frt", "reply_rate"], "2026-06-18", by="shop")

    assert table.values[0].tolist() == [60.0, 2 / 3]


def test_log_is_known_by_its_columns() -> None:
    assert is_simulated_log((*LOG_COLUMNS, "gone_s"))
    assert not is_simulated_log(("contact_id", "agent", "started"))
