"""Evidence: a logit of a million contacts with clustered errors against statsmodels' own.

Both take the same matrix and clusters; ours also checks that an answer exists (no separation, no
collinearity) and polishes it. ``HENG_BENCH_ROWS`` sets the number of contacts.
"""

import numpy as np
from statsmodels.discrete.discrete_model import Logit

from benchmarks.evidence_rows import QUESTION, ROWS, converted_design
from benchmarks.harness import Duel, duel
from engine.evidence.design import Design
from engine.evidence.regressions import fit_design

LEAST_RATIO = 1 / 1.2


def _ours(design: Design) -> np.ndarray:
    fit = fit_design(design, QUESTION)
    return np.stack([fit.coefficients, fit.standard_errors])


def _statsmodels(design: Design) -> np.ndarray:
    groups = {"groups": design.clusterings[0].codes}
    model = Logit(design.outcome, design.matrix)
    fitted = model.fit(disp=0, cov_type="cluster", cov_kwds=groups)
    return np.stack([fitted.params, fitted.bse])


duel(
    Duel(
        f"logit, {ROWS:,} contacts, clustered: statsmodels",
        converted_design,
        _ours,
        _statsmodels,
        lambda ours, other: bool(np.allclose(ours, other, rtol=1e-5, atol=1e-8)),
        rounds=3,
        least_ratio=LEAST_RATIO,
    )
)
