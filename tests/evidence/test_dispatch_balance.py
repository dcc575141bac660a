"""Balance against published and exact routes, and its false alarm."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from engine.domain.evidence_trust import BalanceRow
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.dispatch_balance import (
    MOST_LEVELS,
    balance_row,
    holm,
    judged_together,
    permutation_p_value,
    scores_of,
    seats_of,
    smallest_imbalance,
    stratified_statistic,
)
from engine.evidence.dispatch_windows import DispatchRows, dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt, with_columns


def rows_of(table: ColumnTable) -> DispatchRows:
    return dispatch_rows(table, PLAIN)


def test_two_agents_and_a_flag_are_the_cochran_mantel_haenszel_test() -> None:
    rng = np.random.default_rng(1)
    rows = rows_of(dealt(rng, 3000, pools=1, agents=2))
    flag = (rng.random(len(rows)) < 0.4).astype(float)

    found = stratified_statistic(rows, seats_of(rows), flag[:, None])

    tables = np.zeros((2, 2, rows.windows))
    np.add.at(tables, (rows.agent, flag.astype(int), rows.window), 1)
    same = StratifiedTable(tables).test_null_odds(correction=False)
    assert found.statistic == pytest.approx(same.statistic)
    assert found.p_value == pytest.approx(same.pvalue)
    assert found.degrees == 1


def test_one_window_and_a_number_is_one_way_analysis_by_rank_of_variance() -> None:
    """In one window Q is (n - 1) eta^2, by the analysis of variance."""
    rng = np.random.default_rng(2)
    n = 60
    table = dealt(rng, n, pools=1, agents=4)
    rows = rows_of(with_columns(table, time_s=np.arange(n) * 1.0))
    values = rng.normal(0, 1, len(rows))

    found = stratified_statistic(rows, seats_of(rows), values[:, None])

    f = stats.f_oneway(*(values[rows.agent == each] for each in range(4))).statistic
    eta = f * 3 / (f * 3 + n - 4)
    assert found.statistic == pytest.approx((n - 1) * eta)
    assert found.degrees == 3


def test_permutation_and_chi_squared_agree() -> None:
    rng = np.random.default_rng(3)
    rows = rows_of(dealt(rng, 4000))
    kind = scores_of(np.array(["a", "b", "c"], dtype=object)[rng.integers(0, 3, len(rows))])

    exact = permutation_p_value(rows, kind, rng)
    found = stratified_statistic(rows, seats_of(rows), kind)

    assert found.degrees == 2 * 12
    assert found.p_value == pytest.approx(exact, abs=0.08)


def test_p_values_are_even_where_dispatch_is_random() -> None:
    """Kolmogorov-Smirnov on 100 samples at 1e-4."""
    rng = np.random.default_rng(4)
    p_values = []
    for _ in range(100):
        rows = rows_of(dealt(rng, 1500))
        scores = rng.exponential(1, len(rows))
        p_values.append(stratified_statistic(rows, seats_of(rows), scores[:, None]).p_value)

    assert stats.kstest(p_values, "uniform").pvalue > 1e-4


def test_a_picked_covariate_is_seen_and_the_pools_own_level_is_not() -> None:
    rng = np.random.default_rng(5)
    table = dealt(rng, 6000)
    first = np.array([name.endswith(("0", "5")) for name in table.column("agent")])
    picked = table.column("value") + 0.3 * first
    rows = rows_of(table)

    assert balance_row(rows, "picked", picked, rng).p_value < 1e-6
    assert balance_row(rows, "value", table.column("value"), rng).p_value > 0.01


def test_contacts_without_the_covariate_are_left_out() -> None:
    rng = np.random.default_rng(6)
    table = dealt(rng, 3000)
    rows, column = rows_of(table), table.column("value").copy()
    column[::3] = np.nan

    assert 0 < balance_row(rows, "value", column, rng).p_value <= 1


def test_a_covariate_that_never_varies_is_named() -> None:
    rng = np.random.default_rng(7)
    table = dealt(rng, 1000)

    with pytest.raises(InputError, match=r"dispatch_covariate.*'pool'"):
        balance_row(rows_of(table), "pool", table.column("pool"), rng)


def test_rare_levels_are_counted_as_one() -> None:
    names = np.array([f"k{min(each, 30)}" for each in np.arange(200) % 40], dtype=object)

    assert scores_of(names).shape == (200, MOST_LEVELS - 1)


def test_the_smallest_imbalance_is_seen_with_its_power() -> None:
    """150 samples at the stated imbalance, 0.80 expected: within 0.13, four errors."""
    rng = np.random.default_rng(8)
    rows = rows_of(dealt(rng, 1500))
    seats, smallest = seats_of(rows), smallest_imbalance(rows)
    seen = 0
    for _ in range(150):
        shift = rng.normal(0, smallest, len(rows.agents))
        values = shift[rows.agent] + rng.normal(0, 1, len(rows))
        seen += stratified_statistic(rows, seats, values[:, None]).p_value < 0.05

    assert seen / 150 == pytest.approx(0.80, abs=0.13)


def test_holm_is_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_rows_are_judged_together() -> None:
    one = BalanceRow("x", 1.0, 1.0, 0.03, 0.03, balanced=True)

    assert judged_together([one])[0].balanced is False
    assert all(row.balanced for row in judged_together([one, one]))
