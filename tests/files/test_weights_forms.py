"""Weights in tables and TOML are entries with the places where they stand."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.weights_forms import weight_columns, written_weights


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (("Indicator", "Weight"), {"indicator": 0, "share": 1}),
        (("考核指标", "权重（%）", "下限", "上限"),
         {"indicator": 0, "share": 1, "low": 2, "high": 3}),
        (("agent", "frt"), {}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headers(header: tuple[str, ...], found: dict[str, int]) -> None:
    assert weight_columns(header) == found


def test_a_table_keeps_rows_and_headers_as_places(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text("指标,权重\n\nfrt,40%\nfcr,-\n", encoding="utf-8")

    written = written_weights(path)

    assert written.form == "table"
    assert [(e.indicator, e.share, e.place, e.name_place) for e in written.entries] == [
        ("frt", 0.4, "row 3, column 权重", "row 3, column 指标"),
        ("fcr", None, "row 4, column 权重", "row 4, column 指标"),
    ]


def test_toml_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text("[weights]\nfrt = 0.4\nfcr = 0.6\n")

    assert [entry.place for entry in written_weights(path).entries] == [
        "weights.frt (line 2)",
        "weights.fcr (line 3)",
    ]


def test_toml_without_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text("[shares]\nfrt = 1.0\n")

    with pytest.raises(InputError, match=r"weights_file\.form: 'shares'"):
        written_weights(path)


def test_a_scheme_without_published_weights_says_so() -> None:
    forms = {written_weights(path).form for path in (scenarios_folder() / "schemes").glob("*.toml")}

    assert forms == {"scheme", "scheme_unpublished"}
