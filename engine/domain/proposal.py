"""A change of weights that is proposed: from when, why, and never inside a running period."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.months import months_between
from engine.domain.texts import Sentence
from engine.domain.trigger_states import TriggerStates
from engine.domain.weights import WeightSet
from engine.errors import InputError

LEAST_MOVE = 1e-9  # a share that moves by less stays


class ProposalKind(StrEnum):
    """What a proposal answers to."""

    TRIGGER = "trigger"
    RELEASE = "release"
    RECALIBRATION = "recalibration"


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """New weights for a coming period; somebody has to approve them.

    Parameters
    ----------
    running_period, effective_from
        Months as ``2026-11``; the second is later than the first.
    before, after
        Weights in force, and those proposed, over the same indicators in the same order.
    reasons
        Sentences with their figures.
    state
        Of the triggers once the proposal is adopted; None for a recalibration.

    Raises
    ------
    InputError
        ``proposal.running_period`` when it would change weights inside the running period;
        ``weights.other_indicators`` when the two sets are over different indicators.
    """

    kind: ProposalKind
    policy: str
    running_period: str
    effective_from: str
    before: WeightSet
    after: WeightSet
    reasons: tuple[Sentence, ...]
    state: TriggerStates | None = None

    def __post_init__(self) -> None:
        if months_between(self.running_period, self.effective_from) < 1:
            running, effective = self.running_period, self.effective_from
            raise InputError("proposal.running_period", running=running, effective=effective)
        self.after.aligned(self.before.indicators)

    @property
    def moves(self) -> Mapping[str, float]:
        """Indicator -> change of share, for those that change."""
        after = self.after.aligned(self.before.indicators)
        changes = dict(
            zip(self.before.indicators, (after.shares - self.before.shares).tolist(), strict=True)
        )
        return {id_: change for id_, change in changes.items() if abs(change) > LEAST_MOVE}

    def weights_in(self, period: str) -> WeightSet:
        """Return the weights of a month once the proposal is adopted."""
        return self.before if months_between(self.effective_from, period) < 0 else self.after
