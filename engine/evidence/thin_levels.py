"""Levels, flags and bands that few clusters hold: their clustered errors cannot be trusted."""

import numpy as np

from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.design import Design, DesignColumn

LEAST_CLUSTERS = 6  # on either side of a yes or no; ours, after the reference below


def thin_levels(design: Design) -> tuple[Finding, ...]:
    """Return a caution for each 0/1 column of a term with few clusters at 0 or at 1.

    All contacts of a level in one cluster make the sum of its scores there 0, and with it the
    clustered error: the smaller the evidence, the surer it looks. Fixed effects are left aside,
    their own errors are nobody's question; so are clusterings that are too few as a whole.

    References
    ----------
    MacKinnon and Webb (2018), Econometrics Journal 21, 114-135 (few treated clusters).
    """
    asked = [j for j, column in enumerate(design.columns) if _is_yes_or_no(column)]
    told = []
    for clustering in design.clusterings:
        if len(clustering.labels) < LEAST_CLUSTERS:
            continue
        sizes = np.bincount(clustering.codes)
        for j in asked:
            ones = np.bincount(clustering.codes, design.matrix[:, j])
            fewest = int(min(np.count_nonzero(ones), np.count_nonzero(ones < sizes)))
            if fewest < LEAST_CLUSTERS:
                values: dict[str, Value] = {
                    "column": design.columns[j].name,
                    "clusters": fewest,
                    "cluster": clustering.column,
                    "few": LEAST_CLUSTERS,
                }
                told.append(Finding("caution", Sentence("finding.evidence.thin_level", values)))
    return tuple(told)


def _is_yes_or_no(column: DesignColumn) -> bool:
    discrete = all(factor.is_discrete for factor in column.factors)
    return bool(column.factors) and discrete and not column.fixed_effect
