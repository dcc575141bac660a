"""Files of a small weight review: policy, weights in force, daily counts, two sources."""

import json
from pathlib import Path

POLICY = """schema_version = 1
id = "shop"
name = { zh = "店铺", en = "Shop" }
indicators = ["frt", "fcr", "csat", "sales"]
largest_move = 0.1
grid = 0.005

[[triggers]]
id = "complaints"
name = { zh = "投诉 3%", en = "Complaints 3%" }
indicator = "complaint"
threshold = 0.03
release = 0.025
raises = { fcr = 0.05 }
"""
IN_FORCE = {"frt": 0.3, "fcr": 0.2, "csat": 0.2, "sales": 0.3}


def review_folder(folder: Path, events: int = 180, contacts: int = 5000) -> Path:
    """Write policy.toml, weights.json, counts.csv, judged.json and evidence.json."""
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (folder / "weights.json").write_text(json.dumps({"weights": IN_FORCE}), encoding="utf-8")
    write_counts(folder / "counts.csv", events, contacts)
    for name in ("judged", "evidence"):
        rows = [
            {"indicator": id_, "share": share, "low": share - 0.01, "high": share + 0.01}
            for id_, share in {"frt": 0.25, "fcr": 0.25, "csat": 0.2, "sales": 0.3}.items()
        ]
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"weights": rows}), encoding="utf-8")
    return folder


def write_counts(path: Path, events: int, contacts: int) -> None:
    """Write November's counts, spread as evenly as whole numbers allow."""
    lines = ["date,contacts,complaints"]
    for day in range(30):
        served = (day + 1) * contacts // 30 - day * contacts // 30
        seen = (day + 1) * events // 30 - day * events // 30
        lines.append(f"2026-11-{day + 1:02d},{served},{seen}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def monthly(folder: Path, *more: str) -> list[str]:
    """Return the command line of a monthly review."""
    files = {"policy": "policy.toml", "counts": "counts.csv", "incumbent": "weights.json"}
    named = [word for key, name in files.items() for word in (f"--{key}", str(folder / name))]
    return ["monthly-review", *named, *more]


def quarterly(folder: Path, *more: str) -> list[str]:
    """Return the command line of a recalibration."""
    files = {
        "policy": "policy.toml",
        "judgement": "judged.json",
        "evidence": "evidence.json",
        "incumbent": "weights.json",
    }
    named = [word for key, name in files.items() for word in (f"--{key}", str(folder / name))]
    return ["recalibrate", *named, *more]
