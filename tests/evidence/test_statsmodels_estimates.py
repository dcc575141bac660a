"""The library's estimates are the maxima of this room, and its troubles have names."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.evidence import statsmodels_estimates
from engine.evidence.design import Design, design
from engine.evidence.least_squares import least_squares
from engine.evidence.likelihoods import LIKELIHOODS
from engine.evidence.maximisation import maximum
from engine.evidence.standardisation import standardisation
from engine.evidence.statsmodels_estimates import (
    LibraryEstimate,
    library_estimate,
    library_least_squares,
    library_partial_likelihood,
)

Specify = Callable[..., Specification]


@pytest.fixture
def made(small: ColumnTable, specify: Specify) -> Design:
    return design(small, specify("wait_s", "flag"))


def of_family(made: Design, family: Family) -> Design:
    """Rows with counts, an exposure or several trials, as the family has them."""
    rng = np.random.default_rng(3)
    if family in (Family.LOGIT, Family.HAZARD):
        return made
    if family is Family.GROUPED:
        trials = rng.integers(1, 9, 600).astype(float)
        return replace(made, trials=trials, outcome=rng.binomial(trials.astype(int), 0.3) * 1.0)
    counts = rng.negative_binomial(2.0, 0.4, 600).astype(float)
    return replace(made, outcome=counts, offset=np.log(rng.uniform(1.0, 4.0, 600)))


@pytest.mark.parametrize(
    ("family", "routine"),
    [
        (Family.LOGIT, "Logit"),
        (Family.GROUPED, "GLM"),
        (Family.HAZARD, "GLM"),
        (Family.POISSON, "Poisson"),
    ],
)
def test_estimate_is_the_maximum(family: Family, routine: str, made: Design) -> None:
    rows = of_family(made, family)
    standard = standardisation(rows.matrix)

    estimate = library_estimate(rows, standard, family)

    best = maximum(rows, standard, LIKELIHOODS[family])
    assert estimate.routine == routine
    assert estimate.values == pytest.approx(best.coefficients, abs=1e-7)
    assert estimate.notes(best.coefficients, np.sqrt(np.diag(best.bread))) == ()


def test_counted_contacts_are_estimated_as_their_rows(made: Design) -> None:
    twice = replace(made, outcome=2 * made.outcome, trials=np.full(600, 2.0))
    standard = standardisation(made.matrix)

    single = library_estimate(made, standard, Family.LOGIT)
    counted = library_estimate(twice, standard, Family.LOGIT)

    assert (single.routine, counted.routine) == ("Logit", "GLM")
    assert counted.values == pytest.approx(single.values, abs=1e-8)


def test_negative_binomial_has_alpha_last(made: Design) -> None:
    rows = of_family(made, Family.NEGATIVE_BINOMIAL)

    estimate = library_estimate(rows, standardisation(rows.matrix), Family.NEGATIVE_BINOMIAL)

    assert estimate.values is not None
    assert len(estimate.values) == 4
    assert 0.2 < estimate.values[-1] < 1.5


def test_least_squares_are_those_of_the_factor(made: Design) -> None:
    standard = standardisation(made.matrix)

    estimate = library_least_squares(standard.apply(made.matrix), made.outcome)

    found = least_squares(made, standard)
    assert estimate.values is not None
    assert standard.way_back() @ estimate.values == pytest.approx(found.coefficients, rel=1e-10)


def test_separated_outcome_is_trouble_by_name(made: Design) -> None:
    separated = replace(made, outcome=made.matrix[:, 2].copy())

    estimate = library_estimate(separated, standardisation(made.matrix), Family.LOGIT)

    assert estimate.values is None
    assert estimate.trouble in {"ConvergenceWarning", "LinAlgError"}


def test_monotone_partial_likelihood_is_trouble_by_name() -> None:
    events = (np.arange(40) % 2).astype(float)
    none = np.zeros(40, dtype=np.int64)

    estimate = library_partial_likelihood(
        events[:, None], np.arange(1.0, 41), events, none, "efron"
    )

    assert estimate.values is None
    assert estimate.trouble


@pytest.mark.parametrize("limit", ["MOST_NUMBERS", "MOST_LINEAR_ROWS", "MOST_SURVIVAL_ROWS"])
def test_large_tables_are_not_asked_for(
    limit: str, made: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statsmodels_estimates, limit, 599)
    ones, none = np.ones(600), np.zeros(600, dtype=np.int64)

    estimate = {
        "MOST_NUMBERS": lambda: library_estimate(
            made, standardisation(made.matrix), Family.POISSON
        ),
        "MOST_LINEAR_ROWS": lambda: library_least_squares(made.matrix, made.outcome),
        "MOST_SURVIVAL_ROWS": lambda: library_partial_likelihood(
            made.matrix[:, 1:], ones, ones, none, "efron"
        ),
    }[limit]()

    assert estimate.values is None
    assert estimate.trouble == ""
    assert estimate.notes(np.zeros(3), np.ones(3)) == ()


def told(estimate: LibraryEstimate, refined: list[float]) -> list[dict[str, Any]]:
    notes = estimate.notes(np.array(refined), np.array([0.1, 0.2]))
    return [{"key": note.sentence.key, **note.sentence.values} for note in notes]


def test_distance_from_the_maximum_is_told_in_standard_errors() -> None:
    estimate = LibraryEstimate("Poisson", np.array([1.0, 2.0]))

    assert told(estimate, [1.0, 2.0001]) == []
    (note,) = told(estimate, [1.0, 2.01])
    assert note["key"] == "finding.evidence.estimate_refined"
    assert note["distance"] == pytest.approx(0.05)
    assert note["routine"] == "Poisson"


def test_no_end_is_told_by_the_librarys_own_word() -> None:
    (note,) = told(LibraryEstimate("GLM", trouble="ConvergenceWarning"), [1.0, 2.0])

    assert note["key"] == "finding.evidence.estimate_stopped"
    assert (note["routine"], note["trouble"]) == ("GLM", "ConvergenceWarning")


def test_an_answer_of_nothing_is_not_taken(made: Design) -> None:
    holed = replace(made, outcome=np.where(np.arange(600) == 3, np.nan, made.outcome))

    estimate = library_estimate(holed, standardisation(made.matrix), Family.LOGIT)

    assert estimate.values is None
    assert estimate.trouble
