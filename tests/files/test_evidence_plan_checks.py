"""Roles, claims and dispatch questions are checked alike in case and specification files."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.case_file import read_case
from engine.files.evidence_plan_checks import nearest
from engine.files.evidence_spec_file import read_evidence_spec

QUESTION = """
[[evidence]]
id = "conversion"
name = { zh = "转化", en = "Conversion" }
outcome = "paid"
cluster = "agent"
terms = [{ column = "frt_s", role = "lever", transform = "log1p" }]
"""
WRONG = {
    "spec.claim_question": '[[claims]]\nid = "a"\nevidence = "conversions"\nmetric = "frt_s"\n'
    'by = 1\nchange = 1\nscale = "points"',
    "spec.claim_metric": '[[claims]]\nid = "a"\nevidence = "conversion"\nmetric = "frt"\n'
    'by = 1\nchange = 1\nscale = "points"',
    "spec.claim_by": '[[claims]]\nid = "a"\nevidence = "conversion"\nmetric = "frt_s"\n'
    'by = 0\nchange = 1\nscale = "points"',
    "spec.claim_stretch": '[[claims]]\nid = "a"\nevidence = "conversion"\nmetric = "frt_s"\n'
    'by = 1\nchange = 1\nscale = "points"\nlow = 5\nhigh = 5',
    "spec.claim_margin": '[[claims]]\nid = "a"\nevidence = "conversion"\nmetric = "frt_s"\n'
    'by = 1\nchange = 0\nscale = "points"',
    "spec.balance": '[[dispatch]]\nid = "d"\nagent = "agent"\ntime = "t"\nbalance = ["agent"]',
    "spec.congestion": '[[dispatch]]\nid = "d"\nagent = "agent"\ntime = "t"\n'
    'balance = ["value"]\ncongestion = "open"',
    "spec.column_twice": '[[columns]]\ncolumn = "x"\nrole = "lever"\n'
    '[[columns]]\ncolumn = "x"\nrole = "mediator"',
}
CASE_HEAD = 'schema_version = 1\nid = "a"\nseed = 1\nname = { zh = "甲", en = "A" }\n'


@pytest.mark.parametrize("code", WRONG)
def test_both_files_tell_the_same_fault(code: str, tmp_path: Path) -> None:
    spec, case = tmp_path / "spec.toml", tmp_path / "case.toml"
    spec.write_text(f"schema_version = 1\n{QUESTION}{WRONG[code]}\n", encoding="utf-8")
    case.write_text(f"{CASE_HEAD}{QUESTION}{WRONG[code]}\n", encoding="utf-8")

    with pytest.raises(InputError) as of_spec:
        read_evidence_spec(spec)
    with pytest.raises(InputError) as of_case:
        read_case(case)

    assert [fault.code for fault in of_spec.value.faults] == [code]
    assert [fault.code for fault in of_case.value.faults] == [code]


def test_case_holds_roles_claims_and_dispatch(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    asked = (
        'bootstraps = 300\n[[columns]]\ncolumn = "csat"\nrole = "mediator"\n'
        '[[claims]]\nid = "a"\nevidence = "conversion"\nmetric = "frt_s"\nby = -1\n'
        'change = 0.003\nscale = "relative"\n'
        '[[dispatch]]\nid = "d"\nagent = "agent"\ntime = "t"\nbalance = ["value"]\n'
    )
    case.write_text(CASE_HEAD + asked + QUESTION, encoding="utf-8")

    read = read_case(case)

    assert read.bootstraps == 300
    assert [each.column for each in read.columns] == ["csat"]
    assert [each.specification for each in read.claims] == ["conversion"]
    assert [each.balance for each in read.dispatches] == [("value",)]


def test_nearest_name_comes_first() -> None:
    assert nearest("frt", ["solved", "frt_s"]) == {"known": "frt_s, solved"}
