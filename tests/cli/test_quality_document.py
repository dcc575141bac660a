"""The report's document: every part under its key, plain numbers."""

import json
from pathlib import Path

import pytest

from engine.cli.output import emit
from engine.cli.quality_document import estimate_document, outcome_document, plan_document
from engine.metrics.proportions import wilson
from engine.studies.sample_plan import SampleWish, sample_plan
from tests.cli.quality_samples import PLAN, full_outcome


def test_every_part_has_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = outcome_document(full_outcome(tmp_path), PLAN)

    emit(found, str, as_json=True)
    told = json.loads(capsys.readouterr().out)
    samples = told["samples"]
    assert all(samples[key] is not None for key in samples)
    assert samples["problems"]["types"]
    assert samples["calibration"][0]["session"] == "k1"
    assert samples["raters"]["parts"] == 1
    assert samples["appeal"]["samples"] == ["s1"]
    rated = told["ratings"]["months"][0]["indicators"][0]["agents"]
    assert [each["missing"] for each in rated] == [[], ["self", "others"]]


def test_an_estimate_names_its_method() -> None:
    assert list(estimate_document(wilson(1, 2, 0.95))) == ["value", "size", "low", "high", "method"]


def test_a_plan_stands_beside_its_wish() -> None:
    wish = SampleWish(0.95, 0.8, 0.05, 0.5)

    found = plan_document(wish, sample_plan(wish))

    assert list(found) == ["wish", "share", "mean", "difference", "table"]
