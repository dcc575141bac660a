"""The negative binomial agrees with MASS, with statsmodels and with Poisson at its edge."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.design import design
from engine.evidence.fitted import FittedModel
from engine.evidence.negative_binomial import negative_binomial_fit
from engine.evidence.regressions import fit
from engine.evidence.standardisation import standardisation

Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
Read = Callable[[str], ColumnTable]
FEMALE = Term("fem", Role.LEVER, Transform.CATEGORY, reference="Men")
MARRIED = Term("mar", Role.LEVER, Transform.CATEGORY, reference="Single")
SPEND = Term("first_spend", Role.LEVER, Transform.LOG1P)
QUANTITY = Term("first_qty", Role.LEVER, Transform.LOG)


@pytest.fixture(scope="module")
def long_1990(read_data: Read, specify: Specify) -> FittedModel:
    terms = (FEMALE, MARRIED, "kid5", "phd", "ment")
    family = Family.NEGATIVE_BINOMIAL
    question = specify(*terms, outcome="art", family=family, cluster="")
    return fit(read_data("biochemists.csv"), question)


def test_biochemists_mass_glm_nb(long_1990: FittedModel, cases: Cases) -> None:
    expected = cases["biochemists_poisson_nb"]["expected"]

    conditional = np.sqrt(np.diag(long_1990.bread))

    assert long_1990.coefficients == pytest.approx(list(expected["nb"]["coef"].values()), rel=1e-7)
    assert conditional == pytest.approx(list(expected["nb"]["se"].values()), rel=1e-7)
    assert long_1990.standard_errors == pytest.approx(conditional, rel=0.12)
    assert long_1990.alpha == pytest.approx(expected["nb_alpha"], rel=1e-8)
    assert long_1990.log_likelihood == pytest.approx(expected["nb_loglik"], rel=1e-10)


def test_biochemists_joint_errors_of_statsmodels(long_1990: FittedModel) -> None:
    made = long_1990.design
    start = np.append(long_1990.coefficients, long_1990.alpha)

    model = sm.NegativeBinomial(made.outcome, made.matrix)
    reference = model.fit(start_params=start, method="newton", disp=0)

    assert long_1990.standard_errors == pytest.approx(reference.bse[:-1], rel=1e-6)
    assert long_1990.null_log_likelihood == pytest.approx(reference.llnull, rel=1e-8)
    told = long_1990.findings[-1].sentence
    assert told.values["error"] == pytest.approx(reference.bse[-1], rel=1e-6)


def test_cdnow_with_exposure_mass_glm_nb(read_data: Read, cases: Cases, specify: Specify) -> None:
    expected = cases["cdnow_r_4_2_2"]["expected"]["nb"]
    settings = {"family": Family.NEGATIVE_BINOMIAL, "exposure": "days_observed", "cluster": ""}
    question = specify(SPEND, QUANTITY, outcome="repeat_count", **settings)

    fitted = fit(read_data("cdnow_repurchase.csv.gz"), question)

    conditional = np.sqrt(np.diag(fitted.bread))
    error_of_theta = float(fitted.findings[-1].sentence.values["error"]) / fitted.alpha**2
    assert fitted.coefficients == pytest.approx(list(expected["coef"].values()), rel=1e-6)
    assert conditional == pytest.approx(list(expected["se"].values()), rel=1e-6)
    assert fitted.alpha == pytest.approx(expected["alpha"], rel=1e-6)
    assert fitted.log_likelihood == pytest.approx(expected["loglik"], rel=1e-9)
    assert error_of_theta == pytest.approx(expected["se_theta"], rel=2e-3)


def test_counts_that_spread_no_more_than_poissons_are_poissons(
    cases: Cases, tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    table = tabulate(cases["dobson_poisson"]["data"]["columns"])
    terms = [
        Term(name, Role.LEVER, Transform.CATEGORY, reference="1")
        for name in ("outcome", "treatment")
    ]
    settings = {"outcome": "counts", "cluster": ""}

    poisson = fit(table, specify(*terms, family=Family.POISSON, **settings))
    fitted = fit(table, specify(*terms, family=Family.NEGATIVE_BINOMIAL, **settings))

    assert fitted.alpha == 0.0
    assert fitted.coefficients.tolist() == poisson.coefficients.tolist()
    assert fitted.findings[-1].sentence.key == "finding.evidence.no_over_dispersion"


def test_sums_of_counts_are_refused(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    table = tabulate({"y": [4, 7, 1], "n": [9, 9, 2], "x": [1.0, 2.0, 4.0]})
    made = design(table, specify("x", family=Family.GROUPED, trials="n", cluster=""))

    with pytest.raises(InputError, match="counts_summed"):
        negative_binomial_fit(made, standardisation(made.matrix))


def test_white_errors_rest_on_the_information_with_alpha_held(
    long_1990: FittedModel, read_data: Read, specify: Specify
) -> None:
    settings = {"outcome": "art", "family": Family.NEGATIVE_BINOMIAL, "cluster": ""}
    terms = (FEMALE, MARRIED, "kid5", "phd", "ment")
    question = specify(*terms, errors=ErrorDefinition.HC0, **settings)

    fitted = fit(read_data("biochemists.csv"), question)

    matrix, bread = long_1990.design.matrix, long_1990.bread
    meat = matrix.T @ (long_1990.score[:, None] ** 2 * matrix)
    assert fitted.covariance == pytest.approx(bread @ meat @ bread, rel=1e-9)
