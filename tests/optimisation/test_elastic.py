"""The programme in which rules give way, and the arithmetic on its answers."""

import numpy as np
import pytest

from engine.domain.texts import Text
from engine.optimisation.elastic import (
    elastic_program,
    fewest_program,
    misses,
    shares_of,
    slacks_by_rule,
)
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import solve


def admitting(grid: float | None = None) -> AdmissibleSet:
    """Ask a floor of 0.3 and a cap of 0.2 on the first leaf; the second pair is fixed at 0.75."""
    name = Text("a", "a")
    return AdmissibleSet(
        "p",
        ("a", "b", "c"),
        (
            WeightRule(RuleKind.FLOOR, "a", name, (0,), 0.3),
            WeightRule(RuleKind.CAP, "a", name, (0,), 0.2),
            WeightRule(RuleKind.GROUP_FIXED, "bc", name, (1, 2), 0.75),
        ),
        grid,
    )


def test_the_least_total_violation_is_the_gap_of_the_rules() -> None:
    solution = solve(elastic_program(admitting()))

    assert solution.record.objective == pytest.approx(0.1, abs=1e-9)


def test_on_a_grid_shares_are_whole_steps() -> None:
    """In tenths the fixed 0.75 misses by 0.05 besides."""
    admissible = admitting(0.1)

    solution = solve(elastic_program(admissible))

    assert solution.record.objective == pytest.approx(0.15, abs=1e-9)
    steps = 10 * shares_of(admissible, solution.point)
    assert steps == pytest.approx(np.rint(steps), abs=1e-12)
    assert slacks_by_rule(admissible, solution.point).sum() == pytest.approx(0.15, abs=1e-12)


def test_hard_rules_do_not_give_way() -> None:
    program = elastic_program(admitting(), hard=(0, 2))

    solution = solve(program)

    assert solution.record.why == "infeasible"  # 0.3 + 0.75 > 1


def test_the_fewest_rules_give_way_within_a_total() -> None:
    """With 0.15 in all two rules are enough: a's bounds, or one of them and the fixed pair."""
    admissible = admitting()

    solution = solve(fewest_program(admissible, 0.15 + 1e-9))

    assert solution.record.proven
    assert np.count_nonzero(slacks_by_rule(admissible, solution.point) > 1e-7) == 2


def test_misses_have_the_sign_of_the_side() -> None:
    shares = np.array([0.25, 0.5, 0.25])

    assert misses(admitting(), shares) == pytest.approx([-0.05, 0.05, 0.0])
    assert misses(admitting(), np.array([0.1, 0.6, 0.3])) == pytest.approx([-0.2, 0.0, 0.15])
