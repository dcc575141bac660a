"""The grade follows the assignment, and alarms bring it down to D."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.confounding import confounding
from engine.evidence.grade import Assignment, evidence_grade, rarer_events
from engine.evidence.regressions import fit_logit

Specify = Callable[..., Specification]
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)


@pytest.mark.parametrize(
    ("assignment", "letter"),
    [(Assignment.RANDOMISED, "A"), (Assignment.AS_IF_RANDOM, "B"), (Assignment.OBSERVED, "C")],
)
def test_assignment_gives_the_letter(
    assignment: Assignment, letter: str, small: ColumnTable, specify: Specify
) -> None:
    fit = fit_logit(small, specify("wait_s", FLAG))

    grade = evidence_grade(fit, confounding(fit, "flag"), assignment)

    assert grade.letter == letter
    assert [reason.severity for reason in grade.reasons] == ["note"]


def test_few_clusters_are_graded_d_even_if_randomised(bank: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(bank, specify("emp_var_rate", cluster="wave"))

    grade = evidence_grade(fit, assignment=Assignment.RANDOMISED)

    assert grade.letter == "D"
    assert [r.sentence.key for r in grade.reasons] == ["finding.evidence.too_few_clusters"]


def test_few_events_are_graded_d(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    y = (np.arange(400) % 21 == 0).astype(int)
    x = np.random.default_rng(6).normal(size=400)
    fit = fit_logit(tabulate({"y": y, "x": x, "agent": np.arange(400) % 50}), specify("x"))

    grade = evidence_grade(fit)

    assert rarer_events(fit) == 20
    assert grade.letter == "C"
    fewer = fit_logit(
        tabulate({"y": y * (np.arange(400) > 30), "x": x, "agent": np.arange(400) % 50}),
        specify("x"),
    )
    assert evidence_grade(fewer).letter == "D"


def test_lever_that_turns_its_sign_is_graded_d(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    rng = np.random.default_rng(8)
    mix = rng.integers(0, 2, 4000)
    x = rng.normal(size=4000) + 2.0 * mix
    y = rng.random(4000) < 1 / (1 + np.exp(-(3.0 * mix - 0.5 * x)))
    table = tabulate({"y": y, "x": x, "mix": mix, "agent": np.arange(4000) % 40})
    fit = fit_logit(table, specify("x", Term("mix", Role.CONFOUNDER, Transform.FLAG)))

    grade = evidence_grade(fit, confounding(fit, "mix"))

    assert grade.letter == "D"
    assert grade.reasons[0].sentence.key == "finding.evidence.sign_flips"
