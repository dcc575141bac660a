"""The quarterly recalibration: whether judgement and evidence have moved by more than noise.

A change is proposed only for indicators whose direction of change holds in nearly all joint draws
of judgement and evidence, by at least a dead band, and not sooner than a quarter after the last
one. "Keep the weights" is an honest answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from engine.domain.months import later_month, month_of_day
from engine.domain.policy import Objective
from engine.domain.proposal import LEAST_MOVE, Proposal, ProposalKind
from engine.domain.recalibration import Outcome, Recalibration, RecalibrationRow
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import Origin, WeightSet
from engine.errors import Fault, InputError
from engine.optimisation.closeness import closest_weights
from engine.optimisation.program import Sense
from engine.optimisation.projection import project_draws
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet, WeightRule
from engine.studies.source_draws import drawn_inputs
from engine.studies.weights_inputs import OptimiseInputs
from engine.studies.weights_ready import Ready, ready

FALSE_CHANGES = 0.05  # of the recalibrations while nothing has changed
INTERVAL = (0.025, 0.975)
DEAD_BAND = 0.005  # where the policy publishes unrounded shares
MONTHS_BETWEEN = 3

Floats = NDArray[np.float64]


def recalibration(
    inputs: OptimiseInputs,
    rng: np.random.Generator,
    as_of: np.datetime64 | None = None,
    last: Proposal | None = None,
) -> Recalibration:
    """Return whether new weights are called for, and from when.

    Parameters
    ----------
    inputs
        Policy, tree, judged, evidence and incumbent weights. Where a source has an interval but
        no draws, draws are made from the interval, with a caution.
    as_of
        Its month is the running period; None: no proposal can be dated.
    last
        The last proposal that was adopted.

    Raises
    ------
    InputError
        ``weight_review.refused`` where the last proposal is of another policy; as
        :func:`engine.studies.weights_ready.ready`.
    MethodError
        ``policy.infeasible`` where no weight set is admissible.

    Notes
    -----
    With k indicators and two directions each is clear at a support of 1 - 0.05/(2 k): while
    nothing has changed, at most about 5 % of the recalibrations propose anything, and by
    Bonferroni's inequality all clear directions hold together in at least 97.5 % of the draws.
    The others keep their share, as far as policy and the sum of one allow.
    """
    _refuse(inputs, last)
    drawn, notes = drawn_inputs(inputs, rng)
    lined = ready(drawn)
    weighed = _weighed(lined)
    proposed = _proposed(weighed, lined.admissible)
    moves = bool(np.abs(proposed.shares - weighed.incumbent.shares).max() > LEAST_MOVE)
    running = "" if as_of is None else month_of_day(as_of)
    earliest = _earliest(running, last)
    outcome = _outcome(running, earliest, is_known=weighed.draws is not None, moves=moves)
    rows = _rows(inputs, weighed, proposed)
    summary = _summary(outcome, rows, weighed, earliest)
    return Recalibration(
        inputs.policy.id,
        outcome,
        running,
        earliest,
        weighed.band,
        weighed.needed,
        0 if weighed.draws is None else len(weighed.draws),
        weighed.joint,
        rows,
        _proposal(inputs, outcome, (weighed.incumbent, proposed), running, summary),
        summary,
        (*lined.findings, *notes, *_few_draws(weighed), *_findings(lined, running, last)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """The recommended set against the one in force, and how many draws agree on the directions.

    ``draws`` are the admissible sets nearest to the target's draws; ``support`` (k,) and
    ``clear`` (k,) count them.
    """

    incumbent: WeightSet
    recommended: WeightSet
    draws: Floats | None
    support: Floats | None
    clear: NDArray[np.bool_]
    needed: float
    band: float

    @property
    def joint(self) -> float | None:
        """The share of draws in which every clear indicator moves its way at once."""
        if self.draws is None or not self.clear.any():
            return None
        same = _same_way(self.draws, self.incumbent, self.recommended)
        return float(same[:, self.clear].all(axis=1).sum() / (len(self.draws) + 1))


def _weighed(lined: Ready) -> _Weighed:
    incumbent, admissible = lined.in_force, lined.admissible
    recommended = closest_weights(lined.target, admissible).weights
    draws = None if lined.target.draws is None else project_draws(lined.target, admissible)
    needed = 1 - FALSE_CHANGES / (2 * len(admissible.leaves))
    band = lined.policy.grid or DEAD_BAND
    support = None if draws is None else _support(draws, incumbent, recommended)
    clear = np.zeros(len(admissible.leaves), dtype=np.bool_)
    if support is not None:
        far = np.abs(recommended.shares - incumbent.shares) >= band - LEAST_MOVE
        clear = far & (support >= needed)
    return _Weighed(incumbent, recommended, draws, support, clear, needed, band)


def _support(draws: Floats, incumbent: WeightSet, recommended: WeightSet) -> Floats:
    """Return the share of draws (k,) that move each indicator the recommended way."""
    same = _same_way(draws, incumbent, recommended)
    return np.asarray(same.sum(axis=0) / (len(draws) + 1), dtype=np.float64)


def _same_way(draws: Floats, incumbent: WeightSet, recommended: WeightSet) -> NDArray[np.bool_]:
    direction = np.sign(recommended.shares - incumbent.shares)
    return np.asarray((draws - incumbent.shares) * direction > LEAST_MOVE, dtype=np.bool_)


def _proposed(weighed: _Weighed, admissible: AdmissibleSet) -> WeightSet:
    """Return the admissible set nearest to: clear indicators as recommended, others in force."""
    incumbent, recommended, clear = weighed.incumbent, weighed.recommended, weighed.clear
    if not clear.any():
        return replace(incumbent, draws=None)
    kept = np.where(clear, 0.0, incumbent.shares)
    left = 1 - recommended.shares[clear].sum()
    scale = left / kept.sum() if kept.sum() > 0 else 0.0
    target = np.where(clear, recommended.shares, scale * kept)
    aim = WeightSet(Origin.RECOMMENDED, incumbent.indicators, target / target.sum())
    return closest_weights(aim, admissible).weights


def _earliest(running: str, last: Proposal | None) -> str:
    """Return the first month of a change; a trigger's proposal does not start a quarter."""
    following = later_month(running) if running else ""
    if last is None or last.kind is not ProposalKind.RECALIBRATION:
        return following
    return max(following, later_month(last.effective_from, MONTHS_BETWEEN))


