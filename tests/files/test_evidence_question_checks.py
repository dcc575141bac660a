"""Questions that contradict themselves: every fault with its place, before any data."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.documents import Faults, load_toml
from engine.files.evidence_question_checks import check_layout
from engine.files.evidence_question_schema import LayoutTable, RangeTable
from engine.files.evidence_spec_file import read_evidence_spec

HEAD = 'schema_version = 1\n[[evidence]]\nid = "q"\noutcome = "y"\n'
TERM = '[[evidence.terms]]\ncolumn = "x"\nrole = "lever"\n'


def faults(folder: Path, body: str) -> list[tuple[str, str]]:
    path = folder / "spec.toml"
    path.write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_evidence_spec(path)
    return [(each.code, each.place.partition(" (line")[0]) for each in refused.value.faults]


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ('cluster = "agent"\n', "spec.no_terms", "evidence[0]"),
        ('levers = ["x", "x"]\n', "case.term_twice", "evidence[0].levers[1]"),
        ('levers = ["y"]\n', "case.term_twice", "evidence[0].levers[0]"),
        ('[[evidence.terms]]\ncolumn = "x"\n', "spec.role_missing", "evidence[0].terms[0]"),
        ('[[evidence.terms]]\ncolumn = "x"\nrole = "mediator"\n', "spec.role_in_model",
         "evidence[0].terms[0]"),
        (TERM + "floor = 3\n", "spec.setting", "evidence[0].terms[0].floor"),
        (TERM + 'transform = "spline"\nknots = [0, 1]\n', "spec.too_few_points",
         "evidence[0].terms[0].knots"),
        (TERM + 'transform = "spline"\nknots = [0, 2, 1]\n', "case.edges",
         "evidence[0].terms[0].knots"),
        (TERM + 'transform = "bands"\n', "spec.too_few_points", "evidence[0].terms[0].edges"),
        ('levers = ["x"]\ntrials = "n"\n', "spec.other_family", "evidence[0].trials"),
        ('levers = ["x"]\nfamily = "grouped"\n', "spec.family_needs", "evidence[0].trials"),
        ('levers = ["x"]\nfamily = "cox"\n', "spec.family_needs", "evidence[0].duration"),
        ('levers = ["x"]\nfamily = "linear"\nexposure = "t"\n', "spec.other_family",
         "evidence[0].exposure"),
        ('levers = ["x"]\nperiods = [1, 2]\n', "spec.other_family", "evidence[0].periods"),
        ('levers = ["x"]\nerrors = "cr2"\n', "spec.errors_need_cluster", "evidence[0].errors"),
        ('levers = ["x"]\nerrors = "cr2"\ncluster = ["a", "b"]\n', "spec.cr2_two_way",
         "evidence[0].errors"),
        ('levers = ["x"]\ncluster = ["a", "a"]\n', "document.entry_twice",
         "evidence[0].cluster[1]"),
        ('levers = ["x"]\nwithhold = "x"\n', "case.withhold", "evidence[0].withhold"),
        ('levers = ["x"]\ninteractions = [["x", "z"]]\n', "spec.interaction",
         "evidence[0].interactions[0]"),
        ('levers = ["x"]\nfixed_effects = ["w", "w"]\n', "document.entry_twice",
         "evidence[0].fixed_effects[1]"),
        ('levers = ["x"]\nfilters = [{ column = "c", values = ["a", "a"] }]\n',
         "document.entry_twice", "evidence[0].filters[0].values[1]"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_its_place(
    tmp_path: Path, body: str, code: str, place: str
) -> None:
    assert (code, place) in faults(tmp_path, body)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    body = 'levers = ["y"]\nfamily = "grouped"\nexposure = "t"\nwithhold = "z"\n'

    assert len(faults(tmp_path, body)) >= 4


def test_a_role_stated_otherwise_among_the_columns_is_a_conflict(tmp_path: Path) -> None:
    body = TERM + '[[columns]]\ncolumn = "x"\nrole = "outcome_derived"\n'

    assert ("spec.role_conflict", "evidence[0].terms[0]") in faults(tmp_path, body)


def test_a_metric_and_its_square_may_stand_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    square = TERM + 'transform = "power"\n'
    path.write_text(HEAD + TERM + 'transform = "identity"\n' + square, encoding="utf-8")

    assert len(read_evidence_spec(path).specifications[0].terms) == 2


def test_an_effect_may_differ_by_period_of_a_hazard(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    hazard = 'family = "hazard"\nduration = "t"\nperiods = [1, 2]\nlevers = ["x"]\n'
    path.write_text(HEAD + hazard + 'interactions = [["x", "t"]]\n', encoding="utf-8")

    assert read_evidence_spec(path).specifications[0].interactions == (("x", "t"),)


def test_powers_may_stand_in_any_order_and_up_to_the_tenth(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    powers = "".join(TERM + f'transform = "power"\npower = {p}\n' for p in (2, 3, 4, 5, 10))
    path.write_text(HEAD + powers + TERM + 'transform = "identity"\n', encoding="utf-8")

    assert len(read_evidence_spec(path).specifications[0].terms) == 6


def test_no_rating_is_above_a_hundred(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text("[layout.ranges]\ncsat = { least = 1, greatest = 500 }\n", encoding="utf-8")
    found = Faults(load_toml(path))

    check_layout(LayoutTable(ranges={"csat": RangeTable(least=1, greatest=500)}), found)

    assert [fault.code for fault in found.found] == ["case.rating_range"]
