"""What ``heng fit`` tells people: a line for each figure, then what to know."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.services.fit import FittedFiles
    from engine.studies.fitted_traffic import ClassFit, TrafficFit


def fit_text(found: "FittedFiles", language: Language) -> str:
    """Return the fit as lines of text."""
    from engine.i18n.translate import render, render_sentence

    fit = found.fit
    told = {"contacts": fit.contacts, "days": fit.days.number.size, "set_aside": found.set_aside}
    lines = [render("fit.title", told, language), *_arrivals(fit, language)]
    for each in fit.classes:
        lines += ["", render("fit.class", {"name": each.name, "count": each.contacts}, language)]
        lines += [f"  {line}" for line in class_lines(fit, each, language)]
    if fit.findings:
        lines += ["", render("fit.findings", {}, language)]
        lines += [f"  {render_sentence(each.sentence, language)}" for each in fit.findings]
    return "\n".join(lines)


def class_lines(fit: "TrafficFit", each: "ClassFit", language: Language) -> Iterator[str]:
    """Yield a line for each figure of a class."""
    from engine.report.fit_words import bot_line, handle_line, patience_line, return_lines

    yield handle_line(each, language)
    yield patience_line(each.patience, language)
    if each.bot.count:
        yield bot_line(each, language)
    yield from return_lines(each, fit.options.window_h, language)


def _arrivals(fit: "TrafficFit", language: Language) -> Iterator[str]:
    from engine.report.fit_words import busyness_line, day_lines, pause_line, turns_lines

    yield from day_lines(fit, language)
    yield from busyness_line(fit, language)
    if fit.pauses:
        yield pause_line(fit.pauses, language)
    if fit.turns:
        yield from turns_lines(fit.turns, language)
