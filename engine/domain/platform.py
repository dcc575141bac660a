"""What a platform counts: dated third-party facts, to be verified with the platform."""

from dataclasses import dataclass

from engine.domain.texts import Text


@dataclass(frozen=True, slots=True)
class PlatformRule:
    """One response-rate rule of one platform.

    ``unit`` is ``round``, ``contact``, ``session`` or ``customer_day``; ``threshold_s`` the
    seconds within which a unit counts as answered; hours are seconds of the local day,
    ``hours_start_s`` may exceed ``hours_end_s`` when the counted hours run over midnight;
    ``grade`` says how well the fact is known (a to d), with source and date.
    """

    id: str
    name: Text
    unit: str
    threshold_s: float
    hours_start_s: float
    hours_end_s: float
    bot_reply_counts: bool
    greeting_counts: bool
    offline_counts: bool
    window_days: int
    valid_from: str
    valid_to: str
    source: str
    source_date: str
    grade: str
    note: Text
