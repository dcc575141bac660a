"""Whether outcomes spread more than their family allows, and what that does to plain errors."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.specification import ErrorDefinition, Family
from engine.domain.texts import Finding, Sentence
from engine.evidence.design import Design
from engine.evidence.fitted import Solution

TOLD_FROM_ONE = 0.01  # the chance of an alarm where the spread is the family's own


def over_dispersion_p_value(outcome: NDArray[np.float64], mean: NDArray[np.float64]) -> float:
    """Return the one-sided p-value that counts spread no more than Poisson's.

    Parameters
    ----------
    outcome, mean
        (n,) counts and their fitted means under Poisson.

    Notes
    -----
    ``T = sum((y - mu)^2 - y) / sqrt(2 sum mu^2)``, normal in large samples: the score test
    against the negative binomial. Pearson's chi2 is no chi2 where the means are small.

    References
    ----------
    Dean and Lawless (1989), Journal of the American Statistical Association 84, equation 2.3.
    """
    excess = float(((outcome - mean) ** 2 - outcome).sum())
    return float(stats.norm.sf(excess / np.sqrt(2 * float((mean**2).sum()))))


def dispersion_findings(
    design: Design, family: Family, solution: Solution, errors: ErrorDefinition
) -> tuple[Finding, ...]:
    """Return the word on a spread above the family's own, an alarm where the errors ignore it.

    Grouped outcomes are tested by Pearson's chi2 on rows - columns, counts by
    :func:`over_dispersion_p_value`.
    """
    spare = len(design.outcome) - design.matrix.shape[1]
    match family:
        case Family.GROUPED if spare > 0 and design.trials.max() > 1:
            p_value = float(stats.chi2.sf(solution.dispersion * spare, spare))
        case Family.POISSON:
            p_value = over_dispersion_p_value(design.outcome, design.outcome - solution.score)
        case _:
            return ()
    if p_value >= TOLD_FROM_ONE:
        return ()
    ignored = errors is ErrorDefinition.MODEL
    values = {
        "dispersion": solution.dispersion,
        "factor": float(np.sqrt(solution.dispersion)),
        "p_value": p_value,
    }
    key = "finding.evidence.over_dispersed" + ("" if ignored else "_met")
    if family is Family.POISSON and ignored:
        key = "finding.evidence.over_dispersed_counts"
    return (Finding("alarm" if ignored else "note", Sentence(key, values)),)
