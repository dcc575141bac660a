"""The fit of one class."""

import numpy as np

from engine.simulation.fitting.day_kinds import days_of
from engine.studies.fitted_classes import (
    ObservedTraffic,
    fitted_class,
    patience_of,
    perhaps_fitted,
)
from engine.studies.fitted_traffic import FitOptions, day_counts
from tests.call_logs import FIRST_DATE, call_log


def test_a_class_has_its_own_figures_and_denominators() -> None:
    log = call_log()
    n = len(log)
    counts = day_counts(log.arrival_s, days_of(np.arange(14), FIRST_DATE), 1800.0)
    traffic = ObservedTraffic(log, np.ones(n, np.bool_), np.ones(n, np.bool_), log.service_s)

    found = fitted_class("refund", traffic, counts, FitOptions(), np.random.default_rng(1))

    mine = log.contact_class == "refund"
    assert found.contacts == mine.sum()
    assert found.rates["weekday"].contacts + found.rates["weekend"].contacts == mine.sum()
    assert found.handle is not None
    assert found.handle.n == found.served
    assert found.bot.count == (mine & log.bot_ended).sum()
    assert found.returns is not None


def test_too_few_durations_are_no_fit() -> None:
    assert perhaps_fitted(np.array([1.0, np.nan]), np.random.default_rng(1)) is None


def test_patience_leaves_out_who_never_reached_the_queue() -> None:
    log = call_log()

    found = patience_of(log)

    waiting = ~log.bot_ended & ((log.wait_s > 0) | log.abandoned)
    assert found.n == waiting.sum()
    assert found.abandoned == log.abandoned.sum()
