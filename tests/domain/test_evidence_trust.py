"""What is said about trust is plain, named and comparable."""

from engine.domain.evidence_trust import BalanceRow, DriftWeek


def test_equal_figures_are_equal() -> None:
    first = DriftWeek(week="2026-W20", n=400, observed=0.3, expected=0.31, z=-0.4, alarm=False)

    assert first == DriftWeek("2026-W20", 400, 0.3, 0.31, -0.4, False)


def test_a_balance_row_holds_raw_and_adjusted_p() -> None:
    row = BalanceRow("customer_value", 1.2, 15.0, 0.02, 0.06, balanced=True)

    assert row.p_adjusted >= row.p_value
