"""What the commands really write is read as weights, with intervals where they give any."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.cli.evidence_document import evidence_document
from engine.cli.output import json_text
from engine.domain.weights import Origin
from engine.files.locations import scenarios_folder
from engine.files.weights_file import read_weights
from engine.files.weights_forms import written_weights
from engine.services.evidence import EvidenceAnswer
from engine.services.evidence_files import write_weights
from tests.studies.evidence_samples import shop_study

MATRIX = {"items": ["frt", "fcr", "aov"], "matrix": [[1, 3, 5], [None, 1, 2], [None, None, 1]]}
GROUP = {"items": ["frt", "fcr"], "matrices": [[[1, 2], [0.5, 1]], [[1, 3], [None, 1]]]}
BEST_WORST = {
    "items": ["frt", "fcr", "aov"],
    "best": "frt",
    "worst": "aov",
    "best_to_others": [1, 2, 8],
    "others_to_worst": [8, 5, 1],
}


def printed(command: str, file: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return the file that a command's ``--json`` was sent to."""
    assert main([command, str(file), "--json"]) == 0
    path = folder / "printed.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "content", "form"),
    [
        ("priorities", MATRIX, "priorities"),
        ("best-worst", BEST_WORST, "best_worst"),
        ("group", GROUP, "group"),
    ],
)
def test_what_a_command_prints_is_read(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    content: dict[str, object],
    form: str,
) -> None:
    given = tmp_path / "given.json"
    given.write_text(json.dumps(content))

    path = printed(command, given, tmp_path, capsys)

    read = read_weights(path, Origin.JUDGED)
    assert written_weights(path).form == form
    assert list(read.set.indicators) == content["items"]
    assert read.set.shares == pytest.approx(json.loads(path.read_text())["weights"], abs=1e-12)
    assert (read.low is not None) == (command == "best-worst")


def test_what_the_panel_prints_is_read_with_its_bands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = scenarios_folder() / "cases" / "example" / "panel.csv"

    path = printed("panel", panel, tmp_path, capsys)

    document = json.loads(path.read_text(encoding="utf-8"))
    read = read_weights(path, Origin.JUDGED)
    assert written_weights(path).form == "panel"
    assert list(read.set.indicators) == document["items"]
    assert read.low is not None
    assert read.high is not None
    bands = np.array(document["uncertainty"]["bands"])
    assert np.column_stack([read.low, read.high]) == pytest.approx(bands, abs=1e-12)


def test_what_heng_evidence_writes_is_read_with_draws_and_states(tmp_path: Path) -> None:
    study = shop_study()
    path = write_weights(EvidenceAnswer(study, ()), tmp_path / "weights.json")

    read = read_weights(path, Origin.EVIDENCE)

    assert study.weights is not None
    assert study.weights.draws is not None
    assert read.set.indicators == study.weights.indicators
    assert read.set.shares == pytest.approx(study.weights.shares, abs=1e-12)
    assert read.set.draws == pytest.approx(study.weights.draws, abs=1e-12)
    assert read.states == {row.indicator: row.state for row in study.report.weights}


def test_the_report_of_heng_evidence_is_read_as_well(tmp_path: Path) -> None:
    study = shop_study()
    path = tmp_path / "report.json"
    path.write_text(json_text(evidence_document(study.report, "en")), encoding="utf-8")

    read = read_weights(path, Origin.EVIDENCE)

    assert study.weights is not None
    assert read.set.indicators == study.weights.indicators
    assert read.set.shares == pytest.approx(study.weights.shares, abs=1e-12)
    assert written_weights(path).form == "evidence"


def test_judgements_are_no_weights(tmp_path: Path) -> None:
    path = tmp_path / "group.json"
    path.write_text(json.dumps(GROUP | {"weights": [0.5, 0.5]}))

    written = written_weights(path)

    assert [(fault.code, fault.place) for fault in written.faults] == [
        ("weights_file.key", "matrices")
    ]
