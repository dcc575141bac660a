"""The answer of the evidence page in one sentence: what becomes of claims, else what is seen."""

from engine.domain.evidence_figures import ClaimReport, EffectReport
from engine.report import figures
from engine.report.evidence_claim_tables import claim_amount
from engine.report.evidence_effect_tables import LEVER, effect_text, overall
from engine.report.evidence_words import EvidenceWords
from engine.report.headline import Headline

VERDICTS = ("supported", "contradicted", "undecided")


def evidence_headline(words: EvidenceWords) -> Headline:
    """Return the page's answer and its ground: rows, questions, the level of the intervals."""
    report = words.report
    ground = words.say(
        "headline.ground",
        rows=figures.number(report.rows),
        questions=len(report.fits),
        level=f"{report.level:.0%}",
    )
    return Headline(_title(words), ground)


def clearest(effects: tuple[EffectReport, ...]) -> EffectReport | None:
    """Return the lever's effect that stands out most from its error, over all contacts."""
    found = [each for each in overall(effects) if each.role == LEVER and each.standard_error > 0]
    return max(found, key=lambda each: abs(each.ame) / each.standard_error, default=None)


def _title(words: EvidenceWords) -> str:
    report = words.report
    if len(report.claims) == 1:
        return _claim(words, report.claims[0])
    if report.claims:
        verdicts = [claim.verdict for claim in report.claims]
        told = [
            words.say(f"headline.{verdict}", count=verdicts.count(verdict))
            for verdict in VERDICTS
            if verdict in verdicts
        ]
        return words.say("headline.claims", count=len(verdicts), told=words.joined(told))
    effect = clearest(report.effects)
    if effect is None:
        return words.say("headline.nothing")
    return words.say(
        "headline.effect",
        question=words.question(effect.fit),
        change=words.amount(effect.ame, effect.fit, effect.kind),
        per=effect_text(words, effect),
        grade=effect.grade,
    )


def _claim(words: EvidenceWords, claim: ClaimReport) -> str:
    return words.say(
        "headline.claim",
        name=claim.name.in_language(words.language),
        verdict=words.say(f"verdicts.{claim.verdict}"),
        estimate=claim_amount(words, claim, claim.estimate.value),
    )
