"""What statsmodels estimates, on standardised columns; its warnings become words.

The one module that knows the library. The room's own score equations confirm what it answers and
add the last digits; rows with gaps, clusters and errors never reach it.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.discrete.discrete_model import Logit, NegativeBinomial, Poisson
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.families.links import CLogLog
from statsmodels.genmod.families.links import Logit as LogitLink
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.sm_exceptions import ModelWarning

from engine.domain.specification import Family
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.design import Design
from engine.evidence.standardisation import Standardisation

MOST_NUMBERS = 50_000_000  # rows x columns; the library holds several copies of the matrix
MOST_LINEAR_ROWS = 100_000  # above, its least squares alone would double the time of a fit
MOST_SURVIVAL_ROWS = 30_000  # about 5 s of its partial likelihood, where ours takes 0.1 s
MOST_STEPS = 25  # of Newton's; a maximum that exists is reached in fewer
MOST_BFGS_STEPS = 500
SETTLED = 1e-6  # of a standardised coefficient: Newton's next step would be its square
FLAT = 1e-7  # slope of the mean log-likelihood where BFGS stops
TOLD = 1e-3  # standard errors between the library's estimate and the maximum
ROUNDING = 1e-6  # of the largest coefficient, where the errors themselves are rounding

_NEWTON = {"method": "newton", "maxiter": MOST_STEPS, "tol": SETTLED, "ridge_factor": 0.0}
_BFGS = {"method": "bfgs", "maxiter": MOST_BFGS_STEPS, "gtol": FLAT}


@dataclass(frozen=True, slots=True, eq=False)
class LibraryEstimate:
    """The library's answer.

    Parameters
    ----------
    routine
        Name of its model.
    values
        (k,) coefficients of the standardised columns, with alpha behind them (k + 1,) for the
        negative binomial; None where the library came to no end or was not asked.
    trouble
        How it said that it came to no end: the name of its warning or error, else empty.
    """

    routine: str
    values: NDArray[np.float64] | None = None
    trouble: str = ""

    def notes(
        self, refined: NDArray[np.float64], errors: NDArray[np.float64]
    ) -> tuple[Finding, ...]:
        """Return the word on an estimate that the library missed.

        Parameters
        ----------
        refined, errors
            The maximum in the order of ``values`` and its standard errors.
        """
        told: dict[str, Value] = {"routine": self.routine}
        if self.trouble:
            told["trouble"] = self.trouble
            return (Finding("note", Sentence("finding.evidence.estimate_stopped", told)),)
        if self.values is None:
            return ()
        away = np.abs(refined - self.values)
        far = away > TOLD * errors + ROUNDING * np.abs(refined).max()
        if not far.any():
            return ()
        with np.errstate(divide="ignore"):
            told["distance"] = float((away[far] / errors[far]).max())
        return (Finding("note", Sentence("finding.evidence.estimate_refined", told)),)


def library_estimate(design: Design, standard: Standardisation, family: Family) -> LibraryEstimate:
    """Return the library's maximum-likelihood estimate of an identified design.

    Parameters
    ----------
    design, standard
        At most 50 million numbers in the matrix: above, the library is not asked, since its
        copies would not fit beside it.
    family
        Any but linear and Cox.

    Notes
    -----
    Yes or no by ``Logit``, or by ``GLM`` where rows have several trials; grouped outcomes and
    hazards by ``GLM`` (three reweighted least squares, then Newton); counts by ``Poisson`` and by
    ``NegativeBinomial`` (NB2, BFGS: Newton's steps drive alpha below 0). Starts are the
    library's: Newton's steps for a rare outcome overshoot from the mean, not from 0.
    """
    routine = _routine(design, family)
    if design.matrix.size > MOST_NUMBERS:
        return LibraryEstimate(routine)
    columns = standard.apply(design.matrix)
    steps = _BFGS if family is Family.NEGATIVE_BINOMIAL else _NEWTON
    return _answer(routine, lambda: _climbed(_model(design, columns, family, routine), steps))


def library_least_squares(
    columns: NDArray[np.float64], target: NDArray[np.float64]
) -> LibraryEstimate:
    """Return the library's least squares by QR of well-scaled columns (n, k) and a target (n,).

    Above 100,000 rows it is not asked: beside its QR it decomposes the matrix by singular values.
    """
    if len(columns) > MOST_LINEAR_ROWS:
        return LibraryEstimate("OLS")
    return _answer(
        "OLS", lambda: (OLS(target, columns, hasconst=True).fit(method="qr").params, True)
    )


def library_partial_likelihood(
    matrix: NDArray[np.float64],
    durations: NDArray[np.float64],
    events: NDArray[np.float64],
    strata: NDArray[np.int64],
    ties: str,
) -> LibraryEstimate:
    """Return the library's proportional-hazards estimate for columns (n, k) without intercept.

    Above 30,000 rows it is not asked: it goes through the event times one by one.
    """
    if len(matrix) > MOST_SURVIVAL_ROWS:
        return LibraryEstimate("PHReg")

    def climbed() -> tuple[NDArray[np.float64], bool]:
        model = PHReg(durations, matrix, status=events, strata=strata, ties=ties)
        return model.fit(maxiter=MOST_STEPS, tol=SETTLED).params, True

    return _answer("PHReg", climbed)


def _routine(design: Design, family: Family) -> str:
    match family:
        case Family.LOGIT if (design.trials == 1).all() and not design.offset.any():
            return "Logit"
        case Family.POISSON:
            return "Poisson"
        case Family.NEGATIVE_BINOMIAL:
            return "NegativeBinomial"
        case _:
            return "GLM"


def _model(design: Design, columns: NDArray[np.float64], family: Family, routine: str) -> Any:
    """Return the library's model; identification has been checked, its rank is not."""
    y, m, offset = design.outcome, design.trials, design.offset
    match routine:
        case "Logit":
            return Logit(y, columns, check_rank=False)
        case "Poisson":
            return Poisson(y, columns, offset=offset + np.log(m), check_rank=False)
        case "NegativeBinomial":
            return NegativeBinomial(y, columns, offset=offset, check_rank=False)
        case _:
            link = CLogLog() if family is Family.HAZARD else LogitLink()
            return GLM(np.column_stack([y, m - y]), columns, Binomial(link), offset=offset)


def _climbed(model: Any, steps: dict[str, Any]) -> tuple[NDArray[np.float64], bool]:
    """Return the parameters where the steps ended, and whether they came to an end.

    Perfect prediction is not watched, which would cost a pass for each step: the separation of
    outcomes is decided by :mod:`engine.evidence.solving`.
    """
    found = model.fit(**steps, disp=0, skip_hessian=True, callback=_unwatched)
    return found.params, bool(found.mle_retvals["converged"])


def _unwatched(_place: NDArray[np.float64]) -> None:
    return None


def _answer(routine: str, asked: Callable[[], tuple[NDArray[np.float64], bool]]) -> LibraryEstimate:
    """Return what the library answers, or by what name it says that it cannot."""
    with warnings.catch_warnings(record=True) as told, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            values, ended = asked()
        except (np.linalg.LinAlgError, ValueError, ZeroDivisionError) as wrong:
            return LibraryEstimate(routine, trouble=type(wrong).__name__)
    named = [each.category.__name__ for each in told if issubclass(each.category, ModelWarning)]
    if named:
        return LibraryEstimate(routine, trouble=named[0])
    if not (ended and np.isfinite(values).all()):
        return LibraryEstimate(routine, trouble="nan" if ended else "converged=False")
    return LibraryEstimate(routine, np.asarray(values, dtype=np.float64))
