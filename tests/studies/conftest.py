"""A small shop with known truth, the shipped scheme and the shipped panel."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.case import ContactLayout
from engine.domain.indicators import Scheme
from engine.domain.judgements import Panel
from engine.domain.policy import WeightPolicy
from engine.domain.records import TableKind
from engine.domain.specification import Role, RowFilter, Specification, Term, Transform
from engine.domain.texts import Text
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts, write_records
from engine.example.records import agent_months, quality_samples
from engine.example.world import shop_world
from engine.files.contacts_file import prepare_contacts
from engine.files.locations import scenarios_folder
from engine.files.parquet_source import parquet_source
from engine.files.policy_file import read_policy
from engine.files.responses_file import read_panel
from engine.files.scheme_file import read_scheme

SEED = 618
CONTACTS = 30_000


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")


@pytest.fixture(scope="session")
def policy() -> WeightPolicy:
    return read_policy(scenarios_folder() / "policies" / "performance-60-25-15.toml")


@pytest.fixture(scope="session")
def panel(scheme: Scheme) -> Panel:
    return read_panel(scenarios_folder() / "cases" / "example" / "panel.csv", scheme.tree)


class Shop:
    """The tables of a small generated shop."""

    def __init__(self, folder: Path) -> None:
        world = shop_world(SEED)
        contacts = draw_contacts(world, CONTACTS, seed=1, thin=True)
        write_contacts(contacts, folder / "contacts.parquet")
        write_records(agent_months(world, contacts), folder / "agent_months.parquet")
        write_records(quality_samples(world, contacts), folder / "qa_samples.parquet")
        self.source = prepare_contacts(
            folder / "contacts.parquet", ContactLayout(), folder / "work"
        )
        self.records = parquet_source(folder / "agent_months.parquet", TableKind.STAFF)
        self.samples = parquet_source(folder / "qa_samples.parquet", TableKind.SAMPLES)
        self.sources = (self.source, self.records, self.samples)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2026)


@pytest.fixture(scope="session")
def conversion() -> Specification:
    return Specification(
        id="conversion",
        name=Text("转化", "Conversion"),
        outcome="paid",
        terms=(
            Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0, indicator="frt"),
            Term("contact_class", Role.CONFOUNDER, Transform.CATEGORY, reference="product"),
            Term("customer_value", Role.CONFOUNDER),
        ),
        cluster="agent",
        filters=(RowFilter("presale", ("true",)), RowFilter("bot_ended", ("false",))),
        value_cny=110.0,
        withhold="customer_value",
        truth="conversion",
    )


@pytest.fixture(scope="session")
def repurchase() -> Specification:
    return Specification(
        id="repurchase",
        name=Text("复购", "Repurchase"),
        outcome="repurchase_90d",
        terms=(
            Term("solved", Role.LEVER, Transform.FLAG, indicator="fcr"),
            Term(
                "attitude",
                Role.LEVER,
                Transform.SCALE,
                shift=82.0,
                unit=5.0,
                indicator="qa_session",
            ),
            Term("customer_value", Role.CONFOUNDER),
        ),
        cluster="agent",
        filters=(RowFilter("bot_ended", ("false",)),),
        value_cny=110.0,
        truth="repurchase_90d",
    )
