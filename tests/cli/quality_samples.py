"""One outcome with every part, for the tests of its document and its text."""

from pathlib import Path

from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.services.quality import QualityOutcome, QualityRequest, quality_outcome
from engine.studies.quality_agents import Plan

PLAN = Plan(0.95, 0.1, 5)
ITEMS = tuple(read_quality_form(named_quality_form("session")).names)
HEAD = ["sample_id", "contact_id", "agent", "month", "rater", "session", "targeted", "disputed"]
RATINGS = """month,agent,rater,role,indicator,score
2026-05,a,a,self,collaboration,90
2026-05,a,boss,supervisor,collaboration,80
2026-05,a,x,others,collaboration,70
2026-05,b,boss,supervisor,collaboration,60
"""


def sample(k: int) -> str:
    session = ("k2" if k >= 26 else "k1") if k >= 20 else ""
    contact = f"c{k // 2}" if session else f"c{k}"
    cells = [f"s{k}", contact, "ab"[k // 2 % 2], f"2026-0{5 + k % 3 // 2}", "qr"[k % 2], session]
    cells += [str(int(k % 5 == 4)), str(int(k % 7 == 0))]
    counts = [str((k * (j + 2)) % 5 // 4) for j in range(len(ITEMS) - 3)]
    return ",".join([*cells, *counts, "0", str(int(k == 9)), "0"])


def full_outcome(folder: Path) -> QualityOutcome:
    rows = [",".join([*HEAD, *ITEMS]), *(sample(k) for k in range(32))]
    samples, ratings, strata = (folder / f"{name}.csv" for name in ("qa", "ratings", "strata"))
    samples.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ratings.write_text(RATINGS, encoding="utf-8")
    strata.write_text("rater,n\nq,300\nr,500\n", encoding="utf-8")
    asked = QualityRequest(
        (samples, ratings), "session", PLAN, "", "performance-scheme", strata, ("s1",)
    )
    return quality_outcome(asked)
