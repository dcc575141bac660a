"""The grade follows the assignment, and alarms bring it down to D."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.domain.specification import (
    Assignment,
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.evidence import regressions
from engine.evidence.confounding import confounding
from engine.evidence.grade import Grounds, evidence_grade, rarer_events

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)
KEY = "finding.evidence."
HILLSTROM = (
    Path(__file__).parents[1] / "cases" / "evidence-data" / "hillstrom_repurchase_rct.csv.gz"
)


def keys(found: Any) -> list[str]:
    return [reason.sentence.key.removeprefix(KEY) for reason in found.reasons]


@pytest.mark.parametrize(
    ("assignment", "dispatch", "letter", "reason"),
    [
        (Assignment.RANDOMISED, "", "A", "assignment_randomised"),
        (Assignment.AS_IF_RANDOM, "random", "B", "assignment_as_if_random"),
        (Assignment.AS_IF_RANDOM, "not_random", "C", "grade_dispatch_not_random"),
        (Assignment.AS_IF_RANDOM, "", "C", "grade_dispatch_not_shown"),
        (Assignment.OBSERVED, "random", "C", "assignment_observed"),
    ],
)
def test_assignment_gives_the_letter(
    assignment: Assignment,
    dispatch: str,
    letter: str,
    reason: str,
    small: ColumnTable,
    specify: Specify,
) -> None:
    fit = regressions.fit(small, specify("wait_s", FLAG, assignment=assignment))

    grade = evidence_grade(fit, confounding(fit, "flag"), Grounds(dispatch=dispatch))

    assert grade.letter == letter
    assert keys(grade)[0] == reason


def test_hillstrom_is_randomised_balanced_and_agrees_within_two_per_cent(
    tabulate: Tabulate, specify: Specify
) -> None:
    frame = pd.read_csv(HILLSTROM)
    table = tabulate({name: frame[name].to_numpy() for name in frame})
    terms = (
        Term("arm", Role.LEVER, Transform.CATEGORY, reference="none"),
        Term("recency", Role.CONFOUNDER),
        Term("history", Role.CONFOUNDER, Transform.LOG),
        Term("mens", Role.CONFOUNDER, Transform.FLAG),
        Term("womens", Role.CONFOUNDER, Transform.FLAG),
        Term("newbie", Role.CONFOUNDER, Transform.FLAG),
    )
    asked = specify(*terms, outcome="conversion", cluster="", assignment=Assignment.RANDOMISED)

    grade = evidence_grade(regressions.fit(table, asked))

    assert grade.letter == "A"
    assert keys(grade) == ["assignment_randomised", "balanced", "adjusted_agrees"]
    change = grade.reasons[2].sentence.values["change"]
    assert isinstance(change, float)
    assert 0 < change < 0.02


def test_arms_that_are_not_alike_are_graded_d(small: ColumnTable, specify: Specify) -> None:
    told = (small.column("wait_s") > 40).astype(np.float64)
    table = ColumnTable(small.labels, {**small.columns, "told": told})
    told_term = Term("told", Role.CONFOUNDER, Transform.FLAG)
    fit = regressions.fit(
        table, specify("wait_s", told_term, assignment=Assignment.RANDOMISED, cluster="")
    )

    grade = evidence_grade(fit)

    assert grade.letter == "D"
    assert keys(grade) == ["unbalanced"]


def test_post_treatment_alarm_takes_the_place_of_the_imbalance(
    small: ColumnTable, specify: Specify
) -> None:
    fit = regressions.fit(small, specify("wait_s", FLAG, assignment=Assignment.RANDOMISED))
    alarm = Finding("alarm", Sentence(f"{KEY}post_treatment", {"column": "flag", "p": 0.0}))

    grade = evidence_grade(fit, grounds=Grounds(alarms=(alarm,)))

    assert (grade.letter, grade.reasons) == ("D", (alarm,))


def test_randomised_lever_alone_says_that_nothing_was_compared(
    small: ColumnTable, specify: Specify
) -> None:
    fit = regressions.fit(small, specify("wait_s", assignment=Assignment.RANDOMISED))

    assert keys(evidence_grade(fit)) == ["assignment_randomised", "balance_unknown"]


def test_few_clusters_are_graded_d_even_if_randomised(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    asked = specify(*bank_terms, cluster="wave", assignment=Assignment.RANDOMISED)

    grade = evidence_grade(regressions.fit(bank, asked))

    assert grade.letter == "D"
    assert "too_few_clusters" in keys(grade)


def test_errors_made_for_few_clusters_lift_the_grade(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    fit = regressions.fit(bank, specify(*bank_terms, cluster="wave"))

    grade = evidence_grade(fit, grounds=Grounds(few_cluster_errors=True))

    assert grade.letter == "C"
    assert keys(grade) == ["assignment_observed", "few_clusters_shown"]


@pytest.mark.parametrize(("clusters", "letter"), [(9, "D"), (10, "C"), (30, "C")])
def test_below_ten_clusters_no_error_definition_helps(
    clusters: int, letter: str, small: ColumnTable, specify: Specify
) -> None:
    agent = np.arange(600) % clusters
    table = ColumnTable(small.labels, {**small.columns, "agent": agent})
    fit = regressions.fit(table, specify("wait_s", FLAG, errors=ErrorDefinition.CR2))

    assert evidence_grade(fit).letter == letter


def test_few_events_are_graded_d(tabulate: Tabulate, specify: Specify) -> None:
    y = (np.arange(600) % 20 == 0).astype(int)
    rng = np.random.default_rng(6)
    columns = {"x": rng.normal(size=600), "z": rng.normal(size=600), "agent": np.arange(600) % 50}
    terms = ("x", Term("z", Role.CONFOUNDER))

    fit = regressions.fit(tabulate({"y": y} | columns), specify(*terms))
    fewer = regressions.fit(tabulate({"y": y * (np.arange(600) > 15)} | columns), specify(*terms))

    assert (rarer_events(fit), evidence_grade(fit).letter) == (30, "C")
    assert (rarer_events(fewer), evidence_grade(fewer).letter) == (29, "D")


def test_scores_count_rows_and_counts_count_events(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(7)
    table = tabulate(
        {"y": rng.poisson(2.0, 300), "x": rng.normal(size=300), "agent": np.arange(300) % 50}
    )

    scores = regressions.fit(table, specify("x", family=Family.LINEAR))
    counts = regressions.fit(table, specify("x", family=Family.POISSON))

    assert rarer_events(scores) == 300
    assert rarer_events(counts) == table.column("y").sum()


def test_single_observed_column_is_raw(small: ColumnTable, specify: Specify) -> None:
    raw = regressions.fit(small, specify("wait_s"))
    within = regressions.fit(small, specify("wait_s", fixed_effects=("kind",), cluster="agent"))

    assert (evidence_grade(raw).letter, keys(evidence_grade(raw))) == ("D", ["raw"])
    assert evidence_grade(within).letter == "C"


def test_lever_that_turns_its_sign_is_graded_d(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    mix = rng.integers(0, 2, 4000)
    x = rng.normal(size=4000) + 2.0 * mix
    y = rng.random(4000) < 1 / (1 + np.exp(-(3.0 * mix - 0.5 * x)))
    table = tabulate({"y": y, "x": x, "mix": mix, "agent": np.arange(4000) % 40})
    fit = regressions.fit(table, specify("x", Term("mix", Role.CONFOUNDER, Transform.FLAG)))

    grade = evidence_grade(fit, confounding(fit, "mix"))

    assert grade.letter == "D"
    assert keys(grade) == ["sign_flips"]
