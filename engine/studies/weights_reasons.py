"""Why each share is what it is, and what the rules that bind cost, as parts of a report."""

from engine.domain.weights_report import RulePart
from engine.optimisation.explain import Told, Why, explain
from engine.optimisation.prices import price_sentences
from engine.studies.weights_choice import Chosen
from engine.studies.weights_conflict import binding_part
from engine.studies.weights_ready import Ready

ZERO_SHARE = 1e-9


def reasons(ready: Ready, chosen: Chosen) -> tuple[Why, ...]:
    """Return why every leaf has its share, in the order of the leaves."""
    told = Told(
        names={leaf.id: leaf.name for leaf in ready.inputs.tree.leaves},
        target=None if chosen.target is None else chosen.target.shares,
        sources=_sources(ready),
        stand_in="incumbent" if ready.judged is None else "judged",
        silent=_silent(ready),
        contradicted=frozenset(contradicted(ready)),
        emphasis=ready.emphasis,
    )
    return explain(chosen.weights, chosen.admissible, told, chosen.binding)


def binding_parts(ready: Ready, chosen: Chosen) -> tuple[RulePart, ...]:
    """Return the rules that bind; none but least distances have prices."""
    if chosen.closest is None:
        return tuple(binding_part(binding, None) for binding in chosen.binding)
    prices = price_sentences(chosen.closest, chosen.aims, ready.policy.norm, chosen.admissible)
    return tuple(
        binding_part(binding, price) for binding, price in zip(chosen.binding, prices, strict=True)
    )


def contradicted(ready: Ready) -> tuple[str, ...]:
    """Return the leaves that evidence speaks against: their evidence share is 0."""
    if ready.evidence is None:
        return ()
    shares = zip(ready.admissible.leaves, ready.evidence.weights.shares, strict=True)
    return tuple(leaf for leaf, share in shares if leaf in ready.speaks and share <= ZERO_SHARE)


def _sources(ready: Ready) -> str:
    """Return what the target is made of."""
    share = ready.policy.evidence_share
    judged = ready.judged is not None and (ready.evidence is None or share < 1)
    evidence = ready.evidence is not None and (ready.judged is None or share > 0)
    if judged and evidence:
        return "both"
    if not (judged or evidence):
        return "incumbent"
    return "judged" if judged else "evidence"


def _silent(ready: Ready) -> frozenset[str]:
    """Return the leaves that evidence does not speak for; none where there is no evidence."""
    if ready.evidence is None:
        return frozenset()
    return frozenset(ready.admissible.leaves) - frozenset(ready.speaks)
