"""Rows for the evidence room: types, filters, labels."""

import numpy as np
import pytest

from engine.domain.records import RecordSource
from engine.domain.specification import RowFilter
from engine.errors import InputError
from engine.example.contacts import Contacts, column_table, fields_of
from engine.metrics.cells import binned_counts, contact_columns
from engine.metrics.records import opened_records


def test_columns_equal_what_was_drawn(shop_source: RecordSource, shop_contacts: Contacts) -> None:
    names = list(fields_of(shop_contacts))
    expected = column_table(shop_contacts, names)

    found = contact_columns(shop_source, names)

    assert (found.labels == expected.labels + 2).all()  # the header is row 1
    for name in names:
        if expected.column(name).dtype == np.dtype(object):
            assert (found.column(name) == expected.column(name)).all(), name
        else:
            np.testing.assert_allclose(found.column(name), expected.column(name), atol=1e-6)


def test_filters_hold_together_and_labels_stay_positions(ten_contacts: RecordSource) -> None:
    filters = [RowFilter("presale", ("true",)), RowFilter("attempt", ("2",))]

    found = contact_columns(ten_contacts, ["frt_s", "agent"], filters)

    assert found.labels.tolist() == [6]
    assert found.column("frt_s").tolist() == [61.0]
    assert found.column("agent").tolist() == ["A1"]


def test_any_of_a_filters_values_matches(ten_contacts: RecordSource) -> None:
    found = contact_columns(ten_contacts, ["frt_s"], [RowFilter("csat", ("5", "2"))])

    assert found.labels.tolist() == [2, 6, 7]


def test_missing_values_are_nan_and_none(ten_contacts: RecordSource) -> None:
    found = contact_columns(ten_contacts, ["frt_s", "agent", "paid"])

    assert np.isnan(found.column("frt_s")[6])
    assert found.column("agent")[6] is None
    assert found.column("paid")[:4].tolist()[0:2] == [1.0, 0.0]
    assert np.isnan(found.column("paid")[2])


def test_text_is_one_object_for_each_value(ten_contacts: RecordSource) -> None:
    agents = contact_columns(ten_contacts, ["agent"]).column("agent")

    assert len({id(agent) for agent in agents}) == 3


def test_column_asked_twice_is_given_once(ten_contacts: RecordSource) -> None:
    assert list(contact_columns(ten_contacts, ["frt_s", "frt_s"]).columns) == ["frt_s"]


def test_quoted_text_in_a_filter_is_a_value(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match=r"no_rows.*OR 1=1"):
        contact_columns(ten_contacts, ["frt_s"], [RowFilter("agent", ("' OR 1=1 --",))])


def test_unknown_columns_of_filters_are_named_too(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match="mood, weather"):
        contact_columns(ten_contacts, ["mood"], [RowFilter("weather", ("true",))])


def test_rows_are_counted_by_cell(ten_contacts: RecordSource) -> None:
    """Within 0 .. 60 s of class a: 10, 20, 30, 1; of class b: 30, 59, 49, 1, and 60 at the edge."""
    with opened_records([ten_contacts]) as records:
        cells = binned_counts(
            records, {"contact_class": (), "frt_s": (0.0, 30.0, 60.0, np.inf)}, "invited"
        )

    assert cells.keys["contact_class"].tolist() == ["a", "a", "a", "b", "b", "b"]
    assert cells.keys["frt_s"].tolist() == [0, 1, 2, 0, 1, 2]
    assert cells.n.tolist() == [3, 1, 1, 1, 3, 2]
    assert cells.sums.tolist() == [3, 1, 1, 1, 2, 1]
    assert cells.squares.tolist() == cells.sums.tolist()
    assert cells.left_out == 1
    assert len(cells) == 6


def test_cells_keep_counts_and_sums(shop_source: RecordSource, shop_contacts: Contacts) -> None:
    table = column_table(shop_contacts, ["frt_s", "attitude", "handle_s"])
    frt_s, handle_s = table.column("frt_s"), table.column("handle_s")
    known = ~np.isnan(frt_s) & (frt_s <= 180) & ~np.isnan(table.column("attitude"))

    with opened_records([shop_source]) as records:
        bins = {"frt_s": tuple(range(0, 181, 20)), "attitude": (0, 50, 80, 100)}
        cells = binned_counts(records, bins, "handle_s")

    assert cells.n.sum() == known.sum()
    assert cells.left_out == (~known).sum()
    assert cells.sums.sum() == pytest.approx(handle_s[known].sum(), rel=1e-12)
    assert cells.squares.sum() == pytest.approx((handle_s[known] ** 2).sum(), rel=1e-12)
    first = (frt_s < 20) & (table.column("attitude") >= 80)
    chosen = (cells.keys["frt_s"] == 0) & (cells.keys["attitude"] == 2)
    assert cells.n[chosen].tolist() == [first.sum()]


def test_filters_hold_for_cells_too(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        kept = [RowFilter("agent", ("A2",))]
        cells = binned_counts(records, {"contact_class": ()}, "frt_s", filters=kept)

    assert cells.n.tolist() == [2, 2]
    assert cells.sums.tolist() == [30 + 181, 30 + 59]


@pytest.mark.parametrize(
    ("bins", "outcome", "code"),
    [
        ({"mood": ()}, "frt_s", "unknown_columns"),
        ({"agent": ()}, "mood", "unknown_columns"),
        ({"frt_s": (0.0, 0.0)}, "invited", "metrics.bins"),
        ({"frt_s": (5.0,)}, "invited", "metrics.bins"),
        ({"frt_s": (900.0, 1000.0)}, "invited", "no_rows"),
    ],
)
def test_cells_that_cannot_be_are_refused(
    ten_contacts: RecordSource, bins: dict[str, tuple[float, ...]], outcome: str, code: str
) -> None:
    with opened_records([ten_contacts]) as records, pytest.raises(InputError, match=code):
        binned_counts(records, bins, outcome)
