"""The rows of the compiled engine: short enough for the processor's cache."""

from engine.simulation.kernel import centre


def test_contacts_and_agents_fill_one_line_of_the_cache() -> None:
    assert (centre.LIVE.itemsize, centre.AGENT.itemsize) == (64, 64)


def test_an_event_is_a_time_and_a_key() -> None:
    assert centre.EVENT.itemsize == 16
