"""Panels: answers by row and column, and the example's nine respondents."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import IndicatorTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.responses_file import (
    asked_items,
    pair_columns,
    parsed_ratio,
    read_panel,
    survey_csv,
)
from engine.files.scheme_file import read_scheme

EXAMPLE = scenarios_folder() / "cases" / "example" / "panel.csv"
PERSON = "respondent,name_zh,name_en,role,weight"


@pytest.fixture(scope="module")
def tree() -> IndicatorTree:
    return read_scheme(scenarios_folder() / "schemes" / "team-2026.toml").tree


def panel_text(columns: tuple[str, ...], *rows: str) -> str:
    return "\n".join([",".join([PERSON, *columns]), *rows]) + "\n"


def read(folder: Path, tree: IndicatorTree, text: str) -> Panel:
    path = folder / "panel.csv"
    path.write_text(text, encoding="utf-8")
    return read_panel(path, tree)


def faults_of(folder: Path, tree: IndicatorTree, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read(folder, tree, text)
    return [(fault.code, fault.place, fault.value) for fault in caught.value.faults]


def test_answers_fill_both_sides_of_the_matrix(tmp_path: Path, tree: IndicatorTree) -> None:
    columns = pair_columns(tree)
    assert columns == (
        "goal:service|conduct",
        "service:csat_rate|frt",
        "service:csat_rate|resolution",
        "service:frt|resolution",
        "conduct:attitude|collaboration",
    )

    panel = read(tmp_path, tree, panel_text(columns, "R1,甲,A,qa,1,3,1/5,,0.333,"))

    (response,) = panel.responses
    values = response.judgements["service"].values
    assert values[0, 1] == 1 / 5
    assert values[1, 0] == 5
    assert np.isnan(values[0, 2])
    assert values[1, 2] == 0.333
    assert values[2, 1] == 1 / 0.333
    assert response.judgements["goal"].values[0, 1] == 3
    assert "conduct" not in response.judgements


def test_a_column_may_name_the_pair_the_other_way_round(
    tmp_path: Path, tree: IndicatorTree
) -> None:
    columns = ("goal:conduct|service", *pair_columns(tree)[1:])

    panel = read(tmp_path, tree, panel_text(columns, "R1,甲,A,qa,1,4,,,,"))

    assert panel.responses[0].judgements["goal"].values[0, 1] == 1 / 4


@pytest.mark.parametrize(("back", "agrees"), [("1/3", True), ("0.33", True), ("0.4", False)])
def test_two_directions_must_be_inverse_within_5_per_cent(
    tmp_path: Path, tree: IndicatorTree, back: str, agrees: bool
) -> None:
    columns = (*pair_columns(tree), "goal:conduct|service")
    text = panel_text(columns, f"R1,甲,A,qa,1,3,,,,,{back}")

    if agrees:
        assert read(tmp_path, tree, text).responses[0].judgements["goal"].values[0, 1] == 3
    else:
        place = "row 2, column goal:conduct|service"
        assert faults_of(tmp_path, tree, text) == [("panel.directions", place, back)]


@pytest.mark.parametrize("weight", ["1_0", "inf", "-1", "11", ""])
def test_a_weight_is_a_plain_number_up_to_ten(
    tmp_path: Path, tree: IndicatorTree, weight: str
) -> None:
    text = panel_text(pair_columns(tree), f"R1,甲,A,qa,{weight},3,,,,")

    assert faults_of(tmp_path, tree, text) == [("panel.weight", "row 2, column weight", weight)]


def test_all_faults_are_named_by_row_and_column(tmp_path: Path, tree: IndicatorTree) -> None:
    text = panel_text(
        pair_columns(tree), "R1,甲,A,qa,1,30,x,,,", "R1,乙,B,qa,0,,,,,", ",丙,,qa,nan,,,,1/0,"
    )

    assert faults_of(tmp_path, tree, text) == [
        ("panel.ratio", "row 2, column goal:service|conduct", "30"),
        ("panel.ratio", "row 2, column service:csat_rate|frt", "x"),
        ("panel.weight", "row 3, column weight", "0"),
        ("panel.blank", "row 4, column respondent", ""),
        ("panel.blank", "row 4, column name_en", ""),
        ("panel.ratio", "row 4, column service:frt|resolution", "1/0"),
        ("panel.weight", "row 4, column weight", "nan"),
        ("panel.duplicate_respondent", "row 3, column respondent", "R1"),
    ]


def test_missing_and_unknown_columns_are_named_together(
    tmp_path: Path, tree: IndicatorTree
) -> None:
    columns = ("goal:service|conductt", *pair_columns(tree)[1:])

    with pytest.raises(InputError) as caught:
        read(tmp_path, tree, panel_text(columns, "R1,甲,A,qa,1,3,,,,"))

    unknown, missing = caught.value.faults
    assert unknown.values["nearest"] == "goal:service|conduct"
    assert missing.values["column"] == "goal:service|conduct"


def test_a_panel_without_respondents_is_a_fault(tmp_path: Path, tree: IndicatorTree) -> None:
    assert faults_of(tmp_path, tree, panel_text(pair_columns(tree)))[0][0] == "panel.empty"


def test_a_fraction_that_excel_made_a_date_is_refused(tmp_path: Path, tree: IndicatorTree) -> None:
    book = openpyxl.Workbook()
    book.active.append([*PERSON.split(","), *pair_columns(tree)])
    book.active.append(["R1", "甲", "A", "qa", 1, date(2026, 1, 5), 3])
    book.save(tmp_path / "panel.xlsx")

    with pytest.raises(InputError) as caught:
        read_panel(tmp_path / "panel.xlsx", tree)

    (fault,) = caught.value.faults
    assert (fault.code, fault.value) == ("panel.ratio", "2026-01-05")


@pytest.mark.parametrize(
    ("cell", "ratio"),
    [("9", 9), ("1/9", 1 / 9), ("0.11", 0.11), ("1 / 3", 1 / 3), ("1\uff0f3", 1 / 3), ("2.5", 2.5),
     ("10", None), ("0.1", None), ("0", None), ("-3", None), ("1e0", None), ("3/0", None),
     ("", None), ("nan", None), ("1/3/2", None)],
)  # fmt: skip
def test_ratios_lie_between_a_ninth_and_nine(cell: str, ratio: float | None) -> None:
    assert parsed_ratio(cell) == ratio


@given(st.text(max_size=12))
def test_no_text_makes_the_ratio_reader_fail(cell: str) -> None:
    ratio = parsed_ratio(cell)

    assert ratio is None or 0.1 < ratio < 10


def matrix(items: tuple[str, ...], ratios: list[tuple[float, bool] | None]) -> JudgementMatrix:
    """Return a matrix from ratios of the upper half; True where the lower half was stated."""
    values = np.full((len(items),) * 2, np.nan)
    np.fill_diagonal(values, 1.0)
    for (i, j), told in zip(combinations(range(len(items)), 2), ratios, strict=True):
        if told is not None:
            (row, column) = (j, i) if told[1] else (i, j)
            values[row, column], values[column, row] = told[0], 1 / told[0]
    return JudgementMatrix(items, values)


ratios = st.one_of(
    st.none(),
    st.tuples(st.floats(1 / 9, 9), st.booleans()),
    st.tuples(st.sampled_from([1.0, 1 / 7, 7.0, 0.2, 2.5, 1 / 3, 9.0, 1 / 9]), st.booleans()),
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(ratios, min_size=6, max_size=6), st.floats(0.01, 10))
def test_accepted_answers_written_out_read_back_bit_for_bit(
    told: list[tuple[float, bool] | None], weight: float
) -> None:
    tree = ItemTree({"goal": ("a", "b", "c", "d"), "a": ("x", "y")}, {})
    node = matrix(("a", "b", "c", "d"), told)
    judgements = {} if node.missing == 6 else {"goal": node}
    panel = Panel((Response("R1", Text("甲", "=A"), "", judgements, weight),))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "accepted.csv"
        path.write_text(survey_csv(panel, tree), encoding="utf-8-sig")

        (read_back,) = read_panel(path, tree).responses

    assert read_back.weight == weight
    assert {n: m.values.tobytes() for n, m in read_back.judgements.items()} == {
        n: m.values.tobytes() for n, m in judgements.items()
    }


def test_ratios_are_written_as_people_write_them() -> None:
    tree = ItemTree({"goal": ("a", "b", "c")}, {})
    node = matrix(("a", "b", "c"), [(1 / 7, False), (3.0, False), None])
    panel = Panel((Response("R1", Text("甲", "A"), "qa", {"goal": node}),))

    assert survey_csv(panel, tree).splitlines() == [
        f"{PERSON},goal:a|b,goal:a|c,goal:b|c",
        "R1,甲,A,qa,1,1/7,3,",
    ]


class TestTheExamplePanel:
    def test_nine_respondents_answer_in_both_languages(self) -> None:
        tree = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml").tree

        panel = read_panel(EXAMPLE, tree)

        assert len(panel.responses) == 9
        assert all(response.name.zh and response.name.en for response in panel.responses)
        assert [r.respondent for r in panel.responses if incomplete(r.judgements)] == ["R09"]

    def test_only_r07_is_inconsistent(self) -> None:
        tree = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml").tree

        ratios = {
            response.respondent: max(
                consistency_ratio(matrix.values)
                for matrix in response.judgements.values()
                if matrix.is_complete and len(matrix.items) > 2
            )
            for response in read_panel(EXAMPLE, tree).responses
        }

        assert {name for name, ratio in ratios.items() if ratio > 0.10} == {"R07"}
        assert asked_items(tree)["performance"][0] == "conversion"


def incomplete(judgements: Mapping[str, JudgementMatrix]) -> bool:
    return any(not matrix.is_complete for matrix in judgements.values())


def consistency_ratio(values: np.ndarray) -> float:
    n = len(values)
    largest = max(np.linalg.eigvals(values).real)
    return (largest - n) / (n - 1) / {3: 0.52, 4: 0.89, 5: 1.11}[n]  # Saaty (2005)
