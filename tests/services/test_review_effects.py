"""A review reads schedules and columns alike, and names what cannot be compared."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.services.review_effects import ReviewRequest, reviewed_effect
from tests.rollout_samples import FIRST_MONDAY, contacts_csv


def written(folder: Path, *, dated: bool = False) -> tuple[ReviewRequest, np.ndarray]:
    starts = contacts_csv(folder / "contacts.csv", weeks=9, dated=dated)
    return ReviewRequest(folder / "contacts.csv", "solved", "team", "week"), starts


def schedule(path: Path, starts: np.ndarray, first: str | None, *, lot: bool = True) -> Path:
    rows = [{"team": f"T{i + 1}", "start_week": int(s) + 1} for i, s in enumerate(starts)]
    document = {"randomised": lot, "first_week": first, "schedule": rows}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("dated", [False, True])
def test_schedule_flag_start_and_table_find_the_same_effect(tmp_path: Path, dated: bool) -> None:
    request, starts = written(tmp_path, dated=dated)
    first = str(FIRST_MONDAY) if dated else None
    table = tmp_path / "starts.csv"
    begun = [str(FIRST_MONDAY + 7 * int(s)) if dated else str(s + 1) for s in starts]
    table.write_text(
        "team,start\n" + "".join(f"T{i + 1},{b}\n" for i, b in enumerate(begun)), encoding="utf-8"
    )

    found = [
        reviewed_effect(replace(request, rollout=schedule(tmp_path / "s.json", starts, first))),
        reviewed_effect(replace(request, rollout=table)),
        reviewed_effect(replace(request, rollout_column="on")),
        reviewed_effect(replace(request, rollout_column="begun")),
    ]

    assert [each.grade for each in found] == ["A", "B", "B", "B"]
    values = [each.effect.value for each in found]
    assert values == pytest.approx([values[0]] * 4)
    assert values[0] == pytest.approx(0.10, abs=0.05)
    assert all(each.effect.low < 0.10 < each.effect.high for each in found)


def test_a_schedule_without_a_lot_is_no_experiment(tmp_path: Path) -> None:
    request, starts = written(tmp_path)
    path = schedule(tmp_path / "s.json", starts, None, lot=False)

    assert reviewed_effect(replace(request, rollout=path)).grade == "B"


def test_agents_who_moved_are_said(tmp_path: Path) -> None:
    request, _ = written(tmp_path)
    path = tmp_path / "contacts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("T2-A0", "T1-A0"), encoding="utf-8")

    found = reviewed_effect(replace(request, rollout_column="on", agent="agent"))

    assert found.findings[-1].sentence.key == "finding.review.agents_moved"
    assert found.findings[-1].sentence.values == {"moved": 1, "agents": 31}


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "review.rollout_needed"),
        ({"rollout_column": "on", "rollout": Path("x.json")}, "review.rollout_needed"),
        ({"rollout_column": "on", "outcome": "agent"}, "rollout.not_numeric"),
        ({"rollout_column": "on", "team": "nowhere"}, "metrics.unknown_columns"),
        ({"rollout_column": "agent"}, "review.time"),
        ({"rollout": Path("nowhere.json")}, "review.schedule"),
        ({"rollout": Path("nowhere.csv")}, "document.invalid"),
        ({"rollout_column": "on", "data": Path("nowhere.csv")}, "document.invalid"),
    ],
)
def test_requests_that_cannot_be_are_named(
    tmp_path: Path, settings: dict[str, object], code: str
) -> None:
    request, _ = written(tmp_path)

    with pytest.raises(InputError, match=code):
        reviewed_effect(replace(request, **settings))


def test_dates_against_numbers_are_refused(tmp_path: Path) -> None:
    request, starts = written(tmp_path)
    path = schedule(tmp_path / "s.json", starts, str(FIRST_MONDAY))

    with pytest.raises(InputError, match=r"review\.start"):
        reviewed_effect(replace(request, rollout=path))


@pytest.mark.parametrize("word", ["never", "", "-"])
def test_never_is_a_start(tmp_path: Path, word: str) -> None:
    request, starts = written(tmp_path)
    lines = [f"T{i + 1},{s + 1 if i else word}\n" for i, s in enumerate(starts)]
    table = tmp_path / "starts.csv"
    table.write_text("team,start\n" + "".join(lines), encoding="utf-8")

    assert reviewed_effect(replace(request, rollout=table)).teams[0].start == ""


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_team_with_two_starts_is_refused(tmp_path: Path, kind: str) -> None:
    request, starts = written(tmp_path)
    path = tmp_path / f"s.{kind}"
    if kind == "json":
        schedule(path, starts, None)
        document = json.loads(path.read_text(encoding="utf-8"))
        document["schedule"].append({"team": "T1", "start_week": 99})
        path.write_text(json.dumps(document), encoding="utf-8")
    else:
        lines = "".join(f"T{i + 1},{s + 1}\n" for i, s in enumerate(starts))
        path.write_text(f"team,start\n{lines}T1,99\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"review\.two_starts.*'T1'"):
        reviewed_effect(replace(request, rollout=path))


def test_the_planned_test_stands_beside_a_randomised_effect(tmp_path: Path) -> None:
    request, starts = written(tmp_path)
    path = schedule(tmp_path / "s.json", starts, None)

    found = reviewed_effect(replace(request, rollout=path))

    assert found.planned is not None
    assert found.planned.value == pytest.approx(0.10, abs=0.03)
    width = found.effect.high - found.effect.low
    assert 0 < found.planned.high - found.planned.low < width
    assert reviewed_effect(replace(request, rollout_column="on")).planned is None


def test_rows_left_out_are_counted(tmp_path: Path) -> None:
    request, _ = written(tmp_path)
    path = tmp_path / "contacts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    holes = [",".join([*line.split(",")[:3], "", *line.split(",")[4:]]) for line in lines[1:8]]
    path.write_text("\n".join([lines[0], *holes, *lines[8:], ""]), encoding="utf-8")

    found = reviewed_effect(replace(request, rollout_column="on"))

    told = [e.sentence for e in found.findings if e.sentence.key.endswith("incomplete")]
    assert [each.values["rows"] for each in told] == [7]
