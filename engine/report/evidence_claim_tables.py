"""Tables of the claims: verdict, estimate against what was claimed, and where it holds."""

from collections.abc import Iterator

from engine.domain.evidence_figures import ClaimBand, ClaimReport
from engine.domain.pack import Estimate
from engine.report import figures
from engine.report.evidence_words import EvidenceWords
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

RELATIVE = "relative"
CHIPS = {"supported": "held", "contradicted": "missed", "undecided": "undecided"}
DECIMALS = 2


def claims_table(words: EvidenceWords) -> Table:
    """Return every claim with its verdict, the interval and the interval of equivalence."""
    ends = (words.say("low"), words.say("high"))
    columns = (
        Column(words.say("claim")),
        Column(words.say("verdict")),
        Column(words.say("claimed"), numeric=True),
        Column(words.say("estimate"), numeric=True, parts=ends),
        Column(words.say("equivalence"), numeric=True, parts=ends[1:]),
        Column(words.say("n"), numeric=True),
        Column(words.say("grade")),
    )
    rows = tuple(_row(words, claim) for claim in words.report.claims)
    title, subtitle = words.say("claims.title"), words.say("claims.subtitle")
    notes = (words.say("claims.note"),) if rows else ()
    return Table("evidence_claims", title, subtitle, columns, rows, notes)


def claim_bands_table(words: EvidenceWords) -> Table:
    """Return each claim's verdict by stretch of the metric."""
    columns = (
        Column(words.say("claim")),
        Column(words.say("band")),
        Column(words.say("verdict")),
        Column(words.say("estimate"), numeric=True, parts=(words.say("low"), words.say("high"))),
        Column(words.say("n"), numeric=True),
        Column(words.say("grade")),
    )
    rows = tuple(row for claim in words.report.claims for row in _bands(words, claim))
    title, subtitle = words.say("claims.where"), words.say("claims.where_subtitle")
    return Table("evidence_claim_bands", title, subtitle, columns, rows)


def claim_amount(words: EvidenceWords, claim: ClaimReport, value: float) -> str:
    """Return an effect on the claim's scale: per cent of today's rate, or points."""
    if claim.scale == RELATIVE:
        return f"{figures.signed(100 * value, DECIMALS)}%"
    return words.amount(value, claim.fit)


def claim_ends(words: EvidenceWords, claim: ClaimReport, estimate: Estimate) -> str:
    """Return an estimate's interval on the claim's scale."""
    if estimate.low is None or estimate.high is None:
        return ""
    if claim.scale != RELATIVE:
        return words.ends(estimate.low, estimate.high, claim.fit)
    low, high = (claim_amount(words, claim, end) for end in (estimate.low, estimate.high))
    return words.say("range", low=low, high=high)


def claim_about(words: EvidenceWords, claim: ClaimReport) -> str:
    """Return what a claim is about: the step of the metric, the outcome, the scale."""
    return words.say(
        "claims.about",
        by=words.step(claim.metric, claim.by),
        metric=words.column(claim.metric),
        outcome=words.column(claim.outcome),
        scale=words.say(f"scale.{claim.scale}"),
    )


def verdict_cell(words: EvidenceWords, verdict: str) -> Cell:
    """Return a verdict as a chip with its word."""
    told = words.say(f"verdicts.{verdict}")
    return Cell(told, (told,), chip=CHIPS[verdict])


def _row(words: EvidenceWords, claim: ClaimReport) -> tuple[Cell, ...]:
    name = text_cell(claim.name.in_language(words.language), below=claim_about(words, claim))
    least = "\u2265 " if claim.kind == "at_least" else ""
    same = Estimate(claim.estimate.value, claim.equivalence_low, claim.equivalence_high)
    return (
        name,
        verdict_cell(words, claim.verdict),
        Cell(least + claim_amount(words, claim, claim.claimed), (claim.claimed,)),
        _estimate(words, claim, claim.estimate),
        Cell(claim_ends(words, claim, same), (claim.equivalence_low, claim.equivalence_high)),
        number_cell(claim.n),
        text_cell(claim.grade),
    )


def _bands(words: EvidenceWords, claim: ClaimReport) -> Iterator[tuple[Cell, ...]]:
    for band in claim.where:
        yield (
            text_cell(claim.name.in_language(words.language)),
            text_cell(band_name(words, band, claim.metric)),
            verdict_cell(words, band.verdict),
            _estimate(words, claim, band.estimate),
            number_cell(band.n),
            text_cell(claim.grade),
        )


def band_name(words: EvidenceWords, band: ClaimBand, metric: str) -> str:
    """Return a stretch of a metric: its name and its ends, the last one open."""
    name, unit = words.column(metric), words.unit(metric)
    if band.high is None:
        return f"{name} \u2265 {band.low:g}{unit}"
    if band.low < 0:
        ends = words.say("range", low=f"{band.low:g}", high=f"{band.high:g}")
        return f"{name} {ends}{unit}"
    return f"{name} {band.low:g}{figures.DASH}{band.high:g}{unit}"


def _estimate(words: EvidenceWords, claim: ClaimReport, estimate: Estimate) -> Cell:
    return Cell(
        claim_amount(words, claim, estimate.value),
        (estimate.value, estimate.low, estimate.high),
        claim_ends(words, claim, estimate),
    )
