"""Columns that a plan names, and terms whose form nobody stated."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.specification import Transform
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.scheme_file import read_scheme
from engine.services.tables import opened_table
from engine.studies.evidence_columns import (
    asked_question,
    check_columns,
    held_transform,
    named_columns,
    scheme_roles,
)
from tests.studies.evidence_samples import SPEC, plan_of


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (np.array([0.0, 1.0, np.nan]), Transform.FLAG),
        (np.array([0.0, 2.0]), Transform.IDENTITY),
        (np.array([np.nan, np.nan]), Transform.IDENTITY),
        (np.array(["yes", "No", None], dtype=object), Transform.FLAG),
        (np.array(["a", "b"], dtype=object), Transform.CATEGORY),
    ],
)
def test_the_form_of_a_term_is_what_its_column_holds(values: np.ndarray, form: Transform) -> None:
    assert held_transform(values) is form


def test_every_missing_column_is_named_at_once(tmp_path: Path) -> None:
    plan = plan_of(SPEC, tmp_path)
    (tmp_path / "t.csv").write_text("agent,paid\na,1\n")

    with (
        opened_table(tmp_path / "t.csv") as source,
        pytest.raises(InputError) as refused,
    ):
        check_columns(source, plan)

    lacking = {fault.value for fault in refused.value.faults}
    assert lacking == {"frt_s", "duration", "day", "solved", "customer_value", "kind", "same"}
    assert refused.value.faults[0].file == "t.csv"


def test_a_form_that_nobody_stated_is_said(tmp_path: Path) -> None:
    text = SPEC.split("[[evidence]]")
    plan = plan_of(text[0] + '[[evidence]]\nid = "q"\noutcome = "y"\nlevers = ["x"]\n', tmp_path)
    (tmp_path / "t.csv").write_text("y,x\n1,a\n0,b\n1,b\n")

    with opened_table(tmp_path / "t.csv") as source:
        question = asked_question(source, plan.specifications[0], (), np.array([4]))

    assert question.specification.terms[0].transform is Transform.CATEGORY
    assert question.notes[0].sentence.key == "finding.evidence.held_category"
    assert question.table.labels.tolist() == [2, 3]


def test_a_scheme_says_what_its_indicators_columns_are() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")

    assert scheme_roles(scheme.tree)["frt_s"].indicator == "frt"
    assert scheme_roles(None) == {}


def test_the_columns_that_a_plan_names(tmp_path: Path) -> None:
    assert {"agent", "paid"} <= named_columns(plan_of(SPEC, tmp_path))
