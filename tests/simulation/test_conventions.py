"""The order of events at equal times is rule M10, not an accident of this file."""

from engine.simulation.conventions import EventKind


def test_ends_come_first_then_duty_match_overflow_patience_bot_and_arrivals() -> None:
    assert [kind.name for kind in sorted(EventKind)] == [
        "SERVICE_END",
        "WRAP_UP_END",
        "DUTY_ON",
        "DUTY_OFF",
        "MATCH",
        "OVERFLOW",
        "PATIENCE_END",
        "BOT_END",
        "MESSAGE",
        "ARRIVAL",
    ]
