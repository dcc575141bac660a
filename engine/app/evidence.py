"""The page *Evidence*: what the records say, how sure it is, and what may be concluded."""

from markupsafe import Markup

from engine.app import evidence_claims_section as claims
from engine.app import evidence_downloads_section as downloads
from engine.app import evidence_effects_section as effects
from engine.app import evidence_importance_section as importance
from engine.app import evidence_trust_section as trust
from engine.app.blocks import Cell, empty, head, put, strong
from engine.app.session import View
from engine.domain.evidence_report import EvidenceReport
from engine.report.evidence_headline import evidence_headline
from engine.report.evidence_words import EvidenceWords


def draw(view: View) -> None:
    """Draw the answer, the claims, effects, weights and trust; what needs patience is folded."""
    report = view.pack.evidence_report
    if report is None:
        put(_nothing(view))
        return
    words = EvidenceWords(report, view.language)
    answer = evidence_headline(words)
    put(head(_page(view, report), answer.title, answer.ground), grade_note(words))
    trust.put_alarms(words)
    claims.put_claims(view, words)
    effects.put_effects(view, words)
    effects.put_bands(view, words)
    effects.put_shapes(words)
    importance.put_weights(words)
    importance.put_importance(view, words)
    trust.put_validation(view, words)
    trust.put_dispatch(view, words)
    trust.put_doubts(words)
    downloads.put_downloads(words)


def grade_note(words: EvidenceWords) -> Markup:
    """Return the best grade as a large letter with what it allows, and every question's own."""
    report = words.report
    own: list[Cell] = [
        Markup("<span>{} {}</span>").format(strong(fit.grade), words.question(fit.id))
        for fit in report.fits
    ]
    own += [
        Markup("<span>{} {}</span>").format(
            strong(each.grade), each.name.in_language(words.language)
        )
        for each in report.dispatch
    ]
    template = (
        "<div class='h-gr'><b aria-hidden='true'>{}</b><div><p><strong>{}</strong> {}</p>"
        "<p class='q'>{}</p><div class='h-lg'>{}</div></div></div>"
    )
    return Markup(template).format(
        report.grade,
        words.say("grade_is", grade=report.grade),
        words.say(f"grades.{report.grade}"),
        words.say("association"),
        Markup("").join(own),
    )


def _page(view: View, report: EvidenceReport) -> Cell:
    page: Cell = view.say("evidence_page.page")
    if report.generated:
        label = view.say("app.example_data")
        return Markup("{} <span class='h-ex'>{}</span>").format(page, label)
    return page


def _nothing(view: View) -> Markup:
    return empty(
        view.say("evidence_page.empty.title"),
        view.say("evidence_page.empty.body"),
        view.say("evidence_page.empty.command"),
    )
