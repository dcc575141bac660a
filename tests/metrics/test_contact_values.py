"""Indicators from contacts: twelve rows by hand, the generator's truth, plain pandas."""

import numpy as np
import pandas as pd
import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.example.calendar import month_of
from engine.example.contacts import Contacts, column_table
from engine.example.windows import shown_problems
from engine.metrics.contact_values import ContactValues, contact_values, printed_query
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS, Table

FROM_CONTACTS = [d for d in DEFINITIONS.values() if d.table is Table.CONTACTS]
MAY = 4


def of_ids(source: RecordSource, *ids: str, hours: float = 72) -> ContactValues:
    definitions = [DEFINITIONS[id_] for id_ in ids]
    counting = Counting(repeat_window_h=hours)
    return contact_values(source, definitions, period="2026-05", counting=counting)


# A1 answers rows 0, 1, 3, 4, 9 of May; A2 rows 2, 5, 7, 8; row 6 ended with the bot.
BY_HAND = [
    ("throughput", [5, 4], [5, 4]),
    ("frt", [200 / 5, 300 / 4], [5, 4]),
    ("art", [(10 + 40 + 120 + 100 + 360) / 12, (30 + 60 + 70 + 160) / 5], [5, 4]),
    ("frt_attainment", [4 / 5, 3 / 4], [5, 4]),
    ("slow", [0, 1], [5, 4]),
    ("invite_rate", [4 / 5, 3 / 4], [5, 4]),
    ("rating_rate", [3 / 4, 2 / 3], [4, 3]),
    ("csat_score", [11 / 3, 8 / 2], [3, 2]),
    ("csat_rate", [2 / 3, 1 / 2], [3, 2]),
    ("bad_rating", [1 / 3, 0], [3, 2]),
    ("conversion", [2 / 4, np.nan], [4, 0]),
    ("aov", [75, np.nan], [2, 0]),
    ("sales", [150, np.nan], [4, 0]),
]


@pytest.mark.parametrize(("indicator", "values", "sizes"), BY_HAND, ids=lambda v: str(v)[:12])
def test_indicator_by_hand(
    ten_contacts: RecordSource, indicator: str, values: list[float], sizes: list[int]
) -> None:
    found = of_ids(ten_contacts, indicator)

    assert found.agents == ("A1", "A2")
    assert found.indicators[indicator].sizes.tolist() == sizes
    np.testing.assert_allclose(found.indicators[indicator].values, values, rtol=1e-12)


def test_fcr_by_hand(ten_contacts: RecordSource) -> None:
    """Customer 1 came back to A2 after 24 h, customer 6 to A1 after 24 h, both of one class.

    Within 72 h A1's problems start at rows 0 (followed), 1, 3, 4 (another class): 3 of 4; A2's
    at rows 5, 7 (followed), 8: 2 of 3. Row 2 and row 9 are repeats; within 23 h they start anew.
    """
    three_days, a_day = of_ids(ten_contacts, "fcr"), of_ids(ten_contacts, "fcr", hours=23)

    assert three_days.indicators["fcr"].sizes.tolist() == [4, 3]
    assert three_days.indicators["fcr"].values == pytest.approx([3 / 4, 2 / 3])
    assert a_day.indicators["fcr"].sizes.tolist() == [5, 4]
    assert a_day.indicators["fcr"].values == pytest.approx([1, 1])


def test_repeat_by_hand(ten_contacts: RecordSource) -> None:
    found = of_ids(ten_contacts, "repeat").indicators["repeat"]

    assert found.values == pytest.approx([1 / 5, 1 / 4])


def test_follower_in_the_next_month_counts(ten_contacts: RecordSource) -> None:
    found = of_ids(ten_contacts, "repeat", hours=11 * 24).indicators["repeat"]

    assert found.values == pytest.approx([2 / 5, 1 / 4])


def test_window_that_outlasts_the_data_is_not_counted(ten_contacts: RecordSource) -> None:
    found = of_ids(ten_contacts, "fcr", hours=50 * 24).indicators["fcr"]

    assert found.sizes.tolist() == [4, 1]


def test_group_and_population_are_the_agents(ten_contacts: RecordSource) -> None:
    found = of_ids(ten_contacts, "frt")

    assert found.groups == ("pre", "aft")
    assert found.populations == ("presale", "aftersale")


