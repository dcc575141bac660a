"""Indicators of tickets, samples, sales and staff on 100,000 rows, against plain pandas."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from engine.metrics.aggregate import metric_table
from engine.metrics.computable import made_from
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS, Table
from engine.metrics.records import OpenRecords, opened_records

ROWS = 100_000
AGENTS = 40
SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.7})
START = pd.Timestamp("2026-05-01")


def some(rng: np.random.Generator, values: np.ndarray, share: float = 0.9) -> "pd.Series[float]":
    """Return values of which some are missing."""
    return pd.Series(values, dtype=np.float64).where(rng.random(len(values)) < share)


def flags(rng: np.random.Generator, n: int) -> "pd.Series[bool]":
    drawn = pd.array(rng.random(n) < 0.6, dtype="boolean")
    drawn[rng.random(n) < 0.1] = pd.NA
    return pd.Series(drawn)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Return random tables of records; some values of each column are missing."""
    rng = np.random.default_rng(626)
    agent = np.array([f"A{i:02}" for i in rng.integers(0, AGENTS, ROWS)])
    at = START + pd.to_timedelta(rng.integers(-864_000, 3_456_000, ROWS), unit="s")
    later = at + pd.to_timedelta(rng.integers(0, 9000, ROWS), unit="s")
    due = rng.integers(0, 4, ROWS)
    tickets = pd.DataFrame({"agent": agent, "opened_at": at})
    tickets["closed_at"] = pd.Series(later).where(rng.random(ROWS) < 0.8)
    tickets["resolved_at"] = pd.Series(later).where(rng.random(ROWS) < 0.7)
    tickets["staged_due"], tickets["staged_on_time"] = some(rng, due), rng.integers(0, due + 1)
    tickets["csat"] = some(rng, rng.integers(1, 6, ROWS), 0.4)
    for name in ("confirmed", "complaint", "sold"):
        tickets[name] = flags(rng, ROWS)
    samples = pd.DataFrame({"agent": agent, "month": rng.choice(["2026-04", "2026-05"], ROWS)})
    for name in ("session_score", "ticket_score", "emotion", "empathy", "voice"):
        samples[name] = some(rng, rng.integers(0, 101, ROWS))
    for name in ("initiative", "knowledge", "acceptability", "cost_cny"):
        samples[name] = some(rng, rng.integers(0, 101, ROWS))
    for name in ("passed", "polite", "red_line", "targeted"):
        samples[name] = flags(rng, ROWS)
    samples["inclusion_probability"] = rng.choice([0.1, 0.25, 0.5, 1.0], ROWS)
    sales = pd.DataFrame({"agent": agent, "credited_at": at, "is_silent": rng.random(ROWS) < 0.5})
    sales["sale_value"], sales["refund_s"] = some(rng, rng.lognormal(4, 1, ROWS)), some(rng, due)
    sales["returned"], sales["disputed"] = flags(rng, ROWS), flags(rng, ROWS)
    placed = pd.DataFrame({"agent": agent, "ordered_at": at, "paid": flags(rng, ROWS)})
    placed["is_silent"] = sales["is_silent"]
    enquiries = pd.DataFrame({"agent": agent, "day": at.floor("D"), "converted": flags(rng, ROWS)})
    reminders = pd.DataFrame({"agent": agent, "reminded_at": at, "paid_after": flags(rng, ROWS)})
    problems = pd.DataFrame({"agent": agent, "started": at, "resolution_s": some(rng, due)})
    months = pd.DataFrame({"agent": [f"A{i:02}" for i in range(AGENTS)], "month": "2026-05"})
    for name in ("attendance", "test_score", "violations", "online_h", "pressure"):
        months[name] = some(rng, rng.integers(0, 31, AGENTS))
    for name in ("rating_self", "rating_supervisor"):
        months[name] = some(rng, rng.integers(0, 101, AGENTS))
    surveys = pd.DataFrame({"agent": agent, "answered_at": at, "praised": flags(rng, ROWS)})
    surveys["nps"] = some(rng, rng.integers(0, 11, ROWS))
    surveys["csat"] = some(rng, rng.integers(1, 6, ROWS))
    made = {
        "surveys": surveys,
        "tickets": tickets,
        "samples": samples,
        "sales": sales,
        "placed": placed,
    }
    made |= {"enquiries": enquiries, "reminders": reminders, "problems": problems}
    return {**made, "staff": months}


@pytest.fixture(scope="module")
def records(frames: dict[str, pd.DataFrame]) -> Iterator[OpenRecords]:
    with opened_records([]) as opened:
        for table, frame in frames.items():
            opened.connection.register("frame", frame)
            opened.define(table, "SELECT * FROM frame")
            opened.connection.unregister("frame")
        yield opened


