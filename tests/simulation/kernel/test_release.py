"""A freed slot meets the queue after all ends of the instant."""

from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, played, team


def test_slots_freed_at_one_instant_are_filled_by_the_longest_unchanged_first() -> None:
    busy = [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 0.0, "work_s": 60.0}]
    waiting = [{"arrival_s": 5.0}, {"arrival_s": 6.0}]

    log = played(desk(groups=[team(agents=2)]), [*busy, *waiting], contact_log)

    assert log.legs["released_s"][:2].tolist() == [60.0, 60.0]
    assert log.legs["agent"].tolist() == [0, 1, 0, 1]
