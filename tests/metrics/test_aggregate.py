"""Every indicator by hand, tables joined by agent, what is lacking named at once."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.files.platform_file import shipped_platforms
from engine.metrics.agent_values import AgentValues
from engine.metrics.aggregate import metric_table
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.platform_rates import platform_rate
from engine.metrics.records import OpenRecords, opened_records

CASES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "cases" / "metrics").glob("*.toml"))
}
OF_TABLES = [name for name, case in CASES.items() if "rule" not in case]
OF_RULES = [name for name, case in CASES.items() if "rule" in case]
SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.5, "others": 0.2})
PERFORMANCE = [
    *("conversion", "frt", "fcr", "aov", "csat_rate", "qa_session", "qa_ticket"),
    *("collaboration", "learning", "attendance"),
]
TIMES = ("started", "opened_at", "closed_at", "resolved_at", "credited_at", "day")
TIMES += ("ordered_at", "reminded_at", "sent_at", "answered_at")

Given = Callable[..., OpenRecords]


def arrow_table(case: Mapping[str, Any]) -> pa.Table:
    """Return a case's rows; an empty text is a missing value, contacts start in May."""
    cells = {
        name: [None if row[i] == "" else row[i] for row in case["rows"]]
        for i, name in enumerate(case["columns"])
    }
    for name in TIMES:
        if name in cells:
            known = [None if text is None else datetime.fromisoformat(text) for text in cells[name]]
            cells[name] = pa.array(known, pa.timestamp("us"))
    if case["table"] == "contacts":
        first = datetime(2026, 5, 4, 9)  # noqa: DTZ001 (local time)
        hours = range(len(case["rows"]))
        cells.setdefault("started", [first + timedelta(hours=hour) for hour in hours])
        cells.setdefault("contact_id", list(hours))
    numbers = pa.types.is_null
    made = {name: pa.array(values) for name, values in cells.items()}
    return pa.table({n: a.cast(pa.float64()) if numbers(a.type) else a for n, a in made.items()})


@pytest.mark.parametrize("name", OF_TABLES)
def test_indicator_equals_what_was_worked_by_hand(name: str) -> None:
    case = CASES[name]
    indicator, expected = case.get("indicator", name), case["expected"]

    with opened_records([]) as records:
        records.connection.register("rows", arrow_table(case))
        records.define(case["table"], "SELECT * FROM rows")
        period, by = case.get("period", "2026-05"), case.get("by", "agent")
        found = metric_table(records, [indicator], period, SHARES, by)

    some = found.sample_sizes[:, 0] > 0
    values = dict(zip(found.agents, found.values[:, 0].tolist(), strict=True))
    assert {agent for agent, counted in zip(found.agents, some, strict=True) if counted} == set(
        expected
    )
    assert np.isnan(found.values[~some, 0]).all()
    assert {agent: values[agent] for agent in expected} == {
        agent: pytest.approx(each["value"], rel=1e-15) for agent, each in expected.items()
    }
    assert found.sample_sizes[some, 0].tolist() == [each["size"] for each in expected.values()]


@pytest.mark.parametrize("name", OF_RULES)
def test_platforms_rate_equals_what_was_worked_by_hand(name: str) -> None:
    case = CASES[name]
    rule = next(rule for rule in shipped_platforms() if rule.id == case["rule"])

    with opened_records([]) as records:
        records.connection.register("rows", arrow_table(case))
        records.define(case["table"], "SELECT * FROM rows")
        rate = platform_rate(records, rule, datetime(2026, 6, 1))  # noqa: DTZ001 (local time)

    assert rule.indicator == name
    assert {each.agent: each.met / each.counted for each in rate.agents} == {
        agent: each["value"] for agent, each in case["expected"].items()
    }
    assert [each.counted for each in rate.agents] == [e["size"] for e in case["expected"].values()]


def test_every_indicator_has_its_case_and_no_case_is_long() -> None:
    assert set(DEFINITIONS) <= set(CASES)
    assert all(len(case["rows"]) <= 12 for case in CASES.values())


@pytest.fixture
def given(
    shop_source: RecordSource, shop_staff: RecordSource, shop_samples: RecordSource
) -> Sequence[RecordSource]:
    return [shop_source, shop_staff, shop_samples]


