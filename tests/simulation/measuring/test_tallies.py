"""What is counted of contacts, by the cell of their arrival."""

import numpy as np

from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.measurement import measure_plan
from engine.simulation.measuring.rounds import responses_of, rounds_of
from engine.simulation.measuring.tallies import COUNTED, tallies_of
from tests.simulation.drawn_desks import drawn_desk, drawn_log


def test_all_ways_of_ending_make_up_the_arrivals_of_every_cell() -> None:
    scenario = drawn_desk(4)
    log, layout = drawn_log(scenario, 4), measure_plan(scenario).layout
    legs = leg_facts(scenario, log)
    facts = contact_facts(scenario, layout.bins, log, legs)
    responses = responses_of(layout, facts, legs, rounds_of(log, facts))

    tables = tallies_of(layout, facts, legs, responses, (30.0,))

    arrived = layout.summed(layout.cells(facts.arrival_bin, facts.kinds), np.ones(facts.kinds.size))
    assert np.array_equal(tables["arrived"], arrived)
    assert np.array_equal(tables["arrived"], sum(tables[name] for name in COUNTED.values()))
    assert (tables["answered_within_30"] <= tables["answered"]).all()
    assert (tables["stayed_30"] <= tables["entered"]).all()
