"""What followed contacts, counted in the cell of their arrival."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.measures import OUTCOME_MEASURES
from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.followed_tallies import followed_tables
from engine.simulation.measuring.measurement import measure_plan, measured
from engine.simulation.measuring.outcomes import outcomes_of
from engine.simulation.measuring.rounds import rounds_of
from tests.simulation.drawn_desks import OUTCOMES, drawn_desk, drawn_log


def test_tables_count_what_followed() -> None:
    scenario = drawn_desk(6)
    log, layout = drawn_log(scenario, 6), measure_plan(scenario).layout
    facts = contact_facts(scenario, layout.bins, log, leg_facts(scenario, log))
    found = outcomes_of(scenario, facts, rounds_of(log, facts), seed=6, replication=0)
    assert found is not None

    tables = followed_tables(OUTCOMES, layout, facts, found)

    within = (facts.arrival_bin >= 0) & (facts.arrival_bin < layout.bins.count)
    assert tables["ordered"].sum() == (found.ordered & within).sum()
    assert tables["rated"].sum() == (found.rated & within).sum() > 0
    lost = int((found.wanted & within).sum()) - int((found.ordered & within).sum())
    assert tables["lost"].sum() == lost
    assert np.array_equal(tables["lost_cny"], 100.0 * tables["lost"])


@pytest.mark.parametrize(
    ("model", "unknown"),
    [
        ("satisfaction", {"csat"}),
        (
            "conversion",
            {"conversion", "orders", "silent_orders", "lost_orders", "lost_sales_cny"}
            | {"return_share"},
        ),
        ("complaint", {"complaint"}),
    ],
)
def test_an_outcome_without_a_model_is_unknown_and_not_nothing(
    model: str, unknown: set[str]
) -> None:
    scenario = replace(drawn_desk(6), outcomes=replace(OUTCOMES, **{model: None}), targets=())
    plan = measure_plan(scenario)

    day = measured(scenario, plan, drawn_log(scenario, 6), seed=6, replication=0)[0]

    found = dict(zip(plan.ids, day.tolist(), strict=True))
    assert {id_ for id_ in OUTCOME_MEASURES if np.isnan(found[id_])} == unknown
