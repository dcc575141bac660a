"""Tables of importance and of the evidence weights, each with its interval and its state."""

from engine.domain.evidence_figures import ImportanceRow
from engine.domain.evidence_report import EvidenceWeightRow
from engine.report import figures
from engine.report.evidence_words import EvidenceWords
from engine.report.tables import SHARE_FORMAT, Cell, Column, Table, text_cell

SIGNS = {1: "+", -1: figures.MINUS, 0: figures.NONE}
CHIPS = {"evidence": "accent", "contradicted": "missed", "judged": "quiet"}


def importance_table(words: EvidenceWords) -> Table:
    """Return the levers' shares of what they explain, with ranks and the levers that tie."""
    ends = (words.say("low"), words.say("high"))
    columns = (
        Column(words.say("question")),
        Column(words.say("lever")),
        Column(words.say("share"), numeric=True, number_format=SHARE_FORMAT, parts=ends),
        Column(words.say("rank"), numeric=True, parts=ends),
        Column(words.say("tie"), numeric=True),
        Column(words.say("sign")),
        Column(words.say("grade")),
    )
    ordered = [
        row
        for report in words.report.importance
        for row in sorted(report.rows, key=lambda each: each.rank)
    ]
    notes = [
        words.say(
            "importance.total",
            question=words.question(each.fit),
            measure=words.known(f"measure.{each.measure}", each.measure),
            method=words.known(f"method.{each.method}", each.method),
            total=f"{each.total:.4f}",
            bootstraps=each.bootstraps,
            clusters=each.clusters,
        )
        for each in words.report.importance
    ]
    title, subtitle = words.say("importance.title"), words.say("importance.subtitle")
    rows = tuple(_importance(words, row) for row in ordered)
    return Table("evidence_importance", title, subtitle, columns, rows, tuple(notes))


def evidence_weights_table(words: EvidenceWords) -> Table:
    """Return each indicator's evidence weight, or that the judged weight stays, and why."""
    ends = (words.say("low"), words.say("high"))
    columns = (
        Column(words.say("indicator")),
        Column(words.say("state")),
        Column(words.say("share"), numeric=True, number_format=SHARE_FORMAT, parts=ends),
        Column(words.say("worth"), numeric=True, number_format="0.00", parts=ends),
        Column(words.say("grade")),
        Column(words.say("reason")),
    )
    rows = tuple(_weight(words, row) for row in words.report.weights)
    title, subtitle = words.say("weights.title"), words.say("weights.subtitle")
    notes = (words.say("weights.note"),) if rows else ()
    return Table("evidence_weights", title, subtitle, columns, rows, notes)


def _importance(words: EvidenceWords, row: ImportanceRow) -> tuple[Cell, ...]:
    share, told = row.share, SIGNS[row.sign]
    sign = words.say("contradicted_sign", sign=told) if row.contradicted else told
    ranks = "" if row.rank_low == row.rank_high else f"{row.rank_low}{figures.DASH}{row.rank_high}"
    return (
        text_cell(words.question(row.fit)),
        text_cell(words.column(row.column)),
        Cell(
            figures.share(share.value),
            (share.value, share.low, share.high),
            words.share_range(share),
        ),
        Cell(str(row.rank), (row.rank, row.rank_low, row.rank_high), ranks),
        Cell(str(row.tie), (row.tie,)),
        Cell(sign, (sign,), chip="missed" if row.contradicted else ""),
        text_cell(row.grade),
    )


def _weight(words: EvidenceWords, row: EvidenceWeightRow) -> tuple[Cell, ...]:
    share, worth = row.share, row.worth_cny
    state = words.say(f"states.{row.state}")
    reasons = " ".join(words.said(each.sentence) for each in row.reasons)
    told = figures.NONE if share is None else figures.share(share.value)
    return (
        text_cell(words.indicator(row.indicator)),
        Cell(state, (state,), chip=CHIPS[row.state]),
        Cell(
            told,
            (None, None, None) if share is None else (share.value, share.low, share.high),
            "" if share is None else words.share_range(share),
        ),
        Cell(
            figures.NONE if worth is None else figures.yuan(worth.value, words.language),
            (None, None, None) if worth is None else (worth.value, worth.low, worth.high),
        ),
        text_cell(row.grade),
        text_cell(reasons or figures.NONE),
    )
