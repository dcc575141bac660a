"""What a pack rests on: the parts that are absent, the assumptions, the scheme's own doubts."""

from dataclasses import replace

from engine.domain.case import Case
from engine.domain.indicators import Controllability, Indicator, Scheme
from engine.domain.pack import DecisionPack, JudgementPart
from engine.domain.policy import WeightPolicy
from engine.domain.texts import Finding, Sentence, Values


def with_absences(pack: DecisionPack) -> DecisionPack:
    """Return the pack with every part named that the case did not provide."""
    lacking = {
        "absent.panel": pack.judgement is None,
        "absent.evidence": not pack.evidence and not pack.bands,
        "absent.weights": not any(leaf.recommended for leaf in pack.weights),
        "absent.review": pack.review is None,
        "absent.scenarios": not pack.scenarios,
    }
    return replace(pack, absent=tuple(Sentence(key) for key, is_so in lacking.items() if is_so))


def with_assumptions(pack: DecisionPack, case: Case, policy: WeightPolicy | None) -> DecisionPack:
    """Return the pack with the assumptions behind the parts it holds, in the order of the parts."""
    told: list[Sentence] = []
    if case.generated:
        told.append(Sentence("assumption.generated"))
    if pack.judgement is not None:
        told.append(_judgement(pack.judgement))
    if pack.evidence:
        told += _evidence(case)
    if pack.policy_name is not None and policy is not None:
        share = {"evidence_share": policy.evidence_share}
        told.append(Sentence("assumption.blend", share))
    if pack.review is not None:
        told += [
            Sentence("assumption.scores", {"draws": pack.review.draws}),
            Sentence("assumption.shared_weight"),
            Sentence("assumption.not_computed"),
        ]
        if pack.review.pay_change_cny is not None:
            told.append(Sentence("assumption.pay"))
    if pack.scenarios:
        counts = {"replications": pack.scenarios[0].replications, "seed": pack.heng.seed}
        told += [Sentence("assumption.simulation", counts), Sentence("assumption.verdict")]
    return replace(pack, assumptions=tuple(told))


def scheme_findings(scheme: Scheme | None) -> tuple[Finding, ...]:
    """Return what a scheme itself gives cause to say: unpublished weights, pay beyond control."""
    if scheme is None:
        return ()
    found = []
    if not scheme.published:
        name = {"zh": scheme.name.zh, "en": scheme.name.en}
        found.append(Finding("note", Sentence("finding.scheme.unpublished", {"scheme": name})))
    beyond = [leaf for leaf in scheme.tree.leaves if _is_beyond_control(leaf, scheme)]
    if beyond:
        values: Values = {
            "indicators": {
                "zh": "、".join(leaf.name.zh for leaf in beyond),
                "en": ", ".join(leaf.name.en for leaf in beyond),
            },
            "share": sum(scheme.incumbent[leaf.id] for leaf in beyond),
        }
        found.append(Finding("caution", Sentence("finding.scheme.beyond_control", values)))
    return tuple(found)


def _is_beyond_control(leaf: Indicator, scheme: Scheme) -> bool:
    return leaf.controllability is not Controllability.AGENT and scheme.incumbent[leaf.id] > 0


def _judgement(part: JudgementPart) -> Sentence:
    values: Values = {
        "respondents": len(part.respondents),
        "draws": part.uncertainty_draws,
        "random_index": part.random_index,
        "limit": part.limit,
    }
    return Sentence("assumption.judgement", values)


def _evidence(case: Case) -> list[Sentence]:
    told = [Sentence("assumption.association")]
    for specification in case.evidence:
        if specification.value_cny:
            name = {"zh": specification.name.zh, "en": specification.name.en}
            values: Values = {
                "name": name,
                "value_cny": specification.value_cny,
            }
            told.append(Sentence("assumption.value", values))
    if any(specification.value_cny for specification in case.evidence):
        told += [Sentence("assumption.spread"), Sentence("assumption.covered")]
    return told
