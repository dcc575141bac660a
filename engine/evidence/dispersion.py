"""Whether outcomes spread more than their family allows, and what that does to plain errors."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.specification import ErrorDefinition, Family
from engine.domain.texts import Finding, Sentence
from engine.evidence.design import Design
from engine.evidence.fitted import Solution

TOLD_FROM_ONE = 0.01  # the chance of an alarm where the spread is the family's own


def over_dispersion_p_value(
    outcome: NDArray[np.float64], mean: NDArray[np.float64], contacts: NDArray[np.float64]
) -> float:
    """Return the one-sided p-value that counts spread no more than Poisson's.

    Parameters
    ----------
    outcome, mean
        (n,) counts and their fitted means under Poisson.
    contacts
        (n,) that share the row: each has the count and the mean.

    Notes
    -----
    ``T = sum((y - mu)^2 - y) / sqrt(2 sum mu^2)``, normal in large samples: the score test
    against the negative binomial. Pearson's chi2 is no chi2 where the means are small.

    References
    ----------
    Dean and Lawless (1989), Journal of the American Statistical Association 84, equation 2.3.
    """
    excess = float((contacts * ((outcome - mean) ** 2 - outcome)).sum())
    return float(stats.norm.sf(excess / np.sqrt(2 * float((contacts * mean**2).sum()))))


def dispersion_findings(
    design: Design, family: Family, solution: Solution, errors: ErrorDefinition
) -> tuple[Finding, ...]:
    """Return the word on a spread above the family's own, an alarm where the errors ignore it.

    Grouped outcomes are tested by Pearson's chi2 on rows - columns, counts by
    :func:`over_dispersion_p_value`; contacts counted together have one count, and their own
    degrees of freedom.
    """
    contacts = design.trials
    spare = len(design.outcome) - design.matrix.shape[1]
    dispersion = solution.dispersion
    match family:
        case Family.GROUPED if spare > 0 and design.trials.max() > 1:
            p_value = float(stats.chi2.sf(dispersion * spare, spare))
        case Family.POISSON:
            mean = (design.outcome - solution.score) / contacts
            p_value = over_dispersion_p_value(design.outcome / contacts, mean, contacts)
            dispersion *= spare / max(float(contacts.sum()) - design.matrix.shape[1], 1.0)
        case _:
            return ()
    if p_value >= TOLD_FROM_ONE:
        return ()
    ignored = errors is ErrorDefinition.MODEL
    values = {
        "dispersion": dispersion,
        "factor": float(np.sqrt(dispersion)),
        "p_value": p_value,
    }
    key = "finding.evidence.over_dispersed" + ("" if ignored else "_met")
    if family is Family.POISSON and ignored:
        key = "finding.evidence.over_dispersed_counts"
    return (Finding("alarm" if ignored else "note", Sentence(key, values)),)