def test_performance_scheme_is_computed_in_full(given: Sequence[RecordSource]) -> None:
    with opened_records(given) as records:
        table = metric_table(records, PERFORMANCE, "2026-05", SHARES)

    assert table.indicators == tuple(PERFORMANCE)
    assert len(table.agents) == 60
    presale = np.array([population == "presale" for population in table.populations])
    missing = np.isnan(table.values)
    assert (missing[:, [0, 3]] == ~presale[:, None]).all()
    assert not missing[:, [1, 2, *range(4, 10)]].any()


def test_newcomers_stay_with_their_tiny_samples(given: Sequence[RecordSource]) -> None:
    with opened_records(given) as records:
        table = metric_table(records, ["frt"], "2026-05", SHARES)

    sizes = dict(zip(table.agents, table.sample_sizes[:, 0].tolist(), strict=True))
    assert sizes["A58"] == sizes["A59"] == 24
    assert min(n for agent, n in sizes.items() if agent < "A58") > 100


def test_agent_with_a_record_and_no_contact_is_kept_without_values(
    ten_contacts: RecordSource,
) -> None:
    with opened_records([ten_contacts]) as records:
        records.define(
            "staff",
            """SELECT * FROM (VALUES ('2026-05', 'A9', 'aft', 0.0), ('2026-05', 'A1', 'aft', 1.0))
            AS given(month, agent, "group", attendance)""",
        )
        table = metric_table(records, ["attendance", "frt"], "2026-05")

    assert table.agents == ("A1", "A2", "A9")
    assert table.groups == ("pre", "aft", "aft")
    np.testing.assert_array_equal(table.values[:, 0], [1.0, np.nan, 0.0])
    np.testing.assert_array_equal(table.values[:, 1], [40.0, 75.0, np.nan])
    assert table.sample_sizes[:, 1].tolist() == [5, 4, 0]