def test_month_without_contacts_names_the_days_there_are(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match=r"first='2026-05-01', last='2026-06-30'"):
        contact_values(ten_contacts, [DEFINITIONS["frt"]], period="2025-05", counting=Counting())


def test_missing_columns_are_named(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match="handle_s"):
        of_ids(ten_contacts, "aht")


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

    found = of_ids(shop_source, "fcr", hours=hours)

    rows = [shop_contacts.agents.index(agent) for agent in found.agents]
    assert (found.indicators["fcr"].sizes == problems[rows]).all()
    np.testing.assert_allclose(
        found.indicators["fcr"].values, alone[rows] / problems[rows], rtol=1e-12
    )


def in_pandas(contacts: Contacts) -> pd.DataFrame:
    """Return the month's answered contacts with a column for each indicator's value."""
    names = [
        *("agent", "bot_ended", "attempt", "presale", "frt_s", "art_s", "rounds", "handle_s"),
        *("csat", "attitude", "open_chats", "solved", "invited", "rated", "complaint", "paid"),
        *("order_value", "returned", "repurchase_90d"),
    ]
    frame = pd.DataFrame(dict(column_table(contacts, names).columns))
    frame["art_s"] = frame["art_s"].astype(np.float32).astype(np.float64)  # as the file holds it
    shown = shown_problems(contacts, 72)
    frame["alone"], frame["starts"] = shown.follower < 0, shown.starts & shown.observed
    frame["observed"] = shown.observed
    may = month_of(contacts.arrivals.start_s) == MAY
    return frame[may & (frame["bot_ended"] == 0)]


def expected_values(frame: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    """Return each indicator by agent, written as plainly as pandas allows."""
    by = frame.groupby("agent")
    enquiry = frame[(frame["presale"] == 1) & (frame["attempt"] == 1)].groupby("agent")
    rated = frame[frame["csat"].notna()]
    paid = frame[frame["paid"] == 1].groupby("agent")
    turns = (frame["art_s"] * frame["rounds"]).groupby(frame["agent"]).sum()
    return {
        "frt": by["frt_s"].mean(),
        "art": turns / by["rounds"].sum(),
        "aht": by["handle_s"].mean(),
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


def test_every_indicator_equals_plain_pandas(
    shop_source: RecordSource, shop_contacts: Contacts
) -> None:
    expected = expected_values(in_pandas(shop_contacts))

    found = of_ids(shop_source, *(d.id for d in FROM_CONTACTS))

    assert set(expected) == set(found.indicators)
    for id_, series in expected.items():
        wanted = series.reindex(list(found.agents)).to_numpy(dtype=np.float64)
        np.testing.assert_allclose(found.indicators[id_].values, wanted, rtol=1e-9, err_msg=id_)


def test_standard_errors_equal_plain_pandas(
    shop_source: RecordSource, shop_contacts: Contacts
) -> None:
    frame = in_pandas(shop_contacts)
    by = frame.groupby("agent")
    turns = by["rounds"].mean()
    ratio = (frame["art_s"] * frame["rounds"]).groupby(frame["agent"]).sum() / by["rounds"].sum()
    residual = frame["art_s"] * frame["rounds"] - frame["agent"].map(ratio) * frame["rounds"]
    many = by.size() >= 10

    found = of_ids(shop_source, "frt", "art")
    frt = pd.Series(found.indicators["frt"].errors, found.agents)[many]
    art = pd.Series(found.indicators["art"].errors, found.agents)[many]

    np.testing.assert_allclose(frt, by["frt_s"].sem()[many], rtol=1e-9)
    np.testing.assert_allclose(
        art, (residual.groupby(frame["agent"]).sem() / turns)[many], rtol=1e-9
    )


def test_same_query_gives_the_same_bits(shop_source: RecordSource) -> None:
    first, again = (of_ids(shop_source, "frt", "art", "aov") for _ in range(2))

    for id_, values in first.indicators.items():
        assert values.values.tobytes() == again.indicators[id_].values.tobytes()
        assert values.errors.tobytes() == again.indicators[id_].errors.tobytes()


def test_printed_query_names_its_parameters(ten_contacts: RecordSource) -> None:
    printed = printed_query(ten_contacts, [DEFINITIONS["frt_attainment"], DEFINITIONS["fcr"]])

    assert "$attainment_s" in printed
    assert "$window" in printed
    assert "PARTITION BY customer_id, contact_class" in printed