def _outcome(running: str, earliest: str, *, is_known: bool, moves: bool) -> Outcome:
    if not is_known:
        return Outcome.UNKNOWN
    if not moves:
        return Outcome.KEEP
    if not running:
        return Outcome.UNDATED
    return Outcome.CHANGE if earliest == later_month(running) else Outcome.TOO_EARLY


def _rows(
    inputs: OptimiseInputs, weighed: _Weighed, proposal: WeightSet
) -> tuple[RecalibrationRow, ...]:
    incumbent, recommended, proposed = (
        each.shares.tolist() for each in (weighed.incumbent, weighed.recommended, proposal)
    )
    support, clear = weighed.support, weighed.clear
    ends = None if weighed.draws is None else np.quantile(weighed.draws, INTERVAL, axis=0)
    return tuple(
        RecalibrationRow(
            leaf.id,
            leaf.name,
            incumbent[place],
            recommended[place],
            proposed[place],
            None if ends is None else float(ends[0, place]),
            None if ends is None else float(ends[1, place]),
            _known(support, place, recommended[place] - incumbent[place]),
            bool(clear[place]),
        )
        for place, leaf in enumerate(inputs.tree.leaves)
    )


def _known(support: Floats | None, place: int, move: float) -> float | None:
    """Return an indicator's support; a share that stays has no direction to support."""
    return None if support is None or abs(move) <= LEAST_MOVE else float(support[place])


