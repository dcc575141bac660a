"""What ``heng monthly-review`` says to people."""

from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.indicators import IndicatorTree
    from engine.domain.proposal import Proposal
    from engine.studies.monthly_review import MonthlyReview, TriggerRow


def month_text(review: "MonthlyReview", tree: "IndicatorTree", language: Language) -> str:
    """Return the triggers' table, each verdict in words, the proposal and what to know."""
    from engine.i18n.translate import render, render_sentence

    periods = {"policy": review.policy, "as_of": review.as_of}
    periods |= {"running": review.running_period, "effective": review.effective_from}
    lines = [render("monthly_review.headline", periods, language), ""]
    heads = ("trigger", "counted", "rate", "interval", "limit", "needed", "p", "verdict", "next")
    rows = [[render(f"monthly_review.column.{head}", {}, language) for head in heads]]
    rows += [_row(row, language) for row in review.triggers]
    lines += [*table(rows), ""]
    for row in review.triggers:
        lines.append(render_sentence(row.sentence, language))
        lines += _chance(row, language)
    lines += ["", *proposal_lines(review.proposal, tree, language)]
    return "\n".join([*lines, *finding_lines(review.findings, language)])


def proposal_lines(
    proposal: "Proposal | None", tree: "IndicatorTree", language: Language
) -> list[str]:
    """Return the shares that a proposal changes, and that somebody has to approve it."""
    from engine.i18n.translate import render

    if proposal is None:
        return [render("monthly_review.no_proposal", {}, language)]
    names = {leaf.id: leaf.name.in_language(language) for leaf in tree.leaves}
    heads = ("indicator", "now", "proposed", "change")
    rows = [[render(f"monthly_review.column.{head}", {}, language) for head in heads]]
    rows += [
        [
            names.get(id_, id_),
            f"{proposal.before.share(id_):.2%}",
            f"{proposal.after.share(id_):.2%}",
            f"{100 * change:+.2f}",
        ]
        for id_, change in proposal.moves.items()
    ]
    values = {"effective": proposal.effective_from, "running": proposal.running_period}
    return [
        render("monthly_review.proposal", values, language),
        *table(rows),
        render("monthly_review.approval", values, language),
    ]


def _row(row: "TriggerRow", language: Language) -> list[str]:
    from engine.i18n.translate import render

    test, limit = row.window.test, row.window.limit
    none = "\u2014"
    return [
        row.rule.name.in_language(language),
        f"{test.events:,} / {test.n:,}",
        f"{test.rate:.2%}" if test.n else none,
        f"{test.low:.2%} .. {test.high:.2%}" if test.n else none,
        f"{limit.comparison} {limit.threshold:.2%}",
        none if test.critical_count is None else f"{test.critical_count:,}",
        f"{test.p_value:.2g}" if test.n else none,
        render(f"monthly_review.verdict.{row.verdict.value}", {}, language),
        row.next_possible,
    ]


def _chance(row: "TriggerRow", language: Language) -> list[str]:
    """Return how often chance alone would fire this rule, and the naive one."""
    from engine.i18n.translate import render

    window = row.window
    if window.test.critical_count is None or window.detectable is None:
        return []
    values = {
        "n": window.test.n,
        "limit": window.limit.threshold,
        "size": window.test.size,
        "year": window.yearly_size,
        "naive": window.naive_size,
        "detectable": window.detectable,
    }
    key = "chance_release" if row.before.is_raised else "chance"
    return ["  " + render(f"monthly_review.{key}", values, language)]
