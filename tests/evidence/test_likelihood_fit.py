"""Figures of a maximum-likelihood fit are those of R."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.evidence import statsmodels_estimates
from engine.evidence.design import design
from engine.evidence.likelihood_fit import confirmed_maximum, likelihood_fit
from engine.evidence.likelihoods import BERNOULLI
from engine.evidence.maximisation import maximum
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def test_menarche_deviances(
    cases: dict[str, dict[str, Any]], tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["menarche_grouped"]
    table = tabulate(case["data"]["columns"])
    settings = {"family": Family.GROUPED, "trials": "Total", "cluster": ""}
    made = design(table, specify("Age", outcome="Menarche", **settings))

    found = likelihood_fit(made, standardisation(made.matrix), Family.GROUPED)

    null = found.deviance + 2 * (found.log_likelihood - found.null_log_likelihood)
    assert found.deviance == pytest.approx(case["expected"]["deviance"], rel=1e-10)
    assert null == pytest.approx(case["expected"]["null_deviance"], rel=1e-10)


def test_saturated_groups_have_no_dispersion(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [12, 30], "n": [100, 120], "arm": [0.0, 1.0]})
    specification = specify("arm", family=Family.GROUPED, trials="n", cluster="")
    made = design(table, specification)

    found = likelihood_fit(made, standardisation(made.matrix), Family.GROUPED)

    odds = np.array([12 / 88, 30 / 90])
    error = np.sqrt(1 / 12 + 1 / 88 + 1 / 30 + 1 / 90)  # Woolf's, of the log odds ratio
    assert found.coefficients[1] == pytest.approx(np.log(odds[1] / odds[0]), rel=1e-9)
    assert np.sqrt(found.bread[1, 1]) == pytest.approx(error, rel=1e-9)
    assert np.isnan(found.dispersion)
    assert found.deviance == pytest.approx(0.0, abs=1e-9)


def test_a_start_that_leads_nowhere_is_left_for_the_mean(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", "flag"))
    standard = standardisation(made.matrix)

    found = confirmed_maximum(made, standard, BERNOULLI, np.array([0.0, 1e6, 0.0]))

    assert found.coefficients == pytest.approx(maximum(made, standard, BERNOULLI).coefficients)


def test_what_the_library_missed_is_refined_and_told(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = design(small, specify("wait_s", "flag"))
    standard = standardisation(made.matrix)
    known = likelihood_fit(made, standard, Family.LOGIT)
    monkeypatch.setitem(statsmodels_estimates._NEWTON, "tol", 1.0)  # it stops after a step or two

    found = likelihood_fit(made, standard, Family.LOGIT)

    assert known.findings == ()
    assert found.coefficients == pytest.approx(known.coefficients, rel=1e-9)
    assert found.findings[0].sentence.key == "finding.evidence.estimate_refined"
