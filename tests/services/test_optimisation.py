"""From files to a report, and back to a weight file that can be the next incumbent."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InputError
from engine.services.optimisation import asked_weights, write_report
from tests.services.weight_files import POLICY, request, written


def test_files_become_a_whole_report(tmp_path: Path) -> None:
    asked = request(tmp_path)

    answer = asked_weights(asked)

    report = answer.report
    assert report.feasible
    assert sum(row.recommended.value for row in report.indicators) == pytest.approx(1.0)
    assert report.grades is not None
    assert report.frontier is not None
    names = [path.name for path in answer.inputs]
    assert names == ["policy.toml", "judged.json", "evidence.json", "incumbent.csv", "scores.csv"]


def test_files_may_be_named_by_text(tmp_path: Path) -> None:
    asked = request(tmp_path, scores=None)
    named: dict[str, Any] = {
        name: str(getattr(asked, name)) for name in ("policy", "judgement", "evidence", "incumbent")
    }

    by_text, by_path = asked_weights(replace(asked, **named)), asked_weights(asked)

    assert by_text.inputs == by_path.inputs
    assert by_text.report.indicators == by_path.report.indicators


def test_the_options_stand_in_place_of_the_file(tmp_path: Path) -> None:
    asked = request(tmp_path, objective="Max-Min", grid=0.0, budget=1.0, scores=None)

    report = asked_weights(asked).report

    assert (report.objective, report.grid) == ("max-min", None)
    assert {row.budget for row in report.robust if row.kind == "max-min"} == {1.0}


def test_the_written_weights_can_be_the_next_incumbent(tmp_path: Path) -> None:
    asked = request(tmp_path, scores=None)
    answer = asked_weights(asked)

    report, weights, table = write_report(answer, "{}", tmp_path / "out")
    again = asked_weights(replace(asked, incumbent=weights)).report

    assert json.loads(report.read_text()) == {}
    incumbent = [row.incumbent for row in again.indicators]
    assert incumbent == [
        replace(row.recommended, low=None, high=None) for row in answer.report.indicators
    ]
    with table.open(encoding="utf-8-sig") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["indicator", "weight", "low", "high"]
    assert len(rows) == 4


def test_an_infeasible_policy_is_an_answer_without_weights_to_write(tmp_path: Path) -> None:
    clashing = POLICY + '[[orders]]\nhigher = "qa"\nlower = "frt"\ngap = 0.5\n'
    asked = request(tmp_path, policy=written(tmp_path, "clash.toml", clashing))

    answer = asked_weights(asked)

    assert not answer.report.feasible
    paths = write_report(answer, "{}", tmp_path / "out")
    assert [path.name for path in paths] == ["report.json"]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    answer = asked_weights(request(tmp_path, scores=None))
    blocked = written(tmp_path, "blocked", "")

    with pytest.raises(InputError, match=r"packs\.folder"):
        write_report(answer, "{}", blocked)
