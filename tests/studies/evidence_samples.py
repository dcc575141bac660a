"""A small shop's contacts with planted effects, its specification file, and its study."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from engine.domain.evidence_plan import EvidencePlan
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.scheme_file import read_scheme
from engine.services.tables import opened_table
from engine.studies.evidence_study import EvidenceStudy, StudyOptions, evidence_study

AGENTS, CONTACTS = 40, 60

SPEC = """schema_version = 1
id = "shop"
scheme = "performance-scheme"
bootstraps = 120

[[columns]]
column = "frt_s"
role = "lever"
indicator = "frt"
[[columns]]
column = "duration"
role = "outcome_derived"

[[evidence]]
id = "conversion"
name = { zh = "转化", en = "Conversion" }
outcome = "paid"
cluster = "agent"
time = "day"
value_cny = 30.0
withhold = "customer_value"
[[evidence.terms]]
column = "frt_s"
transform = "log1p"
[[evidence.terms]]
column = "solved"
role = "lever"
indicator = "fcr"
[[evidence.terms]]
column = "customer_value"
role = "confounder"
[[evidence.terms]]
column = "kind"
role = "confounder"

[[evidence]]
id = "never"
outcome = "paid"
levers = ["same"]

[[claims]]
id = "second"
evidence = "conversion"
metric = "frt_s"
by = -1.0
change = 0.003
scale = "relative"
"""


def contacts(seed: int = 618) -> pd.DataFrame:
    """Return contacts of forty agents; faster answers and solved problems go with orders."""
    rng = np.random.default_rng(seed)
    n = AGENTS * CONTACTS
    agent = np.repeat(np.arange(AGENTS), CONTACTS)
    frt_s = np.round(rng.gamma(2.0, 25.0, n), 1)
    value = rng.normal(size=n)
    solved = (rng.random(n) < 0.7).astype(int)
    skill = rng.normal(scale=0.15, size=AGENTS)[agent]
    eta = 0.4 - 0.45 * np.log1p(frt_s) + 0.8 * solved + 0.5 * value + skill
    kind = rng.choice(["product", "delivery"], n).astype(object)
    kind[rng.random(n) < 0.01] = None
    frame = pd.DataFrame(
        {
            "contact_id": [f"c{i}" for i in range(n)],
            "agent": [f"a{i:02d}" for i in agent],
            "day": rng.permutation(np.arange(n) % 70),
            "frt_s": frt_s,
            "solved": solved,
            "customer_value": np.round(value, 3),
            "kind": kind,
            "same": 1,
            "paid": (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int),
        }
    )
    frame["duration"] = frame["paid"] * 50 + frame.index % 7
    return pd.concat([frame, frame.tail(12)])


def plan_of(text: str, folder: Path) -> EvidencePlan:
    """Return the plan of a specification's text."""
    path = folder / "spec.toml"
    path.write_text(text, encoding="utf-8")
    return read_evidence_spec(path)


def study_of(text: str, frame: pd.DataFrame, seed: int = 618) -> EvidenceStudy:
    """Return the study of a specification on a table."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = plan_of(text, folder)
        frame.to_csv(folder / "contacts.csv", index=False)
        tree = None if plan.scheme is None else read_scheme(plan.scheme).tree
        with opened_table(folder / "contacts.csv") as source:
            return evidence_study(source, plan, StudyOptions(seed, tree))


@cache
def shop_study() -> EvidenceStudy:
    """Return the study of the small shop, made once."""
    return study_of(SPEC, contacts())
