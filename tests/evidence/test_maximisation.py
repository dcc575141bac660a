"""Newton's steps reach the maximum that statsmodels reaches, to more digits."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.specification import Specification
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.design import Design, design
from engine.evidence.likelihoods import BERNOULLI, HAZARD, POISSON
from engine.evidence.maximisation import information, intercept_alone, maximiser, maximum, predictor
from engine.evidence.standardisation import standardisation


@pytest.fixture
def made(small: ColumnTable, specify: Callable[..., Specification]) -> Design:
    return design(small, specify("wait_s", "flag"))


def test_score_is_zero_at_the_maximum(made: Design) -> None:
    standard = standardisation(made.matrix)

    found = maximum(made, standard, BERNOULLI)

    eta = predictor(made, standard, found.coefficients)
    score, _ = BERNOULLI.derivatives(made.outcome, made.trials, eta)
    slope = standard.apply(made.matrix).T @ score
    assert np.abs(slope * np.sqrt(np.diag(found.bread))).max() < 1e-9  # in standard errors


def test_cloglog_agrees_with_statsmodels(made: Design) -> None:
    standard = standardisation(made.matrix)
    family = sm.families.Binomial(sm.families.links.CLogLog())

    found = standard.way_back() @ maximum(made, standard, HAZARD).coefficients

    reference = sm.GLM(made.outcome, made.matrix, family).fit(tol=1e-14, maxiter=200)
    assert found == pytest.approx(reference.params, rel=1e-8)


def test_any_start_leads_to_the_same_maximum(made: Design) -> None:
    standard = standardisation(made.matrix)

    near = maximum(made, standard, BERNOULLI)
    far = maximum(made, standard, BERNOULLI, np.array([4.0, -6.0, 5.0]))

    assert far.coefficients == pytest.approx(near.coefficients, rel=1e-9)
    assert far.bread == pytest.approx(near.bread, rel=1e-9)


def test_intercept_alone_counts_the_exposure(made: Design) -> None:
    exposed = replace(made, offset=np.log(np.full(600, 2.0)))

    assert np.exp(intercept_alone(exposed, POISSON)) == pytest.approx(made.outcome.mean() / 2)


def test_information_of_given_weights_is_the_weighted_cross_product(made: Design) -> None:
    standard = standardisation(made.matrix)
    weights = np.linspace(0.1, 2.0, 600)

    dense = standard.apply(made.matrix)

    assert information(made, standard, weights) == pytest.approx((dense.T * weights) @ dense)


def test_likelihood_without_a_maximum_is_refused(made: Design) -> None:
    outcome = np.zeros(600)
    outcome[0] = 1.0
    matrix = np.column_stack([np.ones(600), np.eye(600)[0]])
    separated = replace(made, outcome=outcome, matrix=matrix, columns=made.columns[:2])

    with pytest.raises(MethodError, match="not_converged"):
        maximum(separated, standardisation(matrix), BERNOULLI)


def test_nearly_collinear_columns_still_come_to_an_end(made: Design) -> None:
    rng = np.random.default_rng(9)
    x = rng.normal(size=20_000)
    matrix = np.column_stack([np.ones(20_000), x, x + 3e-5 * rng.normal(size=20_000)])
    outcome = (rng.random(20_000) < 1 / (1 + np.exp(-x))).astype(float)
    ones, none = np.ones(20_000), np.zeros(20_000)
    wide = replace(made, outcome=outcome, matrix=matrix, trials=ones, offset=none)

    found = maximum(wide, standardisation(matrix), BERNOULLI)

    assert found.coefficients[1] + found.coefficients[2] == pytest.approx(1.0, abs=0.1)


def test_maximiser_is_the_maximum_from_any_start(made: Design) -> None:
    standard = standardisation(made.matrix)
    found = maximum(made, standard, BERNOULLI)
    errors = np.sqrt(np.diag(found.bread))

    for start in (None, found.coefficients + 2 * errors, np.array([4.0, -6.0, 5.0])):
        near = maximiser(made, standard, BERNOULLI, start)

        assert np.abs((near - found.coefficients) / errors).max() < 1e-6
