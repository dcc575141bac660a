"""What the reader of a fit must know: what is not identified, assumed, unusual or poor."""

from collections.abc import Iterator

import numpy as np

from engine.domain.texts import Finding, Sentence, Value
from engine.simulation.fitting.handle_times import Law
from engine.simulation.fitting.observed import ObservedContacts
from engine.simulation.fitting.patience import LEAST_FOR_CURVE
from engine.studies.fitted_classes import ObservedTraffic
from engine.studies.fitted_traffic import ClassFit, TrafficFit

_SHORT = 0.03  # share of very short contacts that is worth a word
_POOR = 0.9  # share of held-out counts inside their 95 % bands
_FAR_LEFT = 0.5
_GREATEST_VARIANCES = (1.0, 4.0)  # of days and intervals, in a scenario file: 1 over the shape
_UNSTAFFED = 0.05  # of all contacts, served although they came while nobody was seen


def fit_findings(fit: TrafficFit, traffic: ObservedTraffic) -> tuple[Finding, ...]:
    """Return every finding of a fit, arrivals first."""
    return (*_of_days(fit), *_of_patience(fit), *_of_classes(fit), *_of_log(fit, traffic))


def _of_days(fit: TrafficFit) -> Iterator[Finding]:
    if fit.days.weekday[0] < 0:
        yield _finding("caution", "no_dates", days=fit.days.number.size)
    for day, start_h, came, expected in fit.incidents():
        yield _finding("caution", "incident", day=day, hour=start_h, came=came, expected=expected)
    if fit.busyness is None:
        yield _finding("caution", "no_busyness", days=fit.days.number.size)
    elif fit.busyness.variance == 0:
        yield _finding("note", "no_more_than_chance", p=fit.busyness.p)
    for found, most in zip((fit.busyness, fit.interval_busyness), _GREATEST_VARIANCES, strict=True):
        if found is not None and found.variance > most:
            yield _finding("caution", "uneven", variance=found.variance, most=most)
    if fit.held_out.n and fit.held_out.value < _POOR:
        yield _finding("caution", "held_out", share=fit.held_out.value, n=fit.held_out.n)


def _of_patience(fit: TrafficFit) -> Iterator[Finding]:
    found = fit.patience
    if found.n == 0:
        yield _finding("caution", "no_waits")
    elif found.abandoned == 0:
        yield _finding("caution", "nobody_abandoned", n=found.n, low=found.mean_low_s)
    elif found.abandoned < LEAST_FOR_CURVE:
        yield _finding("caution", "few_abandoned", count=found.abandoned)
    elif found.left > _FAR_LEFT:
        yield _finding("caution", "long_tail", share=found.left, last=found.last_s)


def _of_classes(fit: TrafficFit) -> Iterator[Finding]:
    for each in fit.classes:
        if each.handle is None:
            code = "no_handle" if fit.handle is None else "pooled_handle"
            yield _finding("caution", code, name=each.name, count=each.served)
            continue
        if each.handle.law is Law.RECORDS:
            distance = each.handle.quality.distance
            yield _finding("note", "records_written", name=each.name, distance=distance)
        if each.handle.short_share > _SHORT:
            yield _finding("note", "short", name=each.name, share=each.handle.short_share)
    for each in _without_curve(fit):
        yield _finding("note", "pooled_patience", name=each.name, count=each.patience.abandoned)


def _without_curve(fit: TrafficFit) -> list[ClassFit]:
    many = fit.patience.abandoned >= LEAST_FOR_CURVE and len(fit.classes) > 1
    return [each for each in fit.classes if many and each.patience.abandoned < LEAST_FOR_CURVE]


def _of_log(fit: TrafficFit, traffic: ObservedTraffic) -> Iterator[Finding]:
    contacts = traffic.contacts
    repeated = _repeated(contacts)
    if repeated:
        yield _finding("caution", "repeated", count=repeated)
    if not np.any(contacts.customer != ""):
        yield _finding("note", "no_customers")
    elif not np.any(np.isfinite(contacts.solved)):
        yield _finding("note", "no_solved")
    if not fit.presence:
        yield _finding("caution", "no_agents")
    else:
        yield _finding("note", "proxy", minutes=fit.options.longest_idle_s / 60)
        unstaffed = contacts.served & ~traffic.staffed
        if unstaffed.mean() > _UNSTAFFED:
            yield _finding("caution", "unstaffed", share=float(unstaffed.mean()))
    if fit.slots > 1 and fit.turns is None:
        yield _finding("caution", "shared_attention", slots=fit.slots)
    unknown = int((~contacts.bot_ended & ~np.isfinite(contacts.wait_s)).sum())
    if unknown:
        yield _finding("note", "unknown_waits", count=unknown, n=len(contacts))


def _repeated(contacts: ObservedContacts) -> int:
    """Return how many contacts an agent took that stand in the log already, time by time."""
    taken = contacts.served & (contacts.agent != "") & (contacts.service_s > 0)
    times = np.stack((contacts.arrival_s, contacts.wait_s, contacts.service_s), axis=1)[taken]
    rows = zip(contacts.agent[taken].tolist(), *times.T.tolist(), strict=True)
    return int(taken.sum()) - len(set(rows))


def _finding(severity: str, code: str, /, **values: Value) -> Finding:
    sentence = Sentence(f"finding.fit.{code}", values)
    return Finding("note" if severity == "note" else "caution", sentence)