def _summary(
    outcome: Outcome, rows: Sequence[RecalibrationRow], weighed: _Weighed, earliest: str
) -> Sentence:
    clear = [row for row in rows if row.is_clear]
    values: dict[str, float | int | str | dict[str, str]] = {
        "clear": len(clear),
        "indicators": {
            "zh": "、".join(row.name.zh for row in clear),
            "en": ", ".join(row.name.en for row in clear),
        },
        "joint": weighed.joint or 0.0,
        "earliest": earliest,
        "band": 100 * weighed.band,
    }
    return Sentence(f"recalibration.outcome.{outcome.value}", values)


def _proposal(
    inputs: OptimiseInputs,
    outcome: Outcome,
    sets: tuple[WeightSet, WeightSet],
    running: str,
    summary: Sentence,
) -> Proposal | None:
    if outcome is not Outcome.CHANGE:
        return None
    return Proposal(
        ProposalKind.RECALIBRATION,
        inputs.policy.id,
        running,
        later_month(running),
        *sets,
        (summary,),
    )


def _refuse(inputs: OptimiseInputs, last: Proposal | None) -> None:
    if last is not None and last.policy != inputs.policy.id:
        values = {"policy": inputs.policy.id}
        fault = Fault("weight_review.other_policy", "policy", last.policy, values)
        raise InputError("weight_review.refused", [fault], count=1)


def _few_draws(weighed: _Weighed) -> tuple[Finding, ...]:
    """Say that no change could be clear, however many of the draws agree."""
    draws, needed = weighed.draws, weighed.needed
    if draws is None or len(draws) / (len(draws) + 1) >= needed:
        return ()
    values = {"draws": len(draws), "least": ceil(needed / (1 - needed) - LEAST_MOVE)}
    return (Finding("caution", Sentence("finding.recalibration.few_draws", values)),)


def _findings(lined: Ready, running: str, last: Proposal | None) -> tuple[Finding, ...]:
    found = []
    policy = lined.policy
    if policy.objective is not Objective.BLEND:
        values = {"objective": policy.objective.value}
        found.append(Finding("note", Sentence("finding.recalibration.blend", values)))
    broken = broken_rules(lined.admissible, lined.in_force.shares)
    if broken:
        rules = "; ".join(rule.formula for rule in broken)
        found.append(Finding("alarm", Sentence("finding.recalibration.broken", {"rules": rules})))
    return (*found, *_last_findings(lined, running, last))


def _last_findings(lined: Ready, running: str, last: Proposal | None) -> tuple[Finding, ...]:
    """Say that the last proposal waits still, or that other weights are in force than it named."""
    if last is None:
        return ()
    values = {"effective": last.effective_from}
    if running and last.effective_from > running:
        return (Finding("caution", Sentence("finding.recalibration.pending", values)),)
    if _differs(last, lined.in_force):
        return (Finding("caution", Sentence("finding.recalibration.not_adopted", values)),)
    return ()


def broken_rules(admissible: AdmissibleSet, shares: Floats) -> tuple[WeightRule, ...]:
    """Return the rules that a weight set (k,) breaks."""
    gaps = (admissible.rows @ shares - admissible.limits).tolist()
    breaks = {
        Sense.AT_LEAST: lambda gap: gap < -SHARE_TOLERANCE,
        Sense.AT_MOST: lambda gap: gap > SHARE_TOLERANCE,
        Sense.EQUAL: lambda gap: abs(gap) > SHARE_TOLERANCE,
    }
    return tuple(
        rule for rule, gap in zip(admissible.rules, gaps, strict=True) if breaks[rule.sense](gap)
    )


def _differs(last: Proposal, incumbent: WeightSet) -> bool:
    if set(last.after.indicators) != set(incumbent.indicators):
        return True
    gaps = last.after.aligned(incumbent.indicators).shares - incumbent.shares
    return bool(np.abs(gaps).max() > LEAST_MOVE)
