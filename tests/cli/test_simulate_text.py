"""What ``heng simulate`` tells a person, in both languages."""

from dataclasses import replace

import pytest

from engine.cli.simulate_text import findings_text
from engine.domain.targets import Comparison, Target
from engine.domain.texts import Language
from engine.services.simulations import SimulationFindings
from engine.simulation.comparison import paired_difference
from engine.simulation.findings import findings_of
from engine.simulation.precision import Precise
from engine.simulation.replications import simulate
from engine.simulation.verdicts import verdicts
from tests.simulation.desks import HOUR_S, desk, kind, team

SCENARIO = desk(
    kinds=[kind(rate_per_h=40.0)],
    groups=[team(agents=2)],
    horizon_s=2 * HOUR_S,
    targets=[
        Target("reply_rate", Comparison.AT_LEAST, 0.5, probability=0.999),
        Target("fcr", Comparison.AT_LEAST, 0.5),
    ],
)


@pytest.fixture(scope="module")
def found() -> SimulationFindings:
    result = simulate(SCENARIO, 1, 4)
    judged = verdicts(result, SCENARIO.targets)
    return SimulationFindings(result, findings_of(result), judged, None, None, (), ())


def test_targets_come_with_what_is_asked_and_how_many_days_are_missing(
    found: SimulationFindings,
) -> None:
    text = findings_text(found, 1.0, "en")

    assert "undecided  Reply rate >= 50%, whole day: met on 100.0% of days" in text
    assert "99.9% asked" in text
    assert "96 days more until the next look" in text
    assert "decided by an input of the scenario" in text


@pytest.mark.parametrize(
    ("language", "title", "caution"),
    [("en", "To know before reading", "Inputs of the scenario decide fcr"),
     ("zh", "看数字之前须知", "fcr 由场景的输入决定")],
)  # fmt: skip
def test_what_limits_the_figures_stands_before_them(
    found: SimulationFindings, language: Language, title: str, caution: str
) -> None:
    text = findings_text(found, 1.0, language)

    assert text.index(title) < text.index(caution) < text.index("50%")


def test_undecided_at_the_last_look_is_final(found: SimulationFindings) -> None:
    final = replace(found.targets[0], further=0)

    assert "undecided stands" in findings_text(replace(found, targets=(final,)), 1.0, "en")


def test_intervals_stay_within_what_the_unit_makes_possible(found: SimulationFindings) -> None:
    for line in findings_text(found, 1.0, "en").split("Measures of the day")[1].splitlines():
        assert "\u2212" not in line


def test_differences_and_precision_are_told(found: SimulationFindings) -> None:
    same = paired_difference(found.result, found.result, "day", "frt_mean_s")
    precise = Precise(found.result, 12.0, 0.5, 0.9929, 3, reached=False)
    told = replace(found, against=found.result, differences=(same,), precise=precise)

    text = findings_text(told, 1.0, "en")

    assert "Precision not reached: mean 12 \u00b1 0.5" in text
    assert "Mean first response: " in text.split("What differs over the day")[1]


@pytest.mark.parametrize(
    ("language", "of_hours", "of_days"),
    [("en", "4 replications of 2 h simulated", "4 days simulated"),
     ("zh", "4 次仿真（每次 2 小时）", "仿真 4 天")],
)  # fmt: skip
def test_only_a_horizon_of_24_hours_is_a_day(
    found: SimulationFindings, language: Language, of_hours: str, of_days: str
) -> None:
    day = replace(found.result, scenario=replace(SCENARIO, horizon_s=24 * HOUR_S))

    assert of_hours in findings_text(found, 1.0, language)
    assert of_days in findings_text(replace(found, result=day), 1.0, language)
