"""Scores keep agent and leaf together; a cell that is unsure stops the file."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.domain.texts import Language, Text
from engine.errors import InputError
from engine.files.scores_file import read_scores
from engine.i18n.translate import LANGUAGES, render_error

LEAVES = {"frt": Text("首次响应", "First response"), "fcr": Text("解决率", "Solved")}


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "scores.csv"
    path.write_bytes(text.encode(encoding))
    return path


def codes(path: Path) -> set[str]:
    with pytest.raises(InputError) as caught:
        read_scores(path, LEAVES)
    return {fault.code.removeprefix("scores_file.") for fault in caught.value.faults}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_scores_are_read_in_the_leaves_order(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "客服;解决率;首次响应\n甲;９0.5;80\n乙;-;100\n", encoding)

    table = read_scores(path, LEAVES)

    assert (table.agents, table.indicators) == (("甲", "乙"), ("frt", "fcr"))
    assert table.scores == pytest.approx(np.array([[80, 90.5], [100, np.nan]]), nan_ok=True)


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "scores.xlsx"
    frame = pd.DataFrame({"agent": ["A", "B"], "frt": [80.5, 70], "fcr": [None, 60]})
    frame.to_excel(path, index=False)

    table = read_scores(path, LEAVES)

    assert table.scores == pytest.approx(np.array([[80.5, np.nan], [70, 60]]), nan_ok=True)


def test_json_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    document = {"agents": ["A"], "indicators": ["fcr", "frt"], "scores": [[None, 33.25]]}
    path.write_text(json.dumps(document))

    table = read_scores(path, ("frt", "fcr"))

    assert table.scores == pytest.approx(np.array([[33.25, np.nan]]), nan_ok=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("agent,frt,fcr\nA,101,50\n", "score"),
        ("agent,frt,fcr\nA,-1,50\n", "score"),
        ("agent,frt,fcr\nA,good,50\n", "score"),
        ("agent,frt,fcr\nA,=1+1,50\n", "score"),
        ("agent,frt,fcr\nA,1.2万,50\n", "score"),
        ("agent,frt,fcr\nA,0.8,0.5\n", "unit"),
        ("agent,frt,fcr\nA,0.8,50\nB,1,60\n", "unit"),
        ("agent,frt,fcr\nA,,\n", "no_score"),
        ("agent,frt,fcr\n", "no_rows"),
        ("agent,frt\nA,80\n", "missing"),
        ("agent,frt,fcr\nA,nan,50\n", "score"),
        ("agent,frt,fcr\nA,#N/A,50\n", "score"),
        ("agent,frt,fcr\nA,null,50\n", "score"),
        ("agent,frt,fcr,qa\nA,80,50,1\n", "unknown_column"),
        ("agent,frt,fcr\nA,80,50\nA,70,50\n", "agent_twice"),
        ("who,frt,fcr\nA,80,50\n", "no_agent"),
    ],
)
def test_a_slip_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert code in codes(written(tmp_path, text))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"agents": ["A"], "indicators": ["frt", "fcr"], "scores": [[1]]}, "row"),
        ({"agents": ["A"], "indicators": ["frt", "fcr"], "scores": []}, "form"),
        ({"agents": ["A", "B"], "indicators": ["frt", "fcr"], "scores": [[1, 2]]}, "rows"),
        ({"agents": ["A"], "indicators": ["frt", "fcr"], "scores": [["90", 2]]}, "score"),
        ({"agents": ["A"], "indicators": ["frt", "fcr"], "scores": [[True, 2]]}, "score"),
        ({"agents": [None], "indicators": ["frt", "fcr"], "scores": [[1, 2]]}, "agent"),
        ({"matrix": []}, "form"),
    ],
)
def test_a_slip_in_json_is_refused(tmp_path: Path, document: object, code: str) -> None:
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(document))

    assert code in codes(path)


def test_zeros_and_ones_are_scores(tmp_path: Path) -> None:
    table = read_scores(written(tmp_path, "agent,frt,fcr\nA,0,1\nB,1,0\n"), LEAVES)

    assert table.scores.tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_is_said_at_once_in_both_languages(tmp_path: Path, language: Language) -> None:
    path = written(tmp_path, "agent,frt,fcr\nA,101,x\n,80,50\n")

    with pytest.raises(InputError) as caught:
        read_scores(path, LEAVES)

    places = {(fault.code, fault.place) for fault in caught.value.faults}
    assert places == {
        ("scores_file.score", "row 2, column frt"),
        ("scores_file.score", "row 2, column fcr"),
        ("scores_file.agent", "row 3, column agent"),
    }
    assert "101" in render_error(caught.value, language)
