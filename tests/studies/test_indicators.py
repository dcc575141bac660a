"""The whole pipeline on a shop worked by hand: what each table adds, and what is said of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.domain.metric_report import MetricReport
from engine.domain.records import TableKind
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.studies.indicator_records import IndicatorOptions
from engine.studies.indicators import indicator_study
from tests.studies.shop_records import (
    PAID_FIRST,
    PAID_LAST,
    agent_days,
    at,
    contacts,
    orders,
    ratings,
    source,
)


def value(report: MetricReport, agent: str, indicator: str) -> float:
    return float(report.by_agent.column(indicator)[report.by_agent.agents.index(agent)])


def keys(report: MetricReport) -> set[str]:
    return {finding.sentence.key for finding in report.findings}


def test_contacts_alone_give_their_indicators_and_name_the_rest(tmp_path: Path) -> None:
    study = indicator_study([contacts(tmp_path)], IndicatorOptions(period="2026-05"))

    report = study.report
    assert study.agents == ("A", "B")
    assert (value(report, "A", "frt"), value(report, "B", "frt")) == (20.0, 50.0)
    # customer 1 came back within 72 h: one of A's two problems was not settled
    assert value(report, "A", "fcr") == 0.5
    # the same problem, and B's further contact, in each window
    assert [each.window_h for each in report.repeat_windows] == [24, 72, 168]
    assert report.repeat_windows[1].agents["A"].fcr.value == 0.5
    frt = next(note for note in report.indicators if note.indicator == "frt")
    assert (frt.shop.value, frt.shop.size, frt.origin) == (30.0, 3, "contacts")
    assert frt.small == ("A", "B")
    assert report.absent["qa_session"].values == {"table": "samples"}
    assert report.absent["csat_rate"].values == {"columns": "csat", "table": "contacts"}
    assert report.platform_rates == report.attribution == ()


def test_month_with_most_contacts_is_chosen_and_said(tmp_path: Path) -> None:
    report = indicator_study([contacts(tmp_path)], IndicatorOptions()).report

    assert report.period == "2026-05"
    assert "finding.indicators.period_chosen" in keys(report)


def test_orders_are_credited_by_each_policy_side_by_side(tmp_path: Path) -> None:
    options = IndicatorOptions(period="2026-05", policies=(PAID_LAST, PAID_FIRST))
    report = indicator_study([contacts(tmp_path), orders(tmp_path)], options).report

    last, first = report.attribution
    assert (last.policy.id, first.policy.id) == ("paid-last", "paid-first")
    assert last.table.agents[np.nanargmax(last.table.column("sales"))] == "B"
    assert first.table.agents[np.nanargmax(first.table.column("sales"))] == "A"
    assert last.shop["silent_sales_cny"] == 40
    assert value(report, "B", "sales") == 100  # the first policy makes the table
    assert {move.agent: [each.rank for each in move.ranks] for move in report.moves} == {
        "A": [2, 1],
        "B": [1, 2],
    }
    assert "finding.indicators.no_policy" not in keys(report)


def test_assumed_policy_is_said_and_an_impossible_one_does_no_harm(tmp_path: Path) -> None:
    unpaid = source(
        tmp_path, TableKind.ORDERS, order_id=["1"], customer_id=["1"], order_value=[1.0]
    )
    options = IndicatorOptions(period="2026-05", policies=(PAID_LAST,), policy_assumed=True)

    report = indicator_study([contacts(tmp_path), unpaid], options).report
    assert "finding.indicators.not_credited" in keys(report)
    assert "sales" in report.absent
    with pytest.raises(InputError, match=r"attribution\.columns"):
        indicator_study([contacts(tmp_path), unpaid], replace(options, policy_assumed=False))


def test_scheme_selects_orders_and_counts_what_is_missing(tmp_path: Path) -> None:
    path = next(each for each in shipped("schemes") if each.stem == "performance-scheme")
    scheme = read_scheme(path)
    options = IndicatorOptions(period="2026-05", scheme=scheme)

    report = indicator_study([contacts(tmp_path)], options).report

    computed = [note.indicator for note in report.indicators]
    assert computed == [leaf for leaf in scheme.tree.leaf_ids if leaf in computed]
    assert set(report.absent) == set(scheme.tree.leaf_ids) - set(computed)
    missing = next(f for f in report.findings if f.sentence.key.endswith("missing_leaves"))
    assert missing.sentence.values["total"] == len(scheme.tree.leaf_ids)


def test_agent_day_export_alone_is_enough_for_a_table(tmp_path: Path) -> None:
    report = indicator_study([agent_days(tmp_path)], IndicatorOptions()).report

    assert value(report, "A", "throughput") == 5
    assert value(report, "A", "assisted") == 2
    origins = {note.indicator: note.origin for note in report.indicators}
    assert origins == {"throughput": "agent_days:pdd", "assisted": "agent_days:pdd"}


def test_export_beside_a_log_is_compared_not_used(tmp_path: Path) -> None:
    sources = [contacts(tmp_path), agent_days(tmp_path)]

    report = indicator_study(sources, IndicatorOptions(period="2026-05")).report

    assert value(report, "A", "throughput") == 2
    (compared,) = report.reconciled
    assert (compared.indicator, compared.largest) == ("throughput", 3.0)
    assert compared.agents_alone == ("B",)


def test_raters_rows_give_the_rated_indicator(tmp_path: Path) -> None:
    path = next(each for each in shipped("schemes") if each.stem == "performance-scheme")
    shares = (
        replace(read_scheme(path).raters[0], share=0.4),
        replace(read_scheme(path).raters[1], share=0.6),
    )
    scheme = replace(read_scheme(path), raters=shares)
    options = IndicatorOptions(period="2026-05", scheme=scheme)

    report = indicator_study([contacts(tmp_path), ratings(tmp_path)], options).report

    assert value(report, "A", "collaboration") == pytest.approx(0.4 * 80 + 0.6 * 90)
    assert np.isnan(value(report, "B", "collaboration"))  # the missing rater is not made up


def test_asked_division_has_a_table_of_its_own(tmp_path: Path) -> None:
    options = IndicatorOptions(period="2026-05", cut="day")

    report = indicator_study([contacts(tmp_path)], options).report

    assert report.by_cut is not None
    assert report.by_cut.agents == ("2026-05-01", "2026-05-02")
    assert report.by_cut.column("frt").tolist() == [10.0, 40.0]


def test_unknown_division_and_empty_period_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"indicators\.unknown_cut"):
        indicator_study([contacts(tmp_path)], IndicatorOptions(cut="weather"))
    with pytest.raises(InputError, match=r"metrics\.period_empty"):
        indicator_study([contacts(tmp_path)], IndicatorOptions(period="2020-01"))


def test_records_that_give_no_indicator_are_refused(tmp_path: Path) -> None:
    only = source(tmp_path, TableKind.SURVEYS, contact_id=["1"], answered_at=[None])

    with pytest.raises(InputError, match=r"indicators\.no"):
        indicator_study([only], IndicatorOptions())


def test_columns_made_of_messages_are_no_doubts_of_the_files(tmp_path: Path) -> None:
    """Half are bot chats of no length: nobody's file has a column that is 0 or false throughout."""
    customers = [f"c{n}" for n in range(40)]
    messages = source(
        tmp_path,
        TableKind.MESSAGES,
        contact_id=[customer for customer in customers for _ in range(2)],
        customer_id=[customer for customer in customers for _ in range(2)],
        agent=[each for n in range(40) for each in (None, "A" if n % 2 else None)],
        sender=[each for n in range(40) for each in ("customer", "agent" if n % 2 else "bot")],
        sent_at=[at(1 + n % 28, 9, minute) for n in range(40) for minute in (0, n % 2)],
    )

    report = indicator_study([messages], IndicatorOptions(period="2026-05")).report

    assert [issue.column for issue in report.issues if issue.table == "contacts"] == []
    assert value(report, "A", "throughput") == 20


def test_contacts_of_the_bot_alone_give_the_shops_figures_and_no_agents(tmp_path: Path) -> None:
    bots = source(
        tmp_path,
        TableKind.CONTACTS,
        contact_id=["1", "2"],
        agent=[None, None],
        started=[at(1), at(2)],
        bot_first=[True, True],
        bot_ended=[True, True],
        solved=[True, False],
    )

    report = indicator_study([bots], IndicatorOptions(period="2026-05")).report

    shop = {note.indicator: note.shop.value for note in report.indicators}
    assert shop["bot_solved"] == 0.5
    assert report.by_agent.agents == ()
