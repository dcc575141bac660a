"""What the reader of a fit must know."""

from dataclasses import replace

import numpy as np

from engine.i18n.translate import LANGUAGES, render_sentence
from engine.studies.fit import traffic_fit
from engine.studies.fit_findings import fit_findings
from engine.studies.fitted_classes import ObservedTraffic
from engine.studies.fitted_traffic import FitOptions, TrafficFit
from tests.call_logs import call_log, fitted_log


def codes(found: TrafficFit) -> set[str]:
    return {each.sentence.key.removeprefix("finding.fit.") for each in found.findings}


def test_a_complete_log_says_only_what_is_a_proxy() -> None:
    found = fitted_log()

    assert {"no_solved", "proxy"} <= codes(found)
    assert not {"no_dates", "no_customers", "nobody_abandoned", "incident"} & codes(found)


def test_a_poor_log_says_what_is_not_identified() -> None:
    log = call_log(abandoning=False)
    bare = replace(
        log, customer=np.full(len(log), ""), agent=np.full(len(log), ""), first_date=None
    )

    found = traffic_fit(bare, FitOptions(), np.random.default_rng(1))

    assert {"no_dates", "no_customers", "no_agents", "nobody_abandoned"} <= codes(found)
    assert found.patience.duration is None


def test_agents_who_are_hardly_seen_are_on_duty_more_than_that() -> None:
    log = call_log()
    answered_late = replace(log, wait_s=log.wait_s + 3600.0 * log.served)

    found = traffic_fit(answered_late, FitOptions(), np.random.default_rng(1))

    assert "unstaffed" in codes(found)


def test_contacts_that_stand_twice_in_the_log_are_told() -> None:
    log = call_log()
    twice = log.of(np.sort(np.concatenate((np.arange(len(log)), np.flatnonzero(log.served)[:7]))))

    found = traffic_fit(twice, FitOptions(), np.random.default_rng(1))

    told = {each.sentence.key: each.sentence.values for each in found.findings}
    assert told["finding.fit.repeated"] == {"count": 7}


def test_counts_that_vary_more_than_a_file_can_say_are_told() -> None:
    usual = fitted_log().busyness
    assert usual is not None
    log, busyness = call_log(), replace(usual, variance=2.0)
    traffic = ObservedTraffic(log, np.ones(len(log), bool), np.ones(len(log), bool), log.service_s)

    found = fit_findings(replace(fitted_log(), busyness=busyness), traffic)

    told = {each.sentence.key: each.sentence.values for each in found}
    assert told["finding.fit.uneven"] == {"variance": 2.0, "most": 1.0}


def test_one_day_has_no_busyness() -> None:
    day = call_log().of(np.arange(70))

    found = traffic_fit(day, FitOptions(), np.random.default_rng(1))

    assert "no_busyness" in codes(found)
    assert found.busyness is None


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    found = fitted_log()

    for finding in found.findings:
        for language in LANGUAGES:
            assert render_sentence(finding.sentence, language)
