"""Rows that agree are counted together, and nothing is left out."""

import numpy as np
import pytest

from engine.domain.records import RecordSource
from engine.domain.specification import RowFilter
from engine.errors import InputError
from engine.example.contacts import Contacts, column_table
from engine.metrics.cells import contact_columns
from engine.metrics.counted_rows import Counting, counted_rows


def test_rows_that_agree_are_one_row_with_their_number(ten_contacts: RecordSource) -> None:
    found = counted_rows(ten_contacts, ["contact_class", "agent"], Counting())

    told = zip(
        found.table.column("contact_class"), found.table.column("agent"), found.n, strict=True
    )
    assert list(told) == [
        ("a", "A1", 3),
        ("a", "A2", 2),
        ("a", None, 1),
        ("b", "A1", 4),
        ("b", "A2", 2),
    ]
    assert not found.within.any()


def test_bands_take_their_lower_edge(ten_contacts: RecordSource) -> None:
    """10, 1, 1 stay below the first edge; 20 and 30s lie in [20, 60); 60, 61 and 181 above."""
    counting = Counting(edges={"frt_s": (20.0, 60.0)})

    found = counted_rows(ten_contacts, ["frt_s"], counting)

    assert found.table.column("frt_s")[:-1].tolist() == [1.0, 10.0, 20.0, 60.0]
    assert np.isnan(found.table.column("frt_s")[-1])
    assert found.n.tolist() == [2, 1, 5, 3, 1]


def test_bins_take_the_mean_of_their_contacts(ten_contacts: RecordSource) -> None:
    """Below 25: 10, 20, 1, 1; above: 30, 60, 61, 181, 30, 59, 49; one is missing."""
    counting = Counting(cuts={"frt_s": (25.0,)})

    found = counted_rows(ten_contacts, ["frt_s", "contact_class"], counting)

    values = found.table.column("frt_s")
    assert set(values[~np.isnan(values)]) == {32 / 4, 470 / 7}
    assert found.n.sum() == 12


def test_an_outcome_is_averaged_with_its_spread(ten_contacts: RecordSource) -> None:
    """Ratings of class a: 5, 4, 5 and three without; of b: 2, 3 and four without."""
    found = counted_rows(ten_contacts, ["contact_class", "csat"], Counting(averaged="csat"))

    means = found.table.column("csat")
    assert np.nan_to_num(means).tolist() == pytest.approx([14 / 3, 0, 2.5, 0])
    assert np.isnan(means[[1, 3]]).all()
    assert found.n.tolist() == [3, 3, 2, 4]
    assert found.within.tolist() == pytest.approx([2 / 3, 0, 0.5, 0])


def test_counted_rows_repeat_into_the_rows(
    shop_source: RecordSource, shop_contacts: Contacts
) -> None:
    names = ["agent", "contact_class", "solved", "csat"]
    expected = column_table(shop_contacts, names)

    found = counted_rows(shop_source, names, Counting())

    again = {name: np.repeat(found.table.column(name), found.n) for name in names}
    as_text = [sorted(map(str, zip(*t.values(), strict=True))) for t in (again, expected.columns)]
    assert as_text[0] == as_text[1]


def test_numbers_are_those_of_the_rows(shop_source: RecordSource) -> None:
    rows = contact_columns(shop_source, ["handle_s"], [RowFilter("solved", ("true",))])
    filters = [RowFilter("solved", ("true",))]

    found = counted_rows(shop_source, ["handle_s"], Counting(most_values=10**9), filters)

    again = np.repeat(found.table.column("handle_s"), found.n)
    assert np.array_equal(np.sort(again), np.sort(rows.column("handle_s")), equal_nan=True)


def test_a_metric_of_many_values_asks_for_bins(shop_source: RecordSource) -> None:
    with pytest.raises(InputError, match=r"too_many_values.*frt_s"):
        counted_rows(shop_source, ["frt_s", "agent"], Counting(most_values=20))


@pytest.mark.parametrize(
    ("columns", "counting", "code"),
    [
        (["mood"], Counting(), "unknown_columns"),
        (["agent"], Counting(averaged="mood"), "unknown_columns"),
        (["frt_s"], Counting(cuts={"frt_s": (5.0, 5.0)}), "metrics.bins"),
        (["frt_s"], Counting(edges={"frt_s": ()}), "metrics.bins"),
    ],
)
def test_countings_that_cannot_be_are_refused(
    ten_contacts: RecordSource, columns: list[str], counting: Counting, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        counted_rows(ten_contacts, columns, counting)


def test_filters_that_keep_nothing_are_named(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match=r"no_rows.*agent = B9"):
        counted_rows(ten_contacts, ["frt_s"], Counting(), [RowFilter("agent", ("B9",))])
