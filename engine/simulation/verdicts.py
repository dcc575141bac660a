"""Whether a target holds: never from a mean alone (rule M12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc, betaincinv

from engine.domain.targets import Comparison, Target
from engine.errors import InputError
from engine.simulation.estimates import Estimated, estimate
from engine.simulation.measuring.measures import is_assumed_in
from engine.simulation.measuring.scopes import target_keys
from engine.simulation.replications import SimulationResult

# looking after every replication would call 26 % of borderline targets held (measured)
LOOKS = (100, 200, 400, 800, 1600)
FALSE_ALARM = 0.01  # one-sided, at each look
INTERVAL_LEVEL = 0.95


class Verdict(StrEnum):
    """What the replications show of a target."""

    HELD = "held"
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """A target with its evidence.

    ``probability`` is the share of all replications whose scope met the target, ``low`` and
    ``high`` its exact 95 % interval (Clopper and Pearson); ``required`` the probability asked;
    ``value`` the measure itself (for the scopes ``hour``, ``each_day`` and ``30d``: of the worst
    hour, day or window). ``without_contacts``
    replications had nothing to measure: they count as not met, for nothing was shown. ``looked``
    is the last look taken, 0 before the first; ``further`` the replications up to the next look
    when undecided, 0 when none remains. ``assumed``: an input of the scenario decides the measure.
    """

    target: Target
    verdict: Verdict
    probability: float
    low: float
    high: float
    required: float
    value: Estimated
    replications: int
    without_contacts: int
    looked: int
    further: int
    assumed: bool


def verdicts(result: SimulationResult, targets: Sequence[Target]) -> tuple[TargetVerdict, ...]:
    """Return a verdict for each target, from the replications of a result.

    Raises
    ------
    InputError
        ``simulation.not_measured`` if the result has no such scope or measure: targets are
        measured when they stand in the scenario that was simulated.
    """
    return tuple(_verdict(result, target) for target in targets)


def decision(met: NDArray[np.bool_], required: float) -> tuple[Verdict, int]:
    """Return the verdict and the look that gave it, from replications in their order.

    Parameters
    ----------
    met
        (n,): whether each replication met the target.
    required
        The probability with which the scope must meet it, 0..1.

    Notes
    -----
    At each look n of :data:`LOOKS` with k replications met: held if P(Bin(n, required) >= k) <=
    0.01, missed if P(Bin(n, required) <= k) <= 0.01. The first look that decides stands.
    """
    looked = 0
    for look in LOOKS:
        if look > met.size:
            break
        looked = look
        count = int(met[:look].sum())
        if count > 0 and bdtrc(count - 1, look, required) <= FALSE_ALARM:
            return Verdict.HELD, look
        if bdtr(count, look, required) <= FALSE_ALARM:
            return Verdict.MISSED, look
    return Verdict.UNDECIDED, looked


def exact_interval(met: int, replications: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability of which ``met`` of ``replications`` is seen.

    References
    ----------
    Clopper, C. J., Pearson, E. S. (1934). Biometrika 26, 404-413.
    """
    tail = (1 - INTERVAL_LEVEL) / 2
    low = betaincinv(met, replications - met + 1, tail) if met > 0 else 0.0
    high = betaincinv(met + 1, replications - met, 1 - tail) if met < replications else 1.0
    return float(low), float(high)


def _values(result: SimulationResult, target: Target) -> NDArray[np.float64]:
    keys = target_keys(target, result.scope_keys)
    if not keys or target.measure not in result.measure_ids:
        raise InputError("simulation.not_measured", measure=target.measure, scope=target.scope)
    by_scope = np.stack([result.values(key, target.measure) for key in keys])
    # nan where no hour had a contact; fmin and fmax pass over hours without contacts
    worst = np.fmin if target.comparison is Comparison.AT_LEAST else np.fmax
    values: NDArray[np.float64] = worst.reduce(by_scope, axis=0)
    return values


def _verdict(result: SimulationResult, target: Target) -> TargetVerdict:
    values = _values(result, target)
    met = np.array([target.is_met_by(value) for value in values.tolist()], dtype=np.bool_)
    verdict, looked = decision(met, target.probability)
    low, high = exact_interval(int(met.sum()), met.size)
    later = [look for look in LOOKS if look > met.size]
    undecided = verdict is Verdict.UNDECIDED
    return TargetVerdict(
        target,
        verdict,
        probability=float(met.mean()),
        low=low,
        high=high,
        required=target.probability,
        value=estimate(values),
        replications=met.size,
        without_contacts=int(np.isnan(values).sum()),
        looked=looked,
        further=later[0] - met.size if undecided and later else 0,
        assumed=is_assumed_in(result.scenario, target.measure),
    )
