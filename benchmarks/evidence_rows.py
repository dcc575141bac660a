"""Contacts whose conversion follows a logit with agent effects: what the evidence duels share."""

import os
from functools import cache

import numpy as np

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.evidence.design import Design, design
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit_design

ROWS = int(os.environ.get("HENG_BENCH_ROWS", "1000000"))
AGENTS = 300
METRICS = 10
_SEED = 6

QUESTION = Specification(
    id="conversion",
    name=Text("转化", "conversion"),
    outcome="paid",
    terms=(
        Term("wait_s", Role.LEVER, Transform.LOG1P),
        Term("solved", Role.LEVER, Transform.FLAG),
        *(Term(f"metric_{i}", Role.CONFOUNDER) for i in range(METRICS - 2)),
    ),
    cluster="agent",
)


@cache
def converted() -> ColumnTable:
    """Return the contacts; the metrics are correlated in pairs."""
    rng = np.random.default_rng(_SEED)
    agent = rng.integers(0, AGENTS, ROWS)
    wait = rng.lognormal(3, 1, ROWS)
    solved = (rng.random(ROWS) < 0.7).astype(float)
    metrics = rng.normal(size=(METRICS - 2, ROWS))
    metrics[1::2] += 0.6 * metrics[::2]
    eta = -1.2 - 0.25 * np.log1p(wait) + 0.4 * solved + 0.05 * metrics.sum(axis=0)
    eta += rng.normal(0, 0.3, AGENTS)[agent]
    columns = {f"metric_{i}": metrics[i] for i in range(METRICS - 2)}
    columns |= {"wait_s": wait, "solved": solved, "agent": agent}
    columns["paid"] = (rng.random(ROWS) < 1 / (1 + np.exp(-eta))).astype(float)
    return ColumnTable(np.arange(ROWS), columns)


@cache
def converted_design() -> Design:
    """Return the design of the question on these contacts."""
    return design(converted(), QUESTION)


@cache
def converted_fit() -> FittedModel:
    """Return the fit, clustered by agent."""
    return fit_design(converted_design(), QUESTION)
