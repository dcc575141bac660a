"""What a reader of recommended weights must know: doubts of the answer, and whom it pays for what.

Owns the sentences about the recommended set itself; those about missing sources belong to
:mod:`engine.studies.weights_ready`.
"""

from collections.abc import Iterator
from math import isfinite

import numpy as np

from engine.domain.indicators import Controllability
from engine.domain.policy import Norm, Objective
from engine.domain.texts import Finding, Sentence, Values
from engine.optimisation.admissible import suspended_rules
from engine.optimisation.distances import distances_to
from engine.optimisation.emptied import emptied
from engine.optimisation.solver import CHAIN, SolverRecord
from engine.studies.weights_choice import Chosen
from engine.studies.weights_ready import Ready, named
from engine.studies.weights_reasons import ZERO_SHARE, contradicted
from engine.studies.weights_robust import judgement_draws

FEWEST_DRAWS = 200  # then 10 draws lie beyond each end of a 90 % interval
SMALLEST_COST = 1e-6  # a rounding cost below this is arithmetic


def findings(ready: Ready, chosen: Chosen) -> tuple[Finding, ...]:
    """Return what a recommended set gives cause to say, beside the notes on its sources."""
    return (
        *ready.findings,
        *_of_the_answer(chosen),
        *_of_doubt(ready, chosen),
        *_beyond_control(ready, chosen),
        *_red_lines(ready),
        *suspended_rules(ready.policy),
        *_emptied(ready, chosen),
        *_contradicted(ready),
    )


def _of_the_answer(chosen: Chosen) -> Iterator[Finding]:
    record = chosen.record
    if not record.proven:
        yield Finding("caution", _unproven(record))
    if not record.reproducible:
        yield Finding("caution", Sentence("finding.optimisation.not_reproducible"))
    cost = _cost_of_rounding(chosen)
    if cost > SMALLEST_COST:
        points = {"points": 100 * cost, "step_percent": 100 * (chosen.admissible.grid or 0.0)}
        yield Finding("note", Sentence("finding.optimisation.rounding", points))
    if not record.solver.startswith(CHAIN[0].name):
        used: Values = {"solver": record.solver, "first": CHAIN[0].name}
        yield Finding("note", Sentence("finding.optimisation.fallback", used))


def _unproven(record: SolverRecord) -> Sentence:
    if not isfinite(record.bound):
        return Sentence("finding.optimisation.unproven_bare", {"objective": record.objective})
    values: Values = {"objective": record.objective, "bound": record.bound}
    return Sentence("finding.optimisation.unproven", values)


def _cost_of_rounding(chosen: Chosen) -> float:
    """Return how much farther the published set lies from its aims than one without steps."""
    found = chosen.closest
    if found is None or found.unrounded is None:
        return 0.0
    targets = np.stack(
        [aim.weights.aligned(chosen.admissible.leaves).shares for aim in chosen.aims]
    )
    trusts = np.array([aim.trust for aim in chosen.aims])
    without = float(trusts @ distances_to(found.unrounded, targets, chosen.norm))
    return found.record.objective - without


def _of_doubt(ready: Ready, chosen: Chosen) -> Iterator[Finding]:
    """Say where a figure carries no interval, and where doubt was asked for but is not known."""
    policy = ready.policy
    if chosen.weights.draws is None:
        projected = policy.objective is Objective.BLEND and policy.norm is Norm.L1
        key = "no_draws" if projected else "no_projection"
        yield Finding("note", Sentence(f"finding.optimisation.{key}"))
    elif (alone := _doubted_alone(ready)) is not None:
        yield Finding("caution", Sentence(f"finding.optimisation.doubt_of_{alone}_alone"))
    if policy.objective is Objective.REGRET and len(judgement_draws(ready.known_judgement)) == 1:
        yield Finding("caution", Sentence("finding.optimisation.regret_of_one"))
    yield from _few_draws(ready)
    yield from _taken_as_exact(ready)


