"""Indicators of 100,000 contacts: plain pandas, and the generator's truth without a database."""

import numpy as np
import pandas as pd
import pytest

from engine.domain.records import RecordSource
from engine.domain.tables import MetricTable
from engine.example.calendar import month_of
from engine.example.contacts import Contacts, column_table
from engine.example.windows import shown_problems
from engine.metrics.aggregate import metric_table
from engine.metrics.computable import made_from
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS, Grain, Table
from engine.metrics.records import OpenRecords, opened_records

MAY = 4
ROWS = 100_000
NOT_OF_THE_EXAMPLE = ("reply_rate", "transfer", "nps", "praise", "retention")


def computed(source: RecordSource, *ids: str, by: str = "agent", hours: float = 72) -> MetricTable:
    with opened_records([source]) as records:
        return metric_table(records, ids, "2026-05", Counting(repeat_window_h=hours), by)


@pytest.mark.parametrize("hours", [24, 72, 168])
def test_fcr_equals_the_generators_truth_for_every_agent(
    shop_source: RecordSource, shop_contacts: Contacts, hours: int
) -> None:
    shown = shown_problems(shop_contacts, hours)
    arrivals = shop_contacts.arrivals
    counted = shown.starts & shown.observed & (month_of(arrivals.start_s) == MAY)
    agents, n = arrivals.agent[counted], len(shop_contacts.agents)
    alone = np.bincount(agents, shown.follower[counted] < 0, n)
    problems = np.bincount(agents, minlength=n)

    found = computed(shop_source, "fcr", hours=hours)

    rows = [shop_contacts.agents.index(agent) for agent in found.agents]
    assert (found.sample_sizes[:, 0] == problems[rows]).all()
    assert (found.column("fcr") == alone[rows] / problems[rows]).all()


def in_pandas(contacts: Contacts) -> pd.DataFrame:
    """Return the month's contacts with what came before and after each, as plain columns."""
    names = [
        *("agent", "bot_first", "bot_ended", "attempt", "presale", "frt_s", "art_s", "rounds"),
        *("handle_s", "csat", "attitude", "open_chats", "solved", "invited", "rated"),
        *("complaint", "paid", "order_value", "returned", "repurchase_90d"),
    ]
    frame = pd.DataFrame(dict(column_table(contacts, names).columns))
    frame["art_s"] = frame["art_s"].astype(np.float32).astype(np.float64)  # as the file holds it
    shown = shown_problems(contacts, 72)
    frame["alone"], frame["starts"] = shown.follower < 0, shown.starts & shown.observed
    frame["observed"] = shown.observed
    return frame[month_of(contacts.arrivals.start_s) == MAY]


