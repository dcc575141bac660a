"""Reference cases, the bank contacts and small builders for the evidence room's tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "cases" / "evidence-data"
BANK_FILE = ROOT / "scenarios" / "cases" / "bank" / "bank_contact_conversion.csv.gz"


def as_table(columns: dict[str, Any]) -> ColumnTable:
    """Return columns as a table: texts as objects, labels that are no positions."""
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    arrays = {
        name: values.astype(object) if values.dtype.kind in "UO" else values
        for name, values in arrays.items()
    }
    rows = len(next(iter(arrays.values())))
    return ColumnTable(np.arange(100, 100 + rows), arrays)


@pytest.fixture(scope="session")
def tabulate() -> Callable[[dict[str, Any]], ColumnTable]:
    return as_table


@pytest.fixture(scope="session")
def specify() -> Callable[..., Specification]:
    def make(*terms: Term | str, outcome: str = "y", **settings: Any) -> Specification:
        whole = tuple(Term(t, Role.LEVER) if isinstance(t, str) else t for t in terms)
        chosen = {"id": "test", "name": Text("测试", "test"), "cluster": "agent"} | settings
        return Specification(outcome=outcome, terms=whole, **chosen)

    return make


@pytest.fixture(scope="session")
def cases() -> dict[str, dict[str, Any]]:
    text = (ROOT / "tests" / "cases" / "evidence.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)["cases"]}


def read_table(file: Path) -> ColumnTable:
    """Return a CSV file as a table."""
    frame = pd.read_csv(file)
    return as_table({name: frame[name].to_numpy() for name in frame})


@pytest.fixture(scope="session")
def read_data() -> Callable[[str], ColumnTable]:
    """Return a reader of the files of tests/cases/evidence-data."""
    return lambda name: read_table(DATA / name)


@pytest.fixture(scope="session")
def bank() -> ColumnTable:
    return read_table(BANK_FILE)


@pytest.fixture(scope="session")
def bank_terms() -> tuple[Term, ...]:
    return (
        Term("campaign", Role.LEVER, Transform.LOG_FLOOR),
        Term("contact", Role.CONFOUNDER, Transform.CATEGORY, reference="telephone"),
        Term("poutcome", Role.CONFOUNDER, Transform.CATEGORY, reference="nonexistent"),
        Term("emp_var_rate", Role.CONFOUNDER),
    )


@pytest.fixture(scope="session")
def small(tabulate: Callable[[dict[str, Any]], ColumnTable]) -> ColumnTable:
    """600 contacts of 40 agents with a numeric, a flag and a category, an agent effect and y."""
    rng = np.random.default_rng(7)
    agent = rng.integers(0, 40, 600)
    wait, flag = rng.gamma(2.0, 20.0, 600), rng.integers(0, 2, 600).astype(float)
    kind = np.array(["blue", "green", "red"])[rng.integers(0, 3, 600)]
    logit = 0.4 - 0.02 * wait + 0.6 * flag + 0.5 * (kind == "red")
    logit = logit + rng.normal(0, 0.6, 40)[agent]
    y = (rng.random(600) < 1 / (1 + np.exp(-logit))).astype(float)
    names = np.array([f"A{code:02d}" for code in range(40)])[agent]
    return tabulate({"y": y, "wait_s": wait, "flag": flag, "kind": kind, "agent": names})
