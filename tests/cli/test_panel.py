"""``heng panel``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.ahp.consistency import CUSTOMARY_LIMIT
from engine.cli import main
from engine.cli.panel import DEFAULT_DRAWS, DEFAULT_LIMIT
from engine.files.locations import scenarios_folder
from engine.studies.panel_options import DRAWS

DATA = Path(__file__).parents[1] / "cases" / "ahp-data"
EXAMPLE = scenarios_folder() / "cases" / "example" / "panel.csv"
QUICK = ["--draws", "50", "--json"]


def answers(folder: Path, text: str) -> str:
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_defaults_are_those_of_the_method() -> None:
    assert DEFAULT_LIMIT == CUSTOMARY_LIMIT
    assert DEFAULT_DRAWS == DRAWS


def test_published_survey_is_shown_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(DATA / "nish_177_survey.csv")

    code = main(["panel", file, "--random-index", "saaty1980", *QUICK])

    found = document(capsys)
    written = next(each for each in found["treatments"] if each["id"] == "as-written")
    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["items"] == ["BL", "ST", "GP", "QL", "BB"]
    published = [0.130873, 0.219789, 0.090020, 0.418334, 0.140984]
    assert_allclose(written["weights"], published, atol=1e-6)
    assert written["consistency_ratio"] == pytest.approx(0.010285, abs=1e-6)
    assert found["weights"] == found["treatments"][0]["weights"]
    assert found["weights"] != written["weights"]
    assert (found["blanks"]["answers"], len(found["out_of_scale"]["respondents"])) == (30, 8)


def test_text_says_which_reading_is_which(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["panel", str(DATA / "nish_177_survey.csv"), "--draws", "50", "--lang", "zh"])

    text = capsys.readouterr().out
    assert code == 0
    assert "照原样：每个正数按原样取用" in text
    assert "权重：仔细读取的回答" in text
    assert "1、53、54、58、107、110、117、167" in text


def test_signed_answers_of_city200_by_column_means(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(DATA / "city200_simulated.csv")

    main(["panel", file, "--method", "column-mean", "--random-index", "saaty2005", *QUICK])

    found = document(capsys)
    arithmetic = [0.1620, 0.4367, 0.0761, 0.2827, 0.0424]
    assert found["coding"] == "signed"
    assert_allclose(found["group"]["priorities"]["arithmetic"], arithmetic, atol=5.1e-5)
    deviations = [0.033, 0.054, 0.009, 0.048, 0.007]
    assert_allclose(found["group"]["priorities"]["arithmetic_sd"], deviations, atol=5.1e-4)
    assert found["consistency"]["with_care"]["consistent"] == 130


def test_a_scheme_of_several_nodes_has_weights_of_its_leaves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["panel", str(EXAMPLE), "--scheme", "performance-scheme", *QUICK])

    found = document(capsys)
    assert code == 0
    assert sum(found["weights"]) == pytest.approx(1.0)
    assert len(found["items"]) == len(found["weights"]) == 10
    assert set(found["respondents"][0]["nodes"]) == set(found["nodes"])
    assert found["heng"]["inputs"][1]["path"] == "performance-scheme.toml"


def test_accepted_answers_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,0.33\nr2,40\n")
    out = tmp_path / "accepted.csv"

    main(["panel", file, "--accepted", str(out), *QUICK])

    rows = out.read_text(encoding="utf-8-sig").splitlines()
    assert rows[1].endswith(",1/3")
    assert len(rows) == 2
    assert document(capsys)["without_answers"] == ["r2"]


def test_direction_of_signed_answers_can_be_reversed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,-3\nr2,-3\n")
    weights = []

    for side in ("left", "right"):
        main(["panel", file, "--coding", "signed", "--negative", side, *QUICK])
        weights.append(document(capsys)["weights"])

    assert weights[0] == pytest.approx([0.75, 0.25])
    assert weights[1] == pytest.approx([0.25, 0.75])


def test_unlinked_items_are_an_honest_no(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, "respondent,a_vs_b,a_vs_c\nr1,3,\nr2,2,\n")

    code = main(["panel", file, "--lang", "en"])

    assert code == 1
    assert "a, b | c" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--limit", "0"], "limit of the consistency ratio"),
        (["--random-index", "saaty"], "saaty1980"),
        (["--scheme", "no-such-scheme"], "no-such-scheme"),
    ],
)
def test_bad_choices_are_bad_input(
    more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, "respondent,a_vs_b\nr1,3\n")

    code = main(["panel", file, "--lang", "en", *more])

    assert code == 2
    assert said in capsys.readouterr().err


def test_unknown_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path, "respondent,a_vs_b,colour\nr1,3,red\n")

    code = main(["panel", file, *QUICK])

    assert code == 2
    assert document(capsys)["error"]["faults"][0]["value"] == "colour"


def test_report_is_written_beside_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "report"

    code = main(["panel", str(EXAMPLE), "--report", str(folder), *QUICK])

    told = capsys.readouterr()
    assert code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "calibration.html",
        "calibration.json",
        "calibration.xlsx",
    ]
    written = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    shown = [leaf["weight"]["value"] for leaf in written["leaves"]]
    assert json.loads(told.out)["weights"] == shown
    assert "calibration.html" in told.err


def test_report_that_cannot_be_written_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "report"
    taken.write_text("a file", encoding="utf-8")

    code = main(["panel", str(EXAMPLE), "--report", str(taken), *QUICK])

    assert code == 2
    assert "report" in capsys.readouterr().out
