"""The indicators of tickets, attributed orders, quality samples and agent months."""

from collections.abc import Iterable
from dataclasses import replace

from engine.domain.indicators import Controllability, Direction, Population
from engine.metrics.definition import CREDITED, DRAWN_AT_RANDOM, Definition, Kind, Table

_LOWER = Direction.LOWER
_TEAM, _SYSTEM = Controllability.TEAM, Controllability.SYSTEM


def record_definitions() -> Iterable[Definition]:
    """Yield every definition over tickets, sales, samples and staff."""
    yield from _tickets()
    yield from _orders()
    yield from _quality()
    yield from _staff()


def _of(table: Table, id_: str, unit: str, kind: Kind, value: str, *needs: str) -> Definition:
    return Definition(id=id_, unit=unit, kind=kind, table=table, value=value, needs=needs)


def _tickets() -> Iterable[Definition]:
    """Yield what becomes of tickets, each counted in the period in which it is opened."""
    table, share, mean = Table.TICKETS, Kind.SHARE, Kind.MEAN
    took = "epoch(closed_at) - epoch(opened_at)"
    ticket_time = _of(table, "ticket_time", "s", mean, took, "closed_at")
    yield replace(ticket_time, direction=_LOWER).gamed("closure", "repeat")
    staged = ("staged_on_time", "staged_due")
    timely = _of(table, "staged", "share", Kind.RATIO, "staged_on_time", *staged)
    yield replace(timely, per="staged_due", counted="staged_due > 0").gamed("resolution")
    resolved = _of(
        table, "complaint_resolved", "share", share, "resolved_at IS NOT NULL", "resolved_at"
    )
    resolved = replace(resolved, counted="complaint", needs=("resolved_at", "complaint"))
    yield replace(resolved, controllability=_TEAM).gamed("complaint")
    confirmed = "closed_at IS NOT NULL AND confirmed"
    closure = _of(table, "closure", "share", share, confirmed, "closed_at", "confirmed")
    yield closure.gamed("resolution", "csat_rate")
    workload = _of(table, "workload", "count", Kind.TOTAL, "1")
    yield replace(
        workload, population=Population.AFTERSALE, controllability=_SYSTEM, direction=Direction.BAND
    ).gamed("qa_ticket", "ticket_outcome")
    yield _ticket_outcome()


def _ticket_outcome() -> Definition:
    """Return the share of closed tickets with a sale or a satisfied rating; none known: no."""
    sold, rated = "coalesce(sold, FALSE)", "coalesce(csat >= $satisfied_from, FALSE)"
    known = "closed_at IS NOT NULL AND (sold IS NOT NULL OR csat IS NOT NULL)"
    needs = ("closed_at", "sold", "csat")
    made = _of(Table.TICKETS, "ticket_outcome", "share", Kind.SHARE, f"{sold} OR {rated}", *needs)
    return replace(made, counted=known, population=Population.AFTERSALE).gamed("workload")


def _orders() -> Iterable[Definition]:
    """Yield what becomes of attributed orders; silent ones are nobody's and stay outside."""
    share = Kind.SHARE
    paid = _of(Table.PLACED, "paid_rate", "share", share, "paid", "paid", "is_silent")
    yield replace(paid, among=CREDITED, population=Population.PRESALE, controllability=_SYSTEM)
    remind = _of(Table.REMINDERS, "remind", "share", share, "paid_after", "paid_after")
    yield replace(remind, population=Population.PRESALE).gamed("csat_rate")
    took = _of(Table.SALES, "refund_time", "s", Kind.MEAN, "refund_s", "refund_s", "is_silent")
    took = replace(took, among=CREDITED, direction=_LOWER, population=Population.AFTERSALE)
    yield replace(took, controllability=_TEAM)
    dispute = _of(Table.SALES, "dispute", "share", share, "disputed", "disputed", "is_silent")
    yield replace(dispute, among=CREDITED, direction=_LOWER, controllability=_TEAM).gamed(
        "csat_rate"
    )


def _quality() -> Iterable[Definition]:
    """Yield quality scores: random samples only, weighted back where their chance is known."""
    for definition in _quality_scores():
        yield replace(definition, among=DRAWN_AT_RANDOM, weight="sample_weight")
    cost = _of(Table.SAMPLES, "qa_cost", "CNY", Kind.TOTAL, "cost_cny", "cost_cny")
    yield replace(cost, direction=_LOWER, controllability=_TEAM).gamed("qa_pass")


def _quality_scores() -> Iterable[Definition]:
    table, mean, share = Table.SAMPLES, Kind.MEAN, Kind.SHARE
    session = _of(table, "qa_session", "points", mean, "session_score", "session_score")
    yield session.gamed("csat_rate")
    yield _of(table, "qa_ticket", "points", mean, "ticket_score", "ticket_score").gamed("fcr")
    yield _of(table, "qa_pass", "share", share, "passed", "passed").gamed("qa_session")
    yield _of(table, "polite", "share", share, "polite", "polite").gamed("csat_rate")
    for id_ in ("emotion", "empathy", "voice", "knowledge"):
        yield _of(table, id_, "points", mean, id_, id_)
    yield _of(table, "initiative", "points", mean, "initiative", "initiative").gamed("csat_rate")
    acceptable = _of(table, "acceptability", "points", mean, "acceptability", "acceptability")
    yield replace(acceptable, population=Population.AFTERSALE).gamed("fcr")
    per_100 = "100 * red_line::INT"
    breaches = _of(table, "compliance", "count", mean, per_100, "red_line")
    yield replace(breaches, direction=_LOWER, within=(0.0, 100.0))


def _staff() -> Iterable[Definition]:
    """Yield what the agent months record: a mean over months where a period holds several."""
    for definition in _staff_records():
        yield replace(definition, window="month")


def _staff_records() -> Iterable[Definition]:
    table, record = Table.STAFF, Kind.RECORD
    yield _of(table, "attendance", "share", record, "attendance", "attendance")
    worked = "test_score / 100"
    yield _of(table, "learning", "share", record, worked, "test_score").gamed("qa_session")
    violations = _of(table, "discipline", "count", record, "violations", "violations")
    yield replace(violations, direction=_LOWER)
    online = _of(table, "online_time", "h", record, "online_h", "online_h")
    yield replace(online, controllability=_TEAM).gamed("throughput")
    stress = _of(table, "workload_stress", "points", record, "pressure", "pressure")
    yield replace(stress, direction=_LOWER, controllability=_SYSTEM)
    rated = _of(table, "collaboration", "points", record, "collaboration", "collaboration")
    yield rated.gamed("qa_session")
