"""The figures of a fit in words: for people on the screen, and beside the figures of a file."""

from collections.abc import Iterator

from engine.domain.scenario import Scenario
from engine.domain.texts import Language
from engine.i18n.translate import render, render_sentence
from engine.simulation.fitting.busyness import BusynessFit
from engine.simulation.fitting.handle_times import DurationFit
from engine.simulation.fitting.patience import PatienceFit
from engine.simulation.fitting.pauses import PauseFit
from engine.simulation.fitting.repeats import ReturnFit
from engine.studies.fitted_scenario import class_ids, roster_day
from engine.studies.fitted_traffic import ClassFit, TrafficFit, TurnsFit

Place = tuple[str, str, str]


def day_lines(fit: TrafficFit, language: Language) -> Iterator[str]:
    """Yield the mean number of contacts of each kind of day, and how held-out days fared."""
    for kind in fit.days.kinds:
        own = fit.usual[fit.days.of_kind(kind)]
        told = {"kind": kind, "days": own.shape[0], "mean": float(own.sum(axis=1).mean())}
        yield render("fit.day", told, language)
    if fit.held_out.n:
        held = fit.held_out
        told = {"share": held.value, "low": held.low, "high": held.high, "n": held.n}
        yield render("fit.held_out", told, language)


def busyness_line(fit: TrafficFit, language: Language) -> Iterator[str]:
    """Yield the busyness of days and of intervals, where it was fitted."""
    for name, found in (("day", fit.busyness), ("interval", fit.interval_busyness)):
        if found is not None:
            yield render(f"fit.busyness_{name}", _busyness(found), language)


def pause_line(found: PauseFit, language: Language) -> str:
    """Return the pauses of agents between contacts."""
    told = {"mean": found.mean_s, "n": found.n, "ended": found.ended}
    return render("fit.pauses", told, language)


def turns_lines(found: TurnsFit, language: Language) -> Iterator[str]:
    """Yield rounds, think times and answers of chats."""
    yield render("fit.rounds", {"mean": found.rounds.mean, "n": found.chats}, language)
    yield render("fit.think", _duration(found.think), language)
    told = {**_duration(found.reply), "away": found.away, "undisturbed": found.undisturbed}
    yield render("fit.reply", {**told, "alone": found.undisturbed_mean_s}, language)


def handle_line(each: ClassFit, language: Language) -> str:
    """Return the handle time of a class, or that it is that of all classes."""
    if each.handle is None:
        return render("fit.handle_pooled", {"count": each.served}, language)
    law = render(f"fit.law_{each.handle.law.value}", {}, language)
    quality = each.handle.quality
    told = {**_duration(each.handle), "law": law, "distance": quality.distance, "p": quality.p}
    return render("fit.handle", told, language)


def patience_line(found: PatienceFit, language: Language) -> str:
    """Return patience, or that nobody abandoned."""
    told = {"abandoned": found.abandoned, "n": found.n, "mean": found.mean_s}
    told |= {"low": found.mean_low_s, "high": found.mean_high_s}
    told |= {"left": found.left, "last": found.last_s}
    return render("fit.patience" if found.abandoned else "fit.no_patience", told, language)


def bot_line(each: ClassFit, language: Language) -> str:
    """Return the share that ended with the bot or in the menu."""
    told = {"share": each.bot.value, "low": each.bot.low, "high": each.bot.high, "n": each.bot.n}
    return render("fit.bot", told, language)


def return_lines(each: ClassFit, window_h: float, language: Language) -> Iterator[str]:
    """Yield how many came back after service and after hanging up."""
    if each.returns is None:
        return
    for name, found in (("served", each.returns.served), ("abandoned", each.returns.abandoned)):
        if found.back.n:
            yield render(f"fit.back_{name}", _returns(found) | {"hours": window_h}, language)


def file_heading(
    fit: TrafficFit, kind: str | None, files: str, language: Language
) -> tuple[str, ...]:
    """Return what stands above a fitted file: from what, which day, and what to know."""
    day = fit.days.label[int((fit.days.number == roster_day(fit, kind)).argmax())]
    told = {"files": files, "contacts": fit.contacts, "days": fit.days.number.size}
    return (
        render("fit.file_heading", told, language),
        render("fit.file_day", {"kind": kind or fit.days.kinds[0], "roster": day}, language),
        *(render_sentence(finding.sentence, language) for finding in fit.findings),
    )


def file_comments(
    fit: TrafficFit, scenario: Scenario, language: Language
) -> dict[Place, tuple[str, ...]]:
    """Return the comments of a fitted file by section, id and key."""
    comments: dict[Place, tuple[str, ...]] = {}
    lines = tuple(busyness_line(fit, language))
    if lines:
        comments["", "", "busyness_shape"] = lines[:1]
        comments["", "", "interval_busyness_shape"] = lines[1:]
    ids = class_ids(fit)
    for each in fit.classes:
        comments |= _of_class(fit, each, ids[each.name], language)
    there = {kind.id for kind in scenario.classes}
    return {place: said for place, said in comments.items() if not place[1] or place[1] in there}


def _of_class(
    fit: TrafficFit, each: ClassFit, id_: str, language: Language
) -> dict[Place, tuple[str, ...]]:
    found: dict[Place, tuple[str, ...]] = {
        ("classes", id_, "work"): (handle_line(each, language),),
        ("classes", id_, "patience"): (patience_line(each.patience, language),),
    }
    if each.bot.count:
        found["classes", id_, "bot"] = (bot_line(each, language),)
    if fit.pauses:
        found["classes", id_, "wrap_up"] = (pause_line(fit.pauses, language),)
    turns = each.turns or fit.turns
    if turns:
        found["classes", id_, "turns"] = tuple(turns_lines(turns, language))
    found["classes", id_, "repeat"] = tuple(return_lines(each, fit.options.window_h, language))
    return found


def _duration(found: DurationFit) -> dict[str, float]:
    told = {"n": found.n, "mean": found.mean_s, "low": found.low_s, "high": found.high_s}
    return told | {"cv": found.cv}


def _busyness(found: BusynessFit) -> dict[str, float]:
    told = {"variance": found.variance, "low": found.low, "high": found.high}
    return told | {"moments": found.variance_by_moments, "days": found.days, "p": found.p}


def _returns(found: ReturnFit) -> dict[str, float]:
    back = found.back
    return {"share": back.value, "low": back.low, "high": back.high, "n": back.n}
