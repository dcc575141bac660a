"""Files of weights and scores are told from all others by what they hold."""

import json
from pathlib import Path

import pytest

from engine.files.locations import scenarios_folder, shipped
from engine.services.checks import check_files
from engine.services.weight_kinds import weight_kind

SCHEME = scenarios_folder() / "schemes" / "performance-scheme.toml"


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("w.json", {"weights": {"frt": 1.0}}, "weights"),
        ("w.json", {"indicators": ["frt"], "shares": [1.0]}, "weights"),
        ("w.json", {"weights": [{"indicator": "frt", "share": 1.0, "lo": 0.9}]}, "weights"),
        ("s.json", {"kind": "trigger-states", "triggers": []}, "trigger_states"),
        ("w.toml", "[weights]\nfrt = 1.0\n", "weights"),
        ("w.csv", "indicator,weight\nfrt,1\n", "weights"),
        ("s.csv", "agent,frt,fcr\nA,80,90\n", "scores"),
        ("p.json", {"items": ["a", "b"], "matrix": [[1, 2], [0.5, 1]]}, ""),
        ("p.json", {"heng": {}, "weights": [], "solver": None}, ""),
        ("p.json", "{", ""),
        ("c.csv", "contact_id,agent,started,frt_s\n1,A,2026-05-01 09:00,12\n", ""),
        ("c.csv", "agent,frt,colour\nA,80,red\n", ""),
        ("d.csv", "日期,接待量,投诉量\n2026-11-01,150,4\n", "daily_counts"),
        ("d.csv", "日期,客服,接待量\n2026-11-01,甲,4\n", ""),
        ("c.csv", "respondent,weight\nR1,1\n", ""),
        ("x.toml", "broken", ""),
        ("x.md", "text", ""),
    ],
)
def test_kind_is_told_by_the_content(tmp_path: Path, name: str, content: object, kind: str) -> None:
    assert weight_kind(written(tmp_path, name, content), None) == kind


@pytest.mark.parametrize("path", shipped("policies") + shipped("schemes"), ids=lambda p: p.stem)
def test_policies_and_schemes_are_no_weights(path: Path) -> None:
    assert weight_kind(path, None) == ""


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("w.json", {"weights": {"frt": 0.4, "fcr": 0.6}}, []),
        ("w.json", {"weights": {"frt": 0.4, "fcr": 0.5}}, ["weights_file.sum"]),
        ("s.json", {"kind": "trigger-states", "policy": "p", "period": "2026-13", "triggers": []},
         ["review_file.month"]),
        ("w.csv", "indicator,weight\nfrt,0.5\nfcrr,0.5\n", ["weights_file.unknown"]),
        ("s.csv", "agent,frt,fcr\nA,80,900\n",
         ["scores_file.score", *["scores_file.missing"] * 8]),
    ],
)  # fmt: skip
def test_every_fault_is_told_against_the_scheme(
    tmp_path: Path, name: str, content: object, codes: list[str]
) -> None:
    (check,) = check_files([written(tmp_path, name, content)], SCHEME)

    assert sorted(fault.code for fault in check.faults) == sorted(codes)


def test_scores_on_some_indicators_are_right_where_no_scheme_is_named(tmp_path: Path) -> None:
    (check,) = check_files([written(tmp_path, "s.csv", "agent,frt,fcr\nA,80,90\n")])

    assert (check.kind, check.error) == ("scores", None)
