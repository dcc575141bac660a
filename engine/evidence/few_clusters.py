"""What fewer than thirty clusters can bear: errors and tests shown beside the sandwich's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.domain.specification import ErrorDefinition, Family
from engine.evidence.bias_reduced import bias_reduced
from engine.evidence.design import Clustering
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.regressions import fit_design
from engine.evidence.wild_bootstrap import DRAWS, WildTest, summed_by_cluster, wild_test


@dataclass(frozen=True, slots=True)
class FewClusterErrors:
    """One coefficient under few clusters.

    Parameters
    ----------
    place
        Of the coefficient among the design's columns.
    standard_error, degrees
        Bell and McCaffrey's bias-reduced error (CR2) with Satterthwaite's degrees; 0 degrees
        where the coefficient rests on one cluster alone and nothing tells its error.
    wild
        The wild cluster bootstrap's test of 0; None for the intercept and for penalised (Firth)
        fits.
    """

    place: int
    standard_error: float
    degrees: float
    wild: WildTest | None


def few_cluster_errors(
    fit: FittedModel, rng: np.random.Generator, places: Sequence[int], draws: int = DRAWS
) -> tuple[FewClusterErrors, ...]:
    """Return CR2 errors and bootstrap p-values of some coefficients.

    Parameters
    ----------
    fit
        Clustered; with two cluster columns the one with fewest clusters counts. A Cox fit, or
        one without clusters, has no such errors: the answer is empty.
    rng
        Draws the bootstrap's weights, the same for every coefficient.
    places
        Columns of the design, each tested by a fit without it.
    draws
        Where not all patterns of signs are gone through.

    References
    ----------
    Cameron and Miller (2015), Journal of Human Resources 50, section VI.
    """
    if fit.specification.family is Family.COX or not fit.design.clusterings or not places:
        return ()
    clustering = min(fit.design.clusterings, key=lambda each: len(each.labels))
    few = bias_reduced(fit.design.matrix, fit.score, fit.information, clustering.codes, places)
    errors = np.sqrt(np.diag(few.covariance))
    seed = int(rng.integers(2**63))
    return tuple(
        FewClusterErrors(
            place,
            float(errors[place]),
            float(few.degrees[i]),
            _wild(fit, clustering, place, np.random.default_rng(seed), draws),
        )
        for i, place in enumerate(places)
    )


def _wild(
    fit: FittedModel, clustering: Clustering, place: int, rng: np.random.Generator, draws: int
) -> WildTest | None:
    if fit.method is Method.FIRTH or place == 0:
        return None
    keep = [j for j in range(len(fit.coefficients)) if j != place]
    design = replace(
        fit.design,
        matrix=fit.design.matrix[:, keep],
        columns=tuple(fit.design.columns[j] for j in keep),
    )
    plain = replace(fit.specification, errors=ErrorDefinition.MODEL)
    null = fit_design(design, plain)
    sums = summed_by_cluster(fit.design.matrix, null.score, null.information, clustering.codes)
    return wild_test(sums, place, rng, draws)
