"""What a quarterly recalibration of weights answers, indicator by indicator."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.proposal import Proposal
from engine.domain.texts import Finding, Sentence, Text


class Outcome(StrEnum):
    """What a recalibration answers."""

    CHANGE = "change"
    KEEP = "keep"
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"  # no draws and no intervals: noise cannot be told from change
    UNDATED = "undated"  # a change, yet no day was given that says from when


@dataclass(frozen=True, slots=True)
class RecalibrationRow:
    """One indicator: its share in force, the one recommended, and how sure the direction is.

    ``low`` and ``high`` are the central 95 % interval of the admissible share over the draws;
    ``support`` is the share of draws that move it the same way as the recommendation, one
    further draw counted against it (None without draws, or where it recommends no move).
    ``proposed`` is the incumbent share where nothing is proposed.
    """

    indicator: str
    name: Text
    incumbent: float
    recommended: float
    proposed: float
    low: float | None
    high: float | None
    support: float | None
    is_clear: bool


@dataclass(frozen=True, slots=True, eq=False)
class Recalibration:
    """A quarter's answer.

    ``joint`` is the share of draws in which every clear indicator moves its way at once (None
    where none is clear); ``needed`` the support that an indicator must have to be clear;
    ``earliest`` the first month from which a change may be in force.
    """

    policy: str
    outcome: Outcome
    running_period: str
    earliest: str
    dead_band: float
    needed: float
    draws: int
    joint: float | None
    rows: tuple[RecalibrationRow, ...]
    proposal: Proposal | None
    summary: Sentence
    findings: tuple[Finding, ...]
