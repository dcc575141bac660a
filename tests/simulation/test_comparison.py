"""Two plans under the same customers: the pairs say more than two separate samples."""

from dataclasses import replace

import pytest

from engine.domain.staffing import StaffingPlan
from engine.errors import InputError
from engine.simulation.comparison import paired_difference
from engine.simulation.replications import simulate
from tests.simulation.desks import HOUR_S, desk, kind, team

TEN = desk(
    kinds=[kind(rate_per_h=250.0, patience_s=300.0)],
    groups=[team(agents=10)],
    horizon_s=2 * HOUR_S,
    busyness_shape=30.0,
)
TWELVE = replace(TEN, staffing=StaffingPlan((team(agents=12),)))


def test_common_customers_make_the_difference_sharper() -> None:
    first, second = simulate(TEN, 3, 40), simulate(TWELVE, 3, 40)

    found = paired_difference(first, second, "day", "abandonment")

    assert found.difference.mean == pytest.approx(found.second.mean - found.first.mean)
    assert found.difference.mean + found.difference.half_width < 0
    assert found.variance_ratio > 3
    assert found.pairs_lost == 0


def test_a_plan_against_itself_differs_nowhere() -> None:
    same = simulate(TEN, 3, 5)

    found = paired_difference(same, same, "day", "frt_mean_s")

    assert (found.difference.mean, found.difference.half_width) == (0.0, 0.0)


@pytest.mark.parametrize(("seed", "replications"), [(4, 3), (3, 2)])
def test_what_is_not_paired_is_refused(seed: int, replications: int) -> None:
    with pytest.raises(InputError, match=r"simulation\.not_paired"):
        paired_difference(
            simulate(TEN, 3, 3), simulate(TEN, seed, replications), "day", "abandonment"
        )
