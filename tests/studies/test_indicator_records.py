"""Tables complete each other before anything is computed."""

from pathlib import Path

from engine.domain.records import TableKind
from engine.metrics.records import opened_records
from engine.studies.indicator_records import IndicatorOptions, column_table, completed_records
from tests.studies.shop_records import PAID_LAST, at, contacts, orders, source

PAID = IndicatorOptions(policies=(PAID_LAST,))


def test_orders_give_contacts_the_outcomes_they_lack(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path), orders(tmp_path)]) as records:
        findings = completed_records(records, PAID)
        query = "SELECT contact_id, paid, order_value FROM contacts ORDER BY 1 LIMIT 3"
        rows = records.connection.execute(query).fetchall()

    assert rows[2] == ("c3", True, 100.0)
    assert rows[0][1] is False
    assert findings == ()


def test_what_no_order_says_is_no_column_of_sales(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path), orders(tmp_path)]) as records:
        completed_records(records, PAID)

        assert records.has("sales", "order_value")
        assert not records.has("sales", "returned")
        assert not records.has("sales", "refund_s")


def test_own_marks_that_differ_from_the_orders_are_said(tmp_path: Path) -> None:
    own = source(
        tmp_path,
        TableKind.CONTACTS,
        contact_id=["c1"],
        customer_id=["1"],
        contact_class=["size"],
        agent=["A"],
        started=[at(2, 10)],
        presale=[True],
        paid=[False],
    )
    with opened_records([own, orders(tmp_path)]) as records:
        (finding,) = completed_records(records, PAID)

    assert finding.sentence.key == "finding.indicators.outcomes_differ"
    assert finding.sentence.values == {"column": "paid", "differing": 1, "compared": 1}


def test_messages_alone_make_contacts(tmp_path: Path) -> None:
    messages = source(
        tmp_path,
        TableKind.MESSAGES,
        customer_id=["1", "1"],
        agent=[None, "A"],
        sender=["customer", "agent"],
        sent_at=[at(1, 9), at(1, 9, 1)],
    )
    with opened_records([messages]) as records:
        completed_records(records, IndicatorOptions())
        rows = records.connection.execute("SELECT agent, frt_s FROM contacts").fetchall()

    assert rows == [("A", 60.0)]


def test_columns_in_memory_have_none_and_nan_where_nothing_stands(tmp_path: Path) -> None:
    made = source(tmp_path, TableKind.CONTACTS, agent=["A", None], frt_s=[None, 2])

    with opened_records([made]) as records:
        table = column_table(records, "contacts", ["agent", "frt_s"])

    assert table.column("agent").tolist() == ["A", None]
    assert str(table.column("frt_s").tolist()) == "[nan, 2.0]"