def test_group_and_population_are_the_agents(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        table = metric_table(records, ["frt"], "2026-05")

    assert table.groups == ("pre", "aft")
    assert table.populations == ("presale", "aftersale")


@pytest.mark.parametrize(
    ("by", "rows", "frt"),
    [
        ("shop", ("shop",), [500 / 9]),
        ("group", ("aft", "pre"), [(30 + 181 + 30 + 59) / 4, (10 + 20 + 60 + 61 + 49) / 5]),
        ("contact_class", ("a", "b"), [(10 + 20 + 30 + 181) / 4, (60 + 61 + 30 + 59 + 49) / 5]),
        ("month", ("2026-05",), [500 / 9]),
        ("week", ("2026-W18", "2026-W19", "2026-W21"), [181 / 5, 181, 138 / 3]),
    ],
)
def test_rows_may_be_other_than_agents(
    ten_contacts: RecordSource, by: str, rows: tuple[str, ...], frt: list[float]
) -> None:
    with opened_records([ten_contacts]) as records:
        table = metric_table(records, ["frt"], "2026-05", by=by)

    assert table.agents == rows
    assert table.values[:, 0] == pytest.approx(frt)


def test_records_of_an_agent_belong_to_the_agents_group(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        records.define(
            "samples",
            """SELECT * FROM (VALUES ('2026-05', 'A1', 80), ('2026-05', 'A2', 90),
            ('2026-05', 'A1', 70)) AS given(month, agent, session_score)""",
        )
        table = metric_table(records, ["qa_session"], "2026-05", by="group")

    assert table.agents == ("aft", "pre")
    assert table.column("qa_session").tolist() == [90.0, 75.0]


@pytest.mark.parametrize(
    ("by", "hidden", "left"), [("group", "aft", "pre"), ("contact_class", "a", "b")]
)
def test_contacts_without_a_name_have_a_row_so_that_rows_add_up(
    ten_contacts: RecordSource, by: str, hidden: str, left: str
) -> None:
    with opened_records([ten_contacts]) as records:
        replaced = f'nullif("{by}", \'{hidden}\') AS "{by}"'
        records.define("contacts", f"SELECT * REPLACE ({replaced}) FROM contacts")  # noqa: S608 (the test's own names)
        table = metric_table(records, ["throughput"], "2026-05", by=by)

    assert table.agents == ("", left)
    assert table.column("throughput").tolist() == [4.0, 5.0]


def test_records_of_which_nobody_knows_the_group_are_one_nameless_group() -> None:
    with opened_records([]) as records:
        records.define("samples", "SELECT '2026-05' AS month, 'A1' AS agent, 80 AS session_score")
        table = metric_table(records, ["qa_session"], "2026-05", by="group")

    assert table.agents == ("",)
    assert table.values.tolist() == [[80.0]]


def test_values_from_elsewhere_stand_beside_the_others(ten_contacts: RecordSource) -> None:
    rate = AgentValues(("A2",), np.array([0.9]), np.array([10]), np.array([0.1]))

    with opened_records([ten_contacts]) as records:
        table = metric_table(
            records, ["rate_3min", "throughput"], "2026-05", given={"rate_3min": rate}
        )

    np.testing.assert_array_equal(table.column("rate_3min"), [np.nan, 0.9])
    assert table.column("throughput").tolist() == [5.0, 4.0]


def test_who_had_enquiries_and_sold_nothing_has_sales_of_nothing() -> None:
    """A missing figure would hand the weight of sales to what the agent is better at."""
    with opened_records([]) as records:
        records.define(
            "enquiries",
            "SELECT * FROM (VALUES (DATE '2026-05-04', 'A', TRUE), (DATE '2026-05-05', 'B', FALSE))"
            " AS t(day, agent, converted)",
        )
        records.define(
            "sales",
            "SELECT TIMESTAMP '2026-05-04 10:00:00' AS credited_at, 'A' AS agent,"
            " 120.0::DOUBLE AS sale_value, FALSE AS is_silent",
        )
        table = metric_table(records, ["conversion", "sales"], "2026-05")

    assert table.agents == ("A", "B")
    assert table.column("sales").tolist() == [120.0, 0.0]
    assert table.sample_sizes[:, 1].tolist() == [1, 0]


@pytest.mark.parametrize(("shops", "share"), [(["s", "s"], 0.0), (["s", "t"], 1.0)])
def test_a_customer_of_two_shops_has_a_problem_in_each(shops: list[str], share: float) -> None:
    rows = [
        f"('{shop}', 'c1', 'x', {hour}, TIMESTAMP '2026-05-04 0{hour}:00:00', 'A')"
        for hour, shop in enumerate([*shops, "s"], start=1)
    ]
    later = rows[-1].replace("05-04", "05-20").replace("'c1'", "'c2'")
    with opened_records([]) as records:
        records.define(
            "contacts",
            f"SELECT * FROM (VALUES {', '.join([*rows[:2], later])})"  # noqa: S608 (our own rows)
            " AS t(shop, customer_id, contact_class, contact_id, started, agent)",
        )
        table = metric_table(records, ["fcr"], "2026-05")

    assert table.column("fcr").tolist() == [share]


def test_month_without_contacts_names_the_days_there_are(ten_contacts: RecordSource) -> None:
    with (
        opened_records([ten_contacts]) as records,
        pytest.raises(InputError, match=r"first='2026-05-01', last='2026-06-30'"),
    ):
        metric_table(records, ["frt"], "2025-05")


def test_two_rows_of_an_agent_month_are_refused(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        records.define("staff", "SELECT unnest(['2026-05', '2026-05']) AS month, 'A2' AS agent")

        with pytest.raises(InputError, match=r"duplicate_agent_month.*A2"):
            metric_table(records, ["frt"], "2026-05")


def test_everything_lacking_is_named_at_once(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records, pytest.raises(InputError) as raised:
        metric_table(records, ["frt", "aht", "qa_session", "transfer", "to_human"], "2026-05")

    found = [(fault.code, fault.place, fault.value) for fault in raised.value.faults]
    assert found == [
        ("metrics.column_missing", "aht", "handle_s"),
        ("metrics.column_missing", "qa_session", "samples"),
        ("metrics.column_missing", "transfer", "transferred"),
        ("metrics.shop_only", "to_human", "shop"),
    ]


@pytest.mark.parametrize(
    ("indicators", "by", "code"),
    [(["mood"], "agent", "unknown_indicator"), (["frt"], "weather", "unknown_key")],
)
def test_unknown_words_are_refused(
    ten_contacts: RecordSource, indicators: list[str], by: str, code: str
) -> None:
    with opened_records([ten_contacts]) as records, pytest.raises(InputError, match=code):
        metric_table(records, indicators, "2026-05", by=by)


def test_same_query_gives_the_same_bits(shop_source: RecordSource) -> None:
    first, again = (_bits(shop_source) for _ in range(2))

    assert first == again


def _bits(source: RecordSource) -> tuple[bytes, bytes]:
    with opened_records([source]) as records:
        table = metric_table(records, ["frt", "art", "aov"], "2026-05")
    return table.values.tobytes(), table.standard_errors.tobytes()
