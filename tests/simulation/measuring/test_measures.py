"""What each measure divides by what; the page for readers names every one."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.measures import MEASURES, OUTCOME_MEASURES, THRESHOLD_MEASURES
from engine.domain.outcomes import Outcomes
from engine.domain.staffing import LearningStep, Skill
from engine.domain.targets import Comparison, Target
from engine.errors import InputError
from engine.files.platform_file import shipped_platforms
from engine.simulation.conventions import Outcome
from engine.simulation.measuring.measurement import measure_plan, measured
from engine.simulation.measuring.measures import (
    BY_INDICATOR,
    QUANTILES,
    RATIOS,
    is_assumed_in,
    measure_ids,
    platform_rules,
    ratio_of,
    unit_of,
)
from tests.simulation.desks import desk, kind, played, team

RULES = {rule.id: rule for rule in shipped_platforms()}


def target(measure: str) -> Target:
    return Target(measure, Comparison.AT_LEAST, 0.9)


class TestOneAgent:
    """One agent with one slot, from 0: three are served, one hangs up after 45 s, one waits."""

    scenario = desk(horizon_s=3_600.0, groups=[team(shifts=[(0.0, 150.0)])])
    contacts = (
        {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 20.0},
        {"arrival_s": 60.0, "work_s": 30.0, "reply_s": 30.0},
        {"arrival_s": 70.0, "work_s": 40.0, "reply_s": 10.0, "solved": 1.0},
        {"arrival_s": 80.0, "patience_s": 45.0},
        {"arrival_s": 100.0},
    )

    @pytest.mark.parametrize(
        ("measure", "expected"),
        [
            ("arrived", 5),
            ("offered", 5),
            ("served", 3),
            ("abandoned", 1),
            ("still_open", 1),
            ("frt_mean_s", (20 + 70 + 70) / 3),
            ("frt_p50_s", 70),
            ("frt_max_s", 70),
            ("art_mean_s", (20 + 70 + 70) / 3),
            ("wait_mean_s", (0 + 40 + 60 + 45) / 4),
            ("wait_served_mean_s", (0 + 40 + 60) / 3),
            ("wait_probability", 4 / 5),
            ("reply_rate", 3 / 5),
            ("abandonment", 1 / 5),
            ("handle_mean_s", (100 + 30 + 40) / 3),
            ("resolution_mean_s", (100 + 70) / 2),
            ("fcr", 2 / 3),
            ("repeat", 0.0),
            ("frt_attainment_60_s", 1 / 5),
            ("frt_attainment_70_s", 3 / 5),
            ("answered_within_30_s", 1),
            ("answered_within_60_s", 3),
            ("service_level_30_s", 1 / 5),
            ("service_level_60_s", 3 / 4),  # who hung up at 45 s is left out
            ("service_level_offered_60_s", 3 / 5),
        ],
    )
    def test_measure_is_what_its_definition_counts(self, measure: str, expected: float) -> None:
        chat = kind(repeat=kind().repeat.__class__(0.9))
        scenario = desk(
            kinds=[chat], groups=self.scenario.staffing.groups, targets=[target(measure)]
        )
        plan = measure_plan(scenario)

        log = played(scenario, self.contacts)
        found = measured(scenario, plan, log, seed=0, replication=0)

        assert found[0, plan.ids.index(measure)] == pytest.approx(expected)


def test_nothing_to_count_gives_no_share_and_no_mean() -> None:
    scenario = desk()
    plan = measure_plan(scenario)

    table = measured(scenario, plan, played(scenario, []), seed=0, replication=0)

    found = dict(zip(plan.ids, table[0].tolist(), strict=True))
    counts = [outcome.name for outcome in Outcome]
    assert len(counts) == 8
    assert found["arrived"] == found["served"] == found["queue_max"] == 0
    assert found["empty_probability"] == 1
    for id_ in ("frt_mean_s", "frt_p90_s", "abandonment", "fcr", "service_level_30_s", "blocking"):
        assert found[id_] != found[id_]


def test_every_measure_of_the_list_is_computed() -> None:
    assert {*RATIOS, *QUANTILES, *BY_INDICATOR} == set(MEASURES)


def test_thresholds_of_targets_are_measured_too() -> None:
    assert "frt_attainment_45_s" in measure_ids(desk(targets=[target("frt_attainment_45_s")]))
    assert ratio_of("answered_within_20_s") == ("answered_within_20", "one")


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(InputError, match="fame"):
        measure_ids(desk(targets=[target("fame")]))


@pytest.mark.parametrize("measure", ["csat", "platform_rate:taobao-3min", "rate_3min"])
def test_what_the_scenario_does_not_model_cannot_be_promised(measure: str) -> None:
    with pytest.raises(InputError, match=r"measure\.not_modelled"):
        measure_ids(desk(targets=[target(measure)]))


@pytest.mark.parametrize("measure", ["csat", "orders", "return_share", "complaint"])
def test_an_outcome_without_its_model_cannot_be_promised(measure: str) -> None:
    with pytest.raises(InputError, match=r"measure\.not_modelled"):
        measure_ids(desk(targets=[target(measure)], outcomes=Outcomes("scenario")))


def test_what_agents_do_cannot_be_promised_for_a_class() -> None:
    wanted = replace(target("occupancy"), contact_class="chat")

    with pytest.raises(InputError, match=r"measure\.of_agents"):
        measure_ids(desk(targets=[wanted]))
    assert measure_ids(desk(targets=[replace(wanted, contact_class="", group="team")]))


def test_outcomes_are_left_out_where_none_are_modelled() -> None:
    assert not set(OUTCOME_MEASURES) & set(measure_ids(desk()))


def test_each_platform_rule_is_a_measure_and_the_first_defines_the_indicator() -> None:
    rules = (RULES["jd-mean"], RULES["douyin-3min"], RULES["taobao-3min"])

    found = platform_rules(desk(platform_rules=rules))

    assert {id_: rule.id for id_, rule in found.items()} == {
        "platform_mean_s:jd-mean": "jd-mean",
        "platform_rate:douyin-3min": "douyin-3min",
        "platform_rate:taobao-3min": "taobao-3min",
        "rate_3min": "douyin-3min",
    }


def test_the_unit_follows_from_the_id() -> None:
    assert unit_of("service_level_30_s") == "share"
    assert unit_of("platform_mean_s:jd-mean") == "s"


@pytest.mark.parametrize(
    "effect",
    [
        {"pressure": (0.9,)},
        {"skills": (Skill("chat", solved_factor=0.8),)},
        {"learning": (LearningStep(0.0, 1.0, 0.9),)},
    ],
)
def test_first_contact_resolution_is_found_where_it_depends_on_who_serves(
    effect: dict[str, object],
) -> None:
    assert is_assumed_in(desk(), "fcr")
    assert not is_assumed_in(desk(), "frt_mean_s")
    assert not is_assumed_in(desk(groups=[team(**effect)]), "fcr")
    assert is_assumed_in(desk(groups=[team(**effect)]), "csat")


def test_the_page_for_readers_names_every_measure() -> None:
    page = (Path(__file__).parents[3] / "docs" / "measures.md").read_text(encoding="utf-8")

    listed = set(re.findall(r"`([a-z0-9_]+)`", page.partition("# Measures of the simulation")[2]))

    assert set(MEASURES) <= listed
    for name in THRESHOLD_MEASURES:
        assert any(id_.startswith(f"{name}_") for id_ in listed)


def test_costs_are_measured_where_a_group_has_a_price() -> None:
    free, paid = desk(), desk(groups=[replace(team(), cost_per_contact=2.0)])
    target = Target("cost_cny", Comparison.AT_MOST, 100.0)

    assert "cost_cny" not in measure_ids(free)
    assert "cost_cny" in measure_ids(paid)
    with pytest.raises(InputError, match=r"measure\.not_modelled"):
        measure_ids(replace(free, targets=(target,)))
