"""Whole cases from their files to the decision pack."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.pack import DecisionPack
from engine.errors import InputError
from engine.files.case_file import read_case
from engine.files.locations import scenarios_folder
from engine.files.pack_file import read_pack
from engine.services.cases import RunOptions, _truths, run_case
from engine.store.runs import latest_run

CASES = scenarios_folder() / "cases"
SHARED = Path(os.environ.get("HENG_SHARED", scenarios_folder().parents[1] / "shared"))
SUPPORT = SHARED / "data" / "support"
FEW = RunOptions(replications=2, workers=1)

needs_support = pytest.mark.skipif(
    not SUPPORT.is_dir(), reason="the support contacts may not be shipped; found only beside it"
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[DecisionPack, Path]:
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HENG_DATA", str(folder / "data"))
        return run_case(CASES / "example.toml", folder / "out", FEW), folder / "out"


@pytest.mark.slow
def test_example_holds_every_part(example: tuple[DecisionPack, Path]) -> None:
    pack, _ = example

    assert pack.absent == ()
    assert [part.id for part in pack.scenarios] == ["daily", "618"]
    assert pack.heng.generated
    assert all(part.generated for part in pack.scenarios)


def test_example_shows_every_planted_effect_within_five_standard_errors(
    example: tuple[DecisionPack, Path],
) -> None:
    pack, _ = example

    planted = [row for fit in pack.evidence for row in fit.effects if row.truth is not None]
    assert {row.column for row in planted} >= {"frt_s", "solved", "attitude"}
    for row in planted:
        assert abs(row.effect.value - float(row.truth or 0)) <= 5 * row.effect_se, row.column


def test_example_shows_what_the_confounder_does(example: tuple[DecisionPack, Path]) -> None:
    pack, _ = example

    conversion = next(fit for fit in pack.evidence if fit.outcome == "paid")
    response = next(row for row in conversion.effects if row.column == "frt_s")
    assert conversion.withheld == "customer_value"
    assert response.without_confounder is not None
    assert response.without_confounder.value < 1.2 * response.effect.value


def test_somebody_moves_and_nobody_is_lost(example: tuple[DecisionPack, Path]) -> None:
    pack, _ = example

    assert pack.review is not None
    assert len(pack.review.agents) + len(pack.review.not_scored) == 60
    assert any(row.rank_change for row in pack.review.agents)
    assert any(row.small_sample for row in pack.review.agents)


def test_written_pack_reads_back_equal_and_names_no_folder_of_this_computer(
    example: tuple[DecisionPack, Path],
) -> None:
    pack, out = example

    text = (out / "pack.json").read_text(encoding="utf-8")
    assert read_pack(out / "pack.json") == pack
    assert json.loads(text)["heng"]["case_id"] == "example"
    assert str(out.parent) not in text
    assert (out / "report.html").stat().st_size > 10_000
    assert (out / "tables.xlsx").stat().st_size > 5_000


def test_bank_case_names_what_is_absent_and_saves_its_run(tmp_path: Path) -> None:
    pack = run_case(CASES / "bank.toml", tmp_path / "out", FEW)

    saved = latest_run()
    assert {sentence.key for sentence in pack.absent} >= {"absent.panel", "absent.scenarios"}
    assert pack.evidence[0].n == 41188
    assert saved is not None
    assert saved.case_id == pack.heng.case_id


def test_case_that_needs_contacts_says_how_to_give_them(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"case\.contacts_needed"):
        run_case(CASES / "support.toml", tmp_path / "out", FEW)


@needs_support
def test_support_contacts_show_satisfaction_by_band_of_minutes(tmp_path: Path) -> None:
    options = RunOptions(contacts=SUPPORT / "support_contacts.csv.gz", workers=1)

    pack = run_case(CASES / "support.toml", tmp_path / "out", options)

    rows = pack.bands[0].rows
    expected = [4.474, 4.500, 4.461, 4.263, 3.965, 3.891, 3.854, 3.267]
    assert [row.mean.value for row in rows] == pytest.approx(expected, abs=0.001)
    assert len({row.tie for row in rows[:3]}) == 1
    assert rows[3].tie != rows[2].tie


@needs_support
def test_impossible_support_rows_are_listed_one_by_one(tmp_path: Path) -> None:
    options = RunOptions(contacts=SUPPORT / "support_contacts_2023-08-28.csv.gz", workers=1)

    pack = run_case(CASES / "support.toml", tmp_path / "out", options)

    assert len(pack.set_aside) == 633
    assert all(float(row.value) < 0 for row in pack.set_aside)


def test_a_folder_that_cannot_be_made_is_said_before_the_work_begins(tmp_path: Path) -> None:
    taken = tmp_path / "out"
    taken.write_text("a file", encoding="utf-8")

    with pytest.raises(InputError, match=r"packs\.folder"):
        run_case(CASES / "bank.toml", taken, FEW)


def test_a_truth_that_the_generator_does_not_state_is_refused(tmp_path: Path) -> None:
    case = replace(read_case(CASES / "example.toml"), path=tmp_path)
    wrong = replace(case, evidence=(replace(case.evidence[0], truth="conversoin"),))

    with pytest.raises(InputError, match=r"case\.unknown_truth .*conversoin"):
        _truths(wrong, {"conversion": {}})
