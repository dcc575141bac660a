"""The report as a whole: worst first, with effects; silent on the generated example."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from engine.domain.attribution import AttributionPolicy
from engine.domain.records import TABLES, RecordSource, SetAsideRow, TableKind
from engine.domain.texts import Language, Text
from engine.i18n.translate import keys, render
from engine.metrics.chat_contacts import completed_contacts
from engine.metrics.data_issues import SEVERITIES, data_issues
from engine.metrics.records import opened_records
from engine.metrics.sales import define_sales
from tests.metrics.issue_tables import MAY, hours, source

ROOT = Path(__file__).parents[2]
POLICY = AttributionPolicy("paid-last", Text("付款", "paid"), "paid", "last", 48.0, 0)


def spoilt(folder: Path) -> list[RecordSource]:
    frt: list[object] = [10.0 + place % 7 for place in range(60)]
    contacts = source(
        folder,
        TableKind.CONTACTS,
        contact_id=[*range(59), 58],
        agent=["A", "合计", *["B"] * 57, "B"],
        started=hours(60),
        frt_s=[900.0, *frt[1:]],
        handle_s=[100.0] * 60,
    )
    aside = SetAsideRow(99, "frt_s", "-3", "set_aside.below")
    return [RecordSource(contacts.path, contacts.columns, 60, (aside,), contacts.kind, "log.csv")]


def test_issues_are_worst_first_and_name_the_file(tmp_path: Path) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = data_issues(records, sources, "2026-05")

    ranks = [SEVERITIES.index(issue.severity) for issue in issues]
    assert ranks == sorted(ranks)
    assert {"total_rows", "conflicting_rows", "frt_above_handle", "set_aside"} <= {
        issue.code for issue in issues
    }
    assert {issue.file for issue in issues} == {"log.csv"}


def test_an_issue_says_what_it_does_to_the_figures(tmp_path: Path) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = {issue.code: issue for issue in data_issues(records, sources, "2026-05")}

    moved = {each.indicator: each for each in issues["frt_above_handle"].effects}
    assert moved["frt"].with_issue > 25 > moved["frt"].without_issue
    assert moved["frt"].agents_moved == 1
    assert issues["set_aside"].treatment == "set_aside"


def test_rows_of_orders_move_the_sales_made_of_them(tmp_path: Path) -> None:
    contacts = source(
        tmp_path,
        TableKind.CONTACTS,
        contact_id=["S0", "S1"],
        customer_id=["C0", "C1"],
        agent=["A", "B"],
        started=hours(2),
        presale=[True, True],
    )
    orders = source(
        tmp_path,
        TableKind.ORDERS,
        order_id=["O0", "O1", "O1"],
        customer_id=["C0", "C1", "C1"],
        ordered_at=[MAY + timedelta(hours=2)] * 3,
        paid_at=[MAY + timedelta(hours=3)] * 3,
        order_value=[30.0, 20.0, 2000.0],
    )
    sources = [contacts, orders]

    with opened_records(sources) as records:
        issues = data_issues(
            records, sources, "2026-05", complete=lambda opened: define_sales(opened, POLICY)
        )

    (conflict,) = (issue for issue in issues if issue.code == "conflicting_rows")
    moved = {each.indicator: each for each in conflict.effects}
    assert moved["sales"].without_issue == 50.0
    assert moved["sales"].with_issue != 50.0
    assert moved["aov"].agents_moved == 1


def test_rows_of_messages_move_the_contacts_made_of_them(tmp_path: Path) -> None:
    minute = timedelta(minutes=1)
    sent = [MAY, MAY + minute, MAY - timedelta(days=400), MAY - timedelta(days=400) + minute]
    messages = source(
        tmp_path,
        TableKind.MESSAGES,
        customer_id=["C0", "C0", *["C1"] * 62],
        agent=[None, "A"] * 32,
        sender=["customer", "agent"] * 32,
        sent_at=[*sent[:2], *sent[2:], *(MAY + n * minute for n in range(1, 61))],
    )

    with opened_records([messages]) as records:
        completed_contacts(records)
        issues = data_issues(
            records, [messages], "2025-01-01/2027-01-01", complete=completed_contacts
        )

    (stray,) = (i for i in issues if i.code == "stray_days" and i.table == "messages")
    assert {each.indicator for each in stray.effects} >= {"throughput"}
    assert {issue.file for issue in issues} == {"messages-0.csv"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_issue_has_its_sentence(tmp_path: Path, language: Language) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = data_issues(records, sources)

    assert all(render(f"issue.{i.code}", i.values, language) for i in issues)


@pytest.mark.parametrize("kind", [each for each in TABLES if each is not TableKind.AGENT_DAYS])
def test_columns_without_any_value_are_survived(tmp_path: Path, kind: TableKind) -> None:
    arrow = {"id": pa.string(), "text": pa.string(), "time": pa.timestamp("us"), "flag": pa.bool_()}
    columns = {
        name: pa.nulls(60, arrow.get(spec.type.value, pa.float64()))
        for name, spec in TABLES[kind].columns.items()
    }
    sources = [source(tmp_path, kind, **columns), source(tmp_path, kind, 1, **columns)]

    with opened_records(sources) as records:
        codes = {issue.code for issue in data_issues(records, sources, "2026-05")}

    assert "empty_column" in codes


def test_no_sentence_is_left_without_its_check() -> None:
    codes = {key.removeprefix("issue.") for key in keys("en") if key.startswith("issue.")}
    folder = ROOT / "engine" / "metrics"
    modules = "".join(path.read_text(encoding="utf-8") for path in folder.glob("issue_*.py"))
    by_block = {"missing_for_agents", "missing_for_days"}
    of_rows = {"reading_counted"}  # a reading of headers or rows, told by the report

    assert {code for code in codes - by_block - of_rows if f'"{code}"' not in modules} == set()


def test_the_generated_example_is_clean(
    shop_source: RecordSource, shop_staff: RecordSource, shop_samples: RecordSource
) -> None:
    sources = [shop_source, shop_staff, shop_samples]

    with opened_records(sources) as records:
        issues = data_issues(records, sources, "2026-05")

    assert [issue.code for issue in issues if issue.severity != "note"] == []