def expected_values(month: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    """Return each indicator by agent, written as plainly as pandas allows."""
    frame = month[month["bot_ended"] == 0]
    by = frame.groupby("agent")
    enquiry = frame[(frame["presale"] == 1) & (frame["attempt"] == 1)].groupby("agent")
    rated = frame[frame["csat"].notna()]
    paid = frame[frame["paid"] == 1].groupby("agent")
    turns = (frame["art_s"] * frame["rounds"]).groupby(frame["agent"]).sum()
    return {
        "frt": by["frt_s"].mean(),
        "frt_p50": by["frt_s"].median(),
        "frt_p90": by["frt_s"].quantile(0.9),
        "art": turns / by["rounds"].sum(),
        "aht": by["handle_s"].mean(),
        "aht_p50": by["handle_s"].median(),
        "csat_score": by["csat"].mean(),
        "attitude": by["attitude"].mean(),
        "concurrency": by["open_chats"].mean() + 1,
        "frt_attainment": (frame["frt_s"] <= 60).groupby(frame["agent"]).mean(),
        "resolution": by["solved"].mean(),
        "csat_rate": (rated["csat"] >= 4).groupby(rated["agent"]).mean(),
        "bad_rating": (rated["csat"] <= 2).groupby(rated["agent"]).mean(),
        "invite_rate": by["invited"].mean(),
        "rating_rate": frame[frame["invited"] == 1].groupby("agent")["rated"].mean(),
        "complaint": by["complaint"].mean(),
        "return": paid["returned"].mean(),
        "repurchase": by["repurchase_90d"].mean(),
        "fcr": frame[frame["starts"]].groupby("agent")["alone"].mean(),
        "repeat": 1 - frame[frame["observed"]].groupby("agent")["alone"].mean(),
        "conversion": enquiry["paid"].mean(),
        "aov": paid["order_value"].mean(),
        "sales": enquiry["order_value"].sum(),
        "throughput": by.size().astype(float),
        "slow": (frame["frt_s"] > 180).groupby(frame["agent"]).sum().astype(float),
    }


def of_contacts(records: OpenRecords, grain: Grain) -> set[str]:
    """Return the indicators that come from contacts when there are only contacts."""
    return {
        id_
        for id_, definition in DEFINITIONS.items()
        if definition.grain is grain
        and Table.CONTACTS in (definition.table, made_from(records.tables, definition).table)
    }


def test_every_indicator_equals_plain_pandas(
    shop_source: RecordSource, shop_contacts: Contacts
) -> None:
    expected = expected_values(in_pandas(shop_contacts))

    found = computed(shop_source, *expected)

    with opened_records([shop_source]) as records:
        assert {*expected, *NOT_OF_THE_EXAMPLE} == of_contacts(records, Grain.AGENT)
    for id_, series in expected.items():
        wanted = series.reindex(list(found.agents)).to_numpy(dtype=np.float64)
        np.testing.assert_allclose(found.column(id_), wanted, rtol=1e-9, err_msg=id_)


@pytest.fixture
def drawn() -> pd.DataFrame:
    """Return random contacts with the columns that the example lacks; some cells are missing."""
    rng = np.random.default_rng(627)
    at = pd.Timestamp("2026-04-20") + pd.to_timedelta(rng.integers(0, 60 * 86_400, ROWS), unit="s")
    agents = pd.Series([f"A{i:02}" for i in rng.integers(0, 40, ROWS)], dtype=object)
    frame = pd.DataFrame({"agent": agents.where(rng.random(ROWS) < 0.95), "started": at})
    frame["nps"] = pd.Series(rng.integers(0, 11, ROWS)).where(rng.random(ROWS) < 0.3)
    for name in ("bot_ended", "replied", "transferred", "praised", "retained"):
        flags = pd.array(rng.random(ROWS) < 0.5, dtype="boolean")
        flags[rng.random(ROWS) < 0.1] = pd.NA
        frame[name] = flags
    return frame


def test_indicators_that_the_example_lacks_equal_plain_pandas(drawn: pd.DataFrame) -> None:
    month = drawn[(drawn["started"] >= "2026-05-01") & (drawn["started"] < "2026-06-01")]
    offered = month[~month["bot_ended"].fillna(value=False)]
    answered = offered[offered["replied"].fillna(value=True)]
    by = answered.groupby("agent")
    points = pd.cut(answered["nps"], [-1, 6, 8, 10], labels=[-100.0, 0.0, 100.0])
    expected = {
        "reply_rate": offered.groupby("agent")["replied"].mean(),
        "transfer": by["transferred"].mean(),
        "nps": points.astype(np.float64).groupby(answered["agent"]).mean(),
        "praise": by["praised"].mean(),
        "retention": by["retained"].mean(),
    }

    with opened_records([]) as records:
        records.connection.register("drawn", drawn)
        records.define("contacts", "SELECT * FROM drawn")
        found = metric_table(records, NOT_OF_THE_EXAMPLE, "2026-05")

    for id_, series in expected.items():
        wanted = series.reindex(list(found.agents)).to_numpy(dtype=np.float64)
        np.testing.assert_allclose(found.column(id_), wanted, rtol=1e-9, err_msg=id_)


def test_bots_rates_equal_plain_pandas(shop_source: RecordSource, shop_contacts: Contacts) -> None:
    month = in_pandas(shop_contacts)
    met = month[month["bot_first"] == 1]

    found = computed(shop_source, "to_human", "bot_solved", by="shop")

    assert found.column("to_human")[0] == pytest.approx(1 - met["bot_ended"].mean(), rel=1e-12)
    solved = (met["bot_ended"] == 1) & (met["solved"] == 1)
    assert found.column("bot_solved")[0] == pytest.approx(solved.mean(), rel=1e-12)


def test_standard_errors_equal_plain_pandas(
    shop_source: RecordSource, shop_contacts: Contacts
) -> None:
    month = in_pandas(shop_contacts)
    frame = month[month["bot_ended"] == 0]
    by = frame.groupby("agent")
    turns = by["rounds"].mean()
    ratio = (frame["art_s"] * frame["rounds"]).groupby(frame["agent"]).sum() / by["rounds"].sum()
    residual = frame["art_s"] * frame["rounds"] - frame["agent"].map(ratio) * frame["rounds"]
    many = by.size() >= 10

    found = computed(shop_source, "frt", "art")
    errors = pd.DataFrame(found.standard_errors, found.agents, found.indicators)[many]

    np.testing.assert_allclose(errors["frt"], by["frt_s"].sem()[many], rtol=1e-9)
    expected = (residual.groupby(frame["agent"]).sem() / turns)[many]
    np.testing.assert_allclose(errors["art"], expected, rtol=1e-9)


def test_follower_in_the_next_month_counts(ten_contacts: RecordSource) -> None:
    found = computed(ten_contacts, "repeat", hours=11 * 24)

    assert found.column("repeat") == pytest.approx([2 / 5, 1 / 4])


def test_window_that_outlasts_the_data_is_not_counted(ten_contacts: RecordSource) -> None:
    found = computed(ten_contacts, "fcr", hours=50 * 24)

    assert found.sample_sizes[:, 0].tolist() == [4, 1]
