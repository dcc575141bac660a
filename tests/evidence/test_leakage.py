"""What the data say against a column: too good to be true, or moved by the randomised arm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import Assignment, Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.leakage import alarms, auc_jumps, balance, leakage
from engine.evidence.regressions import fit
from engine.evidence.roles import check_roles
from engine.example.contacts import column_table, draw_contacts
from engine.example.world import shop_world

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
HILLSTROM = (
    Path(__file__).parents[1] / "cases" / "evidence-data" / "hillstrom_repurchase_rct.csv.gz"
)
ARM = Term("arm", Role.LEVER, Transform.CATEGORY, reference="none")
VISIT = Term("visit", Role.CONFOUNDER, Transform.FLAG)
KNOWN = (Term("recency", Role.CONFOUNDER), Term("newbie", Role.CONFOUNDER, Transform.FLAG))


@pytest.fixture(scope="module")
def e_mails(tabulate: Tabulate) -> ColumnTable:
    """Every fourth customer of the randomised campaign."""
    frame = pd.read_csv(HILLSTROM).iloc[::4]
    return tabulate({name: frame[name].to_numpy() for name in frame})


def test_call_duration_is_too_good_to_be_true(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    duration = Term("duration", Role.CONFOUNDER, Transform.LOG1P)
    asked = specify(*bank_terms, duration, cluster="wave")
    found = fit(bank, asked)

    rows = leakage(found, check_roles(bank, asked), np.random.default_rng(1), bank.column("wave"))

    by_column = {row.column: row for row in rows}
    told = [f.sentence.key for f in by_column["duration"].findings]
    assert told == ["finding.evidence.looks_outcome_derived", "finding.evidence.too_good"]
    assert by_column["duration"].auc_jump == pytest.approx(0.1515, abs=5e-4)
    assert alarms(rows) == by_column["duration"].findings[1:]


def test_nothing_known_before_the_call_is_flagged(
    bank: ColumnTable, bank_terms: tuple[Term, ...], specify: Specify
) -> None:
    asked = specify(*bank_terms, cluster="wave")

    rows = leakage(fit(bank, asked), check_roles(bank, asked), np.random.default_rng(1))

    assert alarms(rows) == ()
    jumps = {row.column: row.auc_jump for row in rows if row.auc_jump is not None}
    assert max(jumps, key=lambda column: jumps[column]) == "emp_var_rate"


def test_visit_after_the_randomised_e_mail_is_alarmed(
    e_mails: ColumnTable, specify: Specify
) -> None:
    asked = specify(
        ARM, *KNOWN, VISIT, outcome="spent", cluster="", assignment=Assignment.RANDOMISED
    )
    rng = np.random.default_rng(2)
    spent = (e_mails.column("spend") > 0) | (rng.random(len(e_mails)) < 0.001)
    table = ColumnTable(e_mails.labels, {**e_mails.columns, "spent": spent.astype(np.float64)})

    rows = leakage(fit(table, asked), check_roles(table, asked), rng)

    told = {row.column: [f.sentence.key for f in row.findings] for row in rows}
    assert told["visit"] == [
        "finding.evidence.looks_mediator",
        "finding.evidence.too_good",
        "finding.evidence.post_treatment",
    ]
    assert told["recency"] == told["newbie"] == told["arm"] == []


def test_columns_known_before_a_randomised_e_mail_are_balanced(
    e_mails: ColumnTable, specify: Specify
) -> None:
    found = fit(e_mails, specify(ARM, *KNOWN, outcome="conversion", cluster=""))

    rows = balance(found)

    assert [row.covariate for row in rows] == ["recency", "newbie"]
    assert all(row.balanced for row in rows)


def test_balance_statistic_is_the_robust_f_of_an_independent_route(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", Term("flag", Role.CONFOUNDER, Transform.FLAG), cluster=""))
    made = found.design.matrix
    other = OLS(made[:, 2], made[:, :2]).fit(cov_type="HC1")

    row = balance(found)[0]

    assert row.statistic == pytest.approx(float(other.tvalues[1]) ** 2, rel=1e-9)
    assert row.p_value == pytest.approx(float(other.pvalues[1]), rel=1e-9)


def test_randomised_levers_are_not_tried(small: ColumnTable, specify: Specify) -> None:
    asked = specify("wait_s", "flag", assignment=Assignment.AS_IF_RANDOM)

    assert auc_jumps(fit(small, asked), np.random.default_rng(1)) == ()


def test_copy_of_a_score_is_too_good_to_be_true(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(3)
    score, x = rng.normal(size=500), rng.normal(size=500)
    table = tabulate({"y": score + 0.1 * x, "x": x, "copy": score, "agent": np.arange(500) % 50})
    found = fit(table, specify("x", "copy", family=Family.LINEAR))

    jumps = {jump.column: jump for jump in auc_jumps(found, rng)}

    assert jumps["copy"].too_good
    assert not jumps["x"].too_good


@pytest.mark.parametrize("family", [Family.LOGIT, Family.LINEAR])
def test_two_copies_of_a_leak_hide_behind_each_other_and_are_alarmed(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(6)
    x, wave = rng.normal(size=900), rng.normal(size=900)
    y = (x + rng.normal(size=900) > 0) * 1.0 if family is Family.LOGIT else x + 2 * wave
    first, second = (y + rng.normal(0, 0.3, 900) for _ in range(2))
    columns = {"y": y, "x": x, "first": first, "second": second, "agent": np.arange(900) % 50}
    table = tabulate(columns)
    asked = specify("x", "first", "second", family=family)

    rows = leakage(fit(table, asked), check_roles(table, asked), rng)

    told = {row.column: [f.sentence.key for f in row.findings] for row in rows if row.findings}
    alarm = ["finding.evidence.too_good_alone"]
    assert told == {"first": alarm, "second": alarm}


def test_leak_into_a_score_that_is_mostly_at_its_maximum_is_alarmed(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=900)
    csat = np.clip(np.round(5.4 + 0.5 * x + rng.normal(size=900)), 1, 5)
    leak = csat + rng.normal(0, 0.2, 900)
    table = tabulate({"csat": csat, "x": x, "leak": leak, "agent": np.arange(900) % 50})
    asked = specify("x", "leak", outcome="csat", family=Family.LINEAR)

    rows = leakage(fit(table, asked), check_roles(table, asked), rng)

    assert np.median(csat) == csat.max()
    assert [f.sentence.key for f in alarms(rows)] == ["finding.evidence.too_good_score"]
    assert [row.column for row in rows if row.findings] == ["leak"]
    assert all(row.auc_jump is None for row in rows)


@pytest.mark.parametrize("family", [Family.LINEAR, Family.POISSON])
def test_one_ordinary_term_of_a_score_or_count_is_not_too_good(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=900)
    y = rng.poisson(np.exp(0.6 * x)) if family is Family.POISSON else x + rng.normal(0, 1.3, 900)
    table = tabulate({"y": y, "x": x, "agent": np.arange(900) % 50})

    (jump,) = auc_jumps(fit(table, specify("x", family=family)), rng)

    assert 0.2 < jump.in_sample < 0.5
    assert not jump.too_good


def test_too_few_rows_set_aside_leave_the_jump_to_the_sample(
    cases: dict[str, dict[str, Any]], tabulate: Tabulate, specify: Specify
) -> None:
    columns = cases["spector_logit_ame"]["data"]["columns"]
    found = fit(tabulate(columns), specify("GPA", "PSI", outcome="GRADE", cluster=""))

    jumps = auc_jumps(found, np.random.default_rng(1))

    assert all(jump.held_out is None for jump in jumps)


VALUE = Term("customer_value", Role.CONFOUNDER)
SOLVED = Term("solved", Role.LEVER, Transform.FLAG)
ATTITUDE = Term("attitude", Role.LEVER, Transform.SCALE, shift=82.0, unit=10.0)
FIRST = Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0)
CLASS = Term("contact_class", Role.CONFOUNDER, Transform.CATEGORY, reference="product")


@pytest.fixture(scope="module")
def shop() -> ColumnTable:
    names = ("paid", "csat", "repurchase_90d", "frt_s", "solved", "attitude", "customer_value")
    contacts = draw_contacts(shop_world(10_001), 20_000, seed=1, thin=True)
    flags = ("presale", "bot_ended", "attempt", "rated", "contact_class", "agent")
    table = column_table(contacts, (*names, *flags))
    return table.where((table.column("bot_ended") == 0) & (table.column("attempt") == 1))


@pytest.mark.parametrize(
    ("outcome", "among", "terms"),
    [
        ("paid", "presale", (FIRST, CLASS, VALUE)),
        ("repurchase_90d", "attempt", (SOLVED, ATTITUDE, VALUE)),
        ("csat", "rated", (FIRST, SOLVED, ATTITUDE, VALUE)),
    ],
)
def test_nothing_of_the_example_is_flagged(
    outcome: str, among: str, terms: tuple[Term, ...], shop: ColumnTable, specify: Specify
) -> None:
    table = shop.where(shop.column(among) == 1)
    score = 4.0 if outcome == "csat" else None
    asked = specify(*terms, outcome=outcome, outcome_at_least=score)

    rows = leakage(fit(table, asked), check_roles(table, asked), np.random.default_rng(1))

    assert [finding for row in rows for finding in row.findings] == []


@pytest.mark.parametrize(
    ("stated", "role", "graded"),
    [(True, "confounder", False), (False, "confounder", True), (True, "lever", True)],
)
def test_a_confounder_stated_as_known_before_is_alarmed_but_not_graded_down(
    stated: bool, role: str, graded: bool, tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    x, strong = rng.normal(size=(2, 900))
    y = (strong + 0.5 * rng.normal(size=900) > 0) * 1.0
    table = tabulate({"y": y, "x": x, "strong": strong, "agent": np.arange(900) % 50})
    asked = specify("x", Term("strong", Role(role)))
    columns = (ColumnRole("strong", Role(role)),) if stated else ()

    rows = leakage(fit(table, asked), check_roles(table, asked, columns), rng)

    told = [f.sentence.key for row in rows if row.column == "strong" for f in row.findings]
    assert "finding.evidence.too_good" in told
    assert ("finding.evidence.stated_before" in told) is not graded
    assert bool(alarms(rows)) is graded
