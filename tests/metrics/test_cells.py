"""Rows for the evidence room: types, filters, labels."""

import numpy as np
import pytest

from engine.domain.specification import RowFilter
from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.example.contacts import Contacts, column_table, fields_of
from engine.metrics.cells import contact_columns


def test_columns_equal_what_was_drawn(shop_source: RecordSource, shop_contacts: Contacts) -> None:
    names = list(fields_of(shop_contacts))
    expected = column_table(shop_contacts, names)

    found = contact_columns(shop_source, names)

    assert (found.labels == expected.labels).all()
    for name in names:
        if expected.column(name).dtype == np.dtype(object):
            assert (found.column(name) == expected.column(name)).all(), name
        else:
            np.testing.assert_allclose(found.column(name), expected.column(name), atol=1e-6)


def test_filters_hold_together_and_labels_stay_positions(ten_contacts: RecordSource) -> None:
    filters = [RowFilter("presale", ("true",)), RowFilter("attempt", ("2",))]

    found = contact_columns(ten_contacts, ["frt_s", "agent"], filters)

    assert found.labels.tolist() == [4]
    assert found.column("frt_s").tolist() == [61.0]
    assert found.column("agent").tolist() == ["A1"]


def test_any_of_a_filters_values_matches(ten_contacts: RecordSource) -> None:
    found = contact_columns(ten_contacts, ["frt_s"], [RowFilter("csat", ("5", "2"))])

    assert found.labels.tolist() == [0, 4, 5]


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