def _few_draws(ready: Ready) -> Iterator[Finding]:
    """Say that intervals rest on few draws, and which of two sources lost draws in pairing."""
    counts = {
        name: len(draws)
        for name, source in (("judged", ready.inputs.judged), ("evidence", ready.inputs.evidence))
        if source is not None and (draws := source.weights.draws) is not None
    }
    for name, count in counts.items():
        if count < FEWEST_DRAWS:
            values: Values = {"draws": count, "fewest": FEWEST_DRAWS}
            yield Finding("caution", Sentence(f"finding.optimisation.few_draws_{name}", values))
    if len(set(counts.values())) > 1:
        paired: Values = {**counts, "paired": min(counts.values())}
        yield Finding("note", Sentence("finding.optimisation.draws_paired", paired))


def _taken_as_exact(ready: Ready) -> Iterator[Finding]:
    """Say which evidence a guarantee takes as exact, as nothing states its doubt."""
    guarantee = ready.policy.objective in (Objective.WORST_CASE, Objective.MAX_MIN)
    if not guarantee or ready.evidence is None or ready.inputs.effects is not None:
        return
    ends = ready.evidence.ends()
    if ends is None:
        yield Finding("caution", Sentence("finding.optimisation.evidence_exact"))
        return
    unknown = np.isnan(ends[0]) | np.isnan(ends[1])
    leaves = [leaf for leaf, flag in zip(ready.inputs.tree.leaves, unknown, strict=True) if flag]
    if leaves:
        values: Values = {"indicators": named(leaves), "count": len(leaves), "total": len(unknown)}
        yield Finding("caution", Sentence("finding.optimisation.evidence_partly_exact", values))


def _doubted_alone(ready: Ready) -> str | None:
    """Return the one source of a blend of two whose doubt is in the interval; None: both are."""
    blended = ready.judged is not None and ready.evidence is not None
    if not blended or ready.policy.evidence_share in (0.0, 1.0) or len(ready.doubted) != 1:
        return None
    return next(iter(ready.doubted))


def _beyond_control(ready: Ready, chosen: Chosen) -> Iterator[Finding]:
    """Name the weighted leaves that an agent cannot move, with the share of pay on them."""
    if not ready.inputs.measured:
        return
    leaves, shares = ready.inputs.tree.leaves, chosen.weights.shares
    beyond = [
        place
        for place, leaf in enumerate(leaves)
        if leaf.controllability is not Controllability.AGENT and shares[place] > ZERO_SHARE
    ]
    if beyond:
        values: Values = {
            "indicators": named(leaves[place] for place in beyond),
            "share": float(shares[beyond].sum()),
        }
        yield Finding("caution", Sentence("finding.optimisation.beyond_control", values))


def _red_lines(ready: Ready) -> Iterator[Finding]:
    lines = [leaf for leaf in ready.inputs.tree.leaves if leaf.id in ready.policy.red_lines]
    if lines:
        values: Values = {"indicators": named(lines), "count": len(lines)}
        yield Finding("note", Sentence("finding.optimisation.red_lines", values))


def _emptied(ready: Ready, chosen: Chosen) -> Iterator[Finding]:
    """Name what the rules leave no weight although none of them says so by itself."""
    for each in emptied(chosen.weights.shares, chosen.admissible):
        leaves = [leaf for leaf in ready.inputs.tree.leaves if leaf.id in each.leaves]
        values: Values = {
            "indicators": named(leaves),
            "rules": "; ".join(rule.formula for rule in each.rules),
        }
        yield Finding("caution", Sentence("finding.optimisation.emptied", values))


def _contradicted(ready: Ready) -> Iterator[Finding]:
    against = contradicted(ready)
    if against:
        leaves = [leaf for leaf in ready.inputs.tree.leaves if leaf.id in against]
        values: Values = {"indicators": named(leaves), "count": len(leaves)}
        yield Finding("caution", Sentence("finding.optimisation.contradicted", values))
