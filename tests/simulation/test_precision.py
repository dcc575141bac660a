"""Stopping by looking: as many replications as needed, and an interval that stays honest."""

import pytest

from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error
from engine.simulation.precision import (
    Precision,
    check_measured,
    looks_up_to,
    simulate_until_precise,
)
from engine.simulation.replications import simulate
from tests.simulation.desks import HOUR_S, desk, kind, team

SMALL = desk(kinds=[kind(rate_per_h=40.0)], groups=[team(agents=3)], horizon_s=HOUR_S)


def test_looks_double_and_end_at_the_most() -> None:
    assert looks_up_to(25) == (25,)
    assert looks_up_to(120) == (25, 50, 100, 120)


def test_it_stops_at_the_first_look_that_is_precise_enough() -> None:
    found = simulate_until_precise(simulate(SMALL, 1, 5), Precision("arrived", 1.0, most=1600))

    assert found.reached
    assert found.half_width <= 1.0
    assert found.result.replications in looks_up_to(1600)
    assert found.level == pytest.approx(1 - 0.05 / 7)
    before = simulate_until_precise(
        simulate(SMALL, 1, 5), Precision("arrived", 1.0, most=found.result.replications // 2)
    )
    assert not before.reached


def test_replications_that_exist_are_not_run_again() -> None:
    start = simulate(SMALL, 1, 40)

    found = simulate_until_precise(start, Precision("arrived", 100.0))

    assert found.result.replications == 40
    assert found.looks == 1


@pytest.mark.parametrize(("half_width", "most"), [(0.0, 100), (float("nan"), 100), (1.0, 10)])
def test_senseless_precision_is_refused(half_width: float, most: int) -> None:
    with pytest.raises(InputError, match=r"simulation\.precision"):
        Precision("arrived", half_width, most=most)


@pytest.mark.parametrize(
    ("measure", "scope", "code"),
    [
        ("frt_maen_s", "day", "simulation.measure_near"),
        ("zz", "day", "measure.unknown"),
        ("csat", "day", "simulation.day_lacks"),
        ("arrived", "wave:none", "simulation.not_measured"),
    ],
)
def test_what_will_not_be_measured_is_refused_before_a_run(
    measure: str, scope: str, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        check_measured(SMALL, Precision(measure, 1.0, scope))

    assert caught.value.code == code
    assert all(render_error(caught.value, language) for language in LANGUAGES)
