"""A panel from files to its calibration, and its accepted answers back to a file."""

import json
from pathlib import Path

import pytest

from engine.domain.hierarchy import ItemTree
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.responses_file import read_panel
from engine.files.scheme_file import read_scheme
from engine.services.panels import PanelRequest, accepted_panel, calibrate_panel, write_accepted
from engine.studies.panel_options import PanelOptions

EXAMPLE = scenarios_folder() / "cases" / "example" / "panel.csv"
SCHEME = scenarios_folder() / "schemes" / "performance-scheme.toml"
FEW = PanelOptions(draws=50)


def answers(folder: Path, text: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_panel_on_the_shipped_scheme_by_its_id() -> None:
    found = calibrate_panel(PanelRequest((EXAMPLE,), "performance-scheme", options=FEW))

    calibration = found.calibration
    assert calibration.name == read_scheme(SCHEME).name
    assert calibration.tree == ItemTree.of(read_scheme(SCHEME).tree)
    assert len(calibration.respondents) == 9
    assert [path.name for path in found.inputs] == ["panel.csv", "performance-scheme.toml"]


def test_without_a_scheme_the_columns_tell_what_was_asked(tmp_path: Path) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,3\n")

    calibration = calibrate_panel(PanelRequest((file,), options=FEW)).calibration

    assert calibration.tree.leaf_ids == ("a", "b")
    assert calibration.name.en == "answers"


def test_agreed_changes_of_a_ledger_count(tmp_path: Path) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,3\n")
    change = {"respondent": "r1", "node": "goal", "first": "a", "second": "b", "old": 3, "new": 1}
    agreed = change | {"who": "r1", "when": "2026-01-01T00:00:00+00:00"}
    ledger = tmp_path / "ledger.json"
    ledger.write_text(json.dumps({"heng": {}, "changes": [agreed]}), encoding="utf-8")

    found = calibrate_panel(PanelRequest((file,), options=FEW, ledger=ledger))

    assert found.inputs == (file, ledger)
    assert [leaf.weight.value for leaf in found.calibration.leaves] == pytest.approx([0.5, 0.5])


def test_accepted_answers_are_read_back_as_a_panel_of_a_case(tmp_path: Path) -> None:
    calibration = calibrate_panel(
        PanelRequest((EXAMPLE,), "performance-scheme", options=FEW)
    ).calibration
    out = tmp_path / "made" / "accepted.csv"

    write_accepted(calibration, out)

    given, back = accepted_panel(calibration), read_panel(out, read_scheme(SCHEME).tree)
    for one, other in zip(given.responses, back.responses, strict=True):
        assert (one.respondent, one.role, one.weight) == (
            other.respondent,
            other.role,
            other.weight,
        )
        assert set(one.judgements) == set(other.judgements)
        for node, matrix in one.judgements.items():
            assert matrix.values.tobytes() == other.judgements[node].values.tobytes()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,3\n")
    calibration = calibrate_panel(PanelRequest((file,), options=FEW)).calibration

    with pytest.raises(InputError, match=r"panel_study\.folder.*answers.csv"):
        write_accepted(calibration, file / "answers.csv")


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(InputError, match=r"questionnaire\.unknown_scheme"):
        calibrate_panel(PanelRequest((EXAMPLE,), "no-such-scheme", options=FEW))
