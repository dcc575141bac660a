"""A call log of two weeks for tests of fitting: two classes, three agents, a menu, hang-ups."""

from functools import cache
from pathlib import Path

import numpy as np

from engine.simulation.fitting.observed import ObservedContacts, contacts_of
from engine.studies.fit import traffic_fit
from engine.studies.fitted_traffic import FitOptions, TrafficFit

DAYS, CALLS = 14, 70
FIRST_DATE = np.datetime64("2026-06-01")  # a Monday


def call_log(days: int = DAYS, *, abandoning: bool = True) -> ObservedContacts:
    """Return calls between 9:00 and 18:00: lognormal work, exponential patience, short menus."""
    rng = np.random.default_rng(618)
    n = days * CALLS
    day = np.repeat(np.arange(days), CALLS)
    wait_s = np.round(rng.exponential(40, n))
    patience_s = np.round(rng.exponential(120, n)) if abandoning else np.full(n, np.inf)
    menu_ended = rng.random(n) < 0.05
    served = ~menu_ended & (patience_s >= wait_s)
    kind = np.where(rng.random(n) < 0.3, "refund", "order")
    mean = np.where(kind == "refund", 300.0, 120.0)
    work_s = np.round(mean * np.exp(rng.normal(-0.125, 0.5, n)))
    return contacts_of(
        arrival_s=day * 86_400.0 + 32_400 + np.floor(rng.random(n) * 32_400),
        served=served,
        bot_ended=menu_ended,
        bot_s=np.round(rng.lognormal(2.0, 0.3, n)),
        wait_s=np.where(menu_ended, 0.0, np.minimum(wait_s, patience_s)),
        service_s=np.where(served, work_s, np.nan),
        agent=np.where(served, rng.choice(["ann", "ben", "cai"], n), ""),
        contact_class=kind,
        customer=rng.integers(0, 600, n).astype(str),
        first_date=FIRST_DATE,
    )


@cache
def fitted_log() -> TrafficFit:
    """Return the fit of the two weeks, made once."""
    return traffic_fit(call_log(), FitOptions(), np.random.default_rng(1))


def written(contacts: ObservedContacts, path: Path) -> Path:
    """Write calls as a plain call log."""
    lines = ["date,entry,type,vru_s,queue_s,served,service_s,agent,customer"]
    for row in range(len(contacts)):
        at_s = contacts.arrival_s[row] % 86_400
        service_s = contacts.service_s[row]
        lines.append(
            f"{FIRST_DATE + int(contacts.day[row])},{at_s:.0f},{contacts.contact_class[row]},"
            f"{contacts.bot_s[row]:.0f},{contacts.wait_s[row]:.0f},{int(contacts.served[row])},"
            f"{'' if np.isnan(service_s) else f'{service_s:.0f}'},{contacts.agent[row]},"
            f"{contacts.customer[row]}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
