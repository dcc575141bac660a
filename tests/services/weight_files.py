"""A small policy without a scheme, and the files of its sources."""

import json
from pathlib import Path
from typing import Any

from engine.services.optimisation import OptimiseRequest

POLICY = """schema_version = 1
id = "small"
name = { zh = "小", en = "Small" }
indicators = ["frt", "fcr", "qa"]
default_floor = 0.1
default_cap = 0.6
largest_move = 0.2
grid = 0.01

[grades]
cutoffs = [80, 60]
labels = ["A", "B", "C"]

[[emphases]]
id = "raised"
name = { zh = "提高", en = "Raised" }
at_least_incumbent = { frt = 1.2 }

[[emphases]]
id = "too-much"
name = { zh = "过高", en = "Too much" }
at_least_incumbent = { frt = 3.0 }
"""
SCORES = "agent,frt,fcr,qa\na1,90,70,60\na2,60,95,85\na3,75,62,58\na4,55,65,\n"


def written(folder: Path, name: str, content: Any) -> Path:
    """Return a file with a text, or with what JSON says of anything else."""
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def request(folder: Path, **changes: Any) -> OptimiseRequest:
    """Return a question with all files, or with some of it changed."""
    rows = [
        {"indicator": "frt", "share": 0.7, "low": 0.6, "high": 0.85},
        {"indicator": "fcr", "share": 0.3, "low": 0.15, "high": 0.4},
    ]
    judged = {"weights": {"frt": 0.3, "fcr": 0.3, "qa": 0.4}}
    usual = {
        "policy": written(folder, "policy.toml", POLICY),
        "judgement": written(folder, "judged.json", judged),
        "evidence": written(folder, "evidence.json", {"weights": rows}),
        "incumbent": written(folder, "incumbent.csv", "indicator,weight\nfrt,40\nfcr,30\nqa,30\n"),
        "scores": written(folder, "scores.csv", SCORES),
        "draws": 200,
        "node_limit": 20,
    }
    return OptimiseRequest(**(usual | changes))


def arguments(asked: OptimiseRequest) -> list[str]:
    """Return the command line that asks the same."""
    names = ("policy", "judgement", "evidence", "incumbent", "scores")
    files = {name: getattr(asked, name) for name in names}
    given = {"draws": asked.draws, "node-limit": asked.node_limit} | files
    options = [(f"--{name}", str(value)) for name, value in given.items() if value is not None]
    return ["optimise", *(word for pair in options for word in pair)]
