"""Question tables: what may be left out, and what each key becomes."""

from pathlib import Path

import pytest

from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import Assignment, ErrorDefinition, Family, Role, Transform
from engine.errors import InputError
from engine.files.documents import as_model
from engine.files.evidence_question_schema import FilterTable, LayoutTable, QuestionTable
from engine.files.evidence_spec_file import read_evidence_spec


def question(**keys: object) -> QuestionTable:
    told = {"id": "q", "outcome": "paid", "levers": ["frt_s"]}
    return as_model({**told, **keys}, QuestionTable)


def test_a_question_without_a_name_is_called_by_its_id() -> None:
    assert question().specification().name.en == "q"


def test_a_name_may_be_one_text_for_both_languages() -> None:
    assert question(name="Conversion").specification().name.zh == "Conversion"


@pytest.mark.parametrize(
    ("written", "read"),
    [("agent", ("agent", "")), (["agent"], ("agent", "")), (["a", "b"], ("a", "b"))],
)
def test_a_cluster_is_one_column_or_two(written: object, read: tuple[str, str]) -> None:
    asked = question(cluster=written).specification()

    assert (asked.cluster, asked.second_cluster) == read


def test_short_lists_are_terms_whose_form_the_column_decides() -> None:
    asked = question(confounders=["class"]).specification()

    assert [(t.column, t.role, t.as_held) for t in asked.terms] == [
        ("frt_s", Role.LEVER, True),
        ("class", Role.CONFOUNDER, True),
    ]


def test_a_stated_transform_is_not_decided_by_the_column() -> None:
    term = {"column": "x", "role": "lever", "transform": "spline", "knots": [0, 1, 2]}

    (made,) = question(levers=[], terms=[term]).specification().terms

    assert (made.transform, made.knots, made.as_held) == (Transform.SPLINE, (0, 1, 2), False)


def test_a_term_takes_role_and_indicator_from_the_columns() -> None:
    roles = {"frt_s": ColumnRole("frt_s", Role.LEVER, "frt")}

    (made,) = question(levers=[], terms=[{"column": "frt_s"}]).specification(roles).terms

    assert (made.role, made.indicator) == (Role.LEVER, "frt")


def test_every_key_of_a_specification_can_be_written() -> None:
    asked = question(
        family="hazard",
        duration="time",
        periods=[30, 90],
        errors="cr2",
        cluster="agent",
        interactions=[["frt_s", "time"]],
        fixed_effects=["week"],
        assignment="as_if_random",
        time="started",
        unseen="customer_id",
        promotion="is_618",
        value_cny=30,
    ).specification()

    assert asked.family is Family.HAZARD
    assert asked.periods == (30, 90)
    assert asked.errors is ErrorDefinition.CR2
    assert asked.assignment is Assignment.AS_IF_RANDOM
    assert (asked.interactions, asked.fixed_effects) == ((("frt_s", "time"),), ("week",))


def test_values_of_a_filter_may_be_flags_and_numbers() -> None:
    made = as_model({"column": "c", "values": [True, 1, 2.5, "x"]}, FilterTable)

    assert made.values == ("true", "1", "2.5", "x")


def test_a_layout_has_the_shops_zone_unless_it_says_another() -> None:
    assert as_model({}, LayoutTable).layout().timezone == "Asia/Shanghai"


def test_three_clusters_are_refused_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        'schema_version = 1\n[[evidence]]\nid = "q"\noutcome = "y"\nlevers = ["x"]\n'
        'cluster = ["a", "b", "c"]\n'
    )

    with pytest.raises(InputError) as refused:
        read_evidence_spec(path)

    assert refused.value.faults[0].place == "evidence[0].cluster (line 6)"
