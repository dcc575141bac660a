"""The agent-period table: tables joined by agent, what is lacking named at once."""

import numpy as np
import pytest

from engine.domain.records import RecordSource
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.example.contacts import Contacts
from engine.example.parquet import write_records
from engine.example.records import agent_months, quality_samples
from engine.example.world import shop_world
from engine.files.columns_file import read_columns
from engine.metrics.aggregate import agent_period_table, computable
from engine.metrics.counting import Counting

SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.5, "others": 0.2})
PERFORMANCE = [
    *("conversion", "frt", "fcr", "aov", "csat_rate", "qa_session", "qa_ticket"),
    *("collaboration", "learning", "attendance"),
]


@pytest.fixture(scope="module")
def records(shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> ColumnTable:
    path = tmp_path_factory.mktemp("records") / "months.parquet"
    write_records(agent_months(shop_world(31), shop_contacts), path)
    return read_columns(path)


@pytest.fixture(scope="module")
def samples(shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> ColumnTable:
    path = tmp_path_factory.mktemp("samples") / "samples.parquet"
    write_records(quality_samples(shop_world(31), shop_contacts), path)
    return read_columns(path)


def test_performance_scheme_is_computed_in_full(
    shop_source: RecordSource, records: ColumnTable, samples: ColumnTable
) -> None:
    table = agent_period_table(shop_source, PERFORMANCE, "2026-05", records, samples, SHARES)

    assert table.indicators == tuple(PERFORMANCE)
    assert len(table.agents) == 60
    presale = np.array([population == "presale" for population in table.populations])
    missing = np.isnan(table.values)
    assert (missing[:, [0, 3]] == ~presale[:, None]).all()
    assert not missing[:, [1, 2, *range(4, 10)]].any()


def test_newcomers_stay_with_their_tiny_samples(
    shop_source: RecordSource, records: ColumnTable, samples: ColumnTable
) -> None:
    table = agent_period_table(shop_source, ["frt"], "2026-05", records, samples, SHARES)

    sizes = dict(zip(table.agents, table.sample_sizes[:, 0].tolist(), strict=True))

    assert sizes["A58"] == sizes["A59"] == 24
    assert min(n for agent, n in sizes.items() if agent < "A58") > 100


def test_agent_with_a_record_and_no_contact_is_kept_without_values(
    ten_contacts: RecordSource,
) -> None:
    months = ColumnTable(
        np.arange(2),
        {
            "month": np.array(["2026-05", "2026-05"], dtype=object),
            "agent": np.array(["A9", "A1"], dtype=object),
            "group": np.array(["aft", "pre"], dtype=object),
            "attendance": np.array([0.0, 1.0]),
        },
    )

    table = agent_period_table(ten_contacts, ["attendance", "frt"], "2026-05", months)

    assert table.agents == ("A1", "A2", "A9")
    assert table.groups == ("pre", "aft", "aft")
    np.testing.assert_array_equal(table.values[:, 0], [1.0, np.nan, 0.0])
    np.testing.assert_array_equal(table.values[:, 1], [40.0, 75.0, np.nan])
    assert table.sample_sizes[:, 1].tolist() == [5, 4, 0]


def test_everything_lacking_is_named_at_once(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError) as raised:
        agent_period_table(ten_contacts, ["frt", "aht", "qa_session", "transfer"], "2026-05")

    found = [(fault.place, fault.value) for fault in raised.value.faults]
    assert found == [
        ("aht", "handle_s"),
        ("qa_session", "session_score"),
        ("transfer", "chat_rounds"),
    ]


def test_collaboration_needs_the_raters_shares(
    shop_source: RecordSource, records: ColumnTable
) -> None:
    with pytest.raises(InputError, match="rating_<rater>"):
        agent_period_table(shop_source, ["collaboration"], "2026-05", records)


def test_computable_follows_the_tables(
    ten_contacts: RecordSource, shop_source: RecordSource, records: ColumnTable
) -> None:
    assert "aht" not in computable(ten_contacts)
    assert {"frt", "fcr", "conversion"} <= set(computable(ten_contacts))
    assert "attendance" not in computable(shop_source)
    assert {"attendance", "collaboration"} <= set(computable(shop_source, records, None, SHARES))


def test_unknown_indicator_is_refused(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match="unknown_indicator"):
        agent_period_table(ten_contacts, ["mood"], "2026-05")