def in_may(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[(frame[column] >= START) & (frame[column] < pd.Timestamp("2026-06-01"))]


def mean_of(frame: pd.DataFrame, values: "pd.Series[float]") -> "pd.Series[float]":
    return values.astype("Float64").groupby(frame["agent"]).mean().astype(np.float64)


def weighted(frame: pd.DataFrame, values: "pd.Series[float]") -> "pd.Series[float]":
    """Return each agent's weighted mean, the weights of missing values left out."""
    numbers = values.astype("Float64").astype(np.float64)
    weights = (1 / frame["inclusion_probability"]).where(numbers.notna())
    sums = (numbers * weights).groupby(frame["agent"]).sum()
    return sums / weights.groupby(frame["agent"]).sum()


def expected_values(frames: dict[str, pd.DataFrame]) -> dict[str, "pd.Series[float]"]:
    tickets = in_may(frames["tickets"], "opened_at")
    closed = tickets[tickets["closed_at"].notna()]
    complaints = tickets[tickets["complaint"].fillna(value=False)]
    due = tickets[(tickets["staged_due"] > 0) & tickets["staged_on_time"].notna()].groupby("agent")
    month = frames["samples"][frames["samples"]["month"] == "2026-05"]
    drawn = month[~month["targeted"].fillna(value=False)]
    sold = in_may(frames["sales"], "credited_at")
    sold = sold[~sold["is_silent"]]
    placed = in_may(frames["placed"], "ordered_at")
    placed = placed[~placed["is_silent"]]
    asked, reminded = in_may(frames["enquiries"], "day"), in_may(frames["reminders"], "reminded_at")
    problems, staff = in_may(frames["problems"], "started"), frames["staff"].set_index("agent")
    told = in_may(frames["surveys"], "answered_at")
    csat, points = told["csat"].dropna(), pd.cut(told["nps"], [-1, 6, 8, 10], labels=[-100, 0, 100])
    known = closed[closed["sold"].notna() | closed["csat"].notna()]
    took = (tickets["closed_at"] - tickets["opened_at"]).dt.total_seconds()
    is_closed = pd.Series(tickets["closed_at"].notna(), dtype="boolean")
    parts = (100 * drawn["polite"].astype("Float64") + drawn["emotion"] + drawn["empathy"]) / 3
    scores = {
        **{name: name for name in ("emotion", "empathy", "voice", "initiative", "knowledge")},
        "qa_session": "session_score",
        "qa_ticket": "ticket_score",
        "qa_pass": "passed",
        "polite": "polite",
        "acceptability": "acceptability",
    }
    return {
        "ticket_time": mean_of(tickets, took),
        "staged": due["staged_on_time"].sum() / due["staged_due"].sum(),
        "complaint_resolved": mean_of(complaints, complaints["resolved_at"].notna()),
        "closure": mean_of(tickets, is_closed & tickets["confirmed"]),
        "workload": tickets.groupby("agent").size().astype(np.float64),
        "ticket_outcome": mean_of(
            known, known["sold"].fillna(value=False) | (known["csat"] >= 4).astype("boolean")
        ),
        "csat_score": mean_of(told, csat),
        "csat_rate": mean_of(told, csat >= 4),
        "bad_rating": mean_of(told, csat <= 2),
        "nps": mean_of(told, points.astype(np.float64)),
        "praise": mean_of(told, told["praised"]),
        "attitude": weighted(drawn, parts),
        **{id_: weighted(drawn, drawn[column]) for id_, column in scores.items()},
        "compliance": 100 * weighted(drawn, drawn["red_line"]),
        "qa_cost": month.groupby("agent")["cost_cny"].sum(),
        "aov": mean_of(sold, sold["sale_value"]),
        "sales": sold.groupby("agent")["sale_value"].sum(),
        "return": mean_of(sold, sold["returned"]),
        "dispute": mean_of(sold, sold["disputed"]),
        "refund_time": mean_of(sold, sold["refund_s"]),
        "paid_rate": mean_of(placed, placed["paid"]),
        "remind": mean_of(reminded, reminded["paid_after"]),
        "conversion": mean_of(asked, asked["converted"]),
        "resolution_time": mean_of(problems, problems["resolution_s"]),
        "attendance": staff["attendance"],
        "learning": staff["test_score"] / 100,
        "discipline": staff["violations"],
        "online_time": staff["online_h"],
        "workload_stress": staff["pressure"],
        "collaboration": 0.3 * staff["rating_self"] + 0.7 * staff["rating_supervisor"],
    }


def test_every_indicator_equals_plain_pandas(
    records: OpenRecords, frames: dict[str, pd.DataFrame]
) -> None:
    expected = expected_values(frames)

    found = metric_table(records, list(expected), "2026-05", SHARES)

    elsewhere = (Table.CONTACTS, Table.ROUNDS)
    for id_, definition in DEFINITIONS.items():
        assert id_ in expected or made_from(records.tables, definition, SHARES).table in elsewhere
    for id_, series in expected.items():
        wanted = series.reindex(list(found.agents)).to_numpy(dtype=np.float64)
        np.testing.assert_allclose(found.column(id_), wanted, rtol=1e-9, err_msg=id_)


def test_error_of_a_weighted_mean_is_the_linearised_one(
    records: OpenRecords, frames: dict[str, pd.DataFrame]
) -> None:
    found = metric_table(records, ["qa_session"], "2026-05")
    month = frames["samples"][frames["samples"]["month"] == "2026-05"]
    drawn = month[~month["targeted"].fillna(value=False) & month["session_score"].notna()]
    own = drawn[drawn["agent"] == found.agents[3]]
    weights = 1 / own["inclusion_probability"]
    n, mean = len(own), np.average(own["session_score"], weights=weights)
    squares = ((weights * (own["session_score"] - mean)) ** 2).sum()

    expected = np.sqrt(n / (n - 1) * squares) / weights.sum()

    assert found.standard_errors[3, 0] == pytest.approx(expected, rel=1e-9)
