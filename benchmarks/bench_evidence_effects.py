"""Evidence: average marginal effects of a million contacts against statsmodels' ``get_margeff``.

The same effects with delta-method errors; the memory that ours takes beyond the data is measured
in a process of its own and asserted.
"""

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
from statsmodels.discrete.discrete_model import Logit, LogitResults

from benchmarks.evidence_rows import ROWS, converted_design, converted_fit
from benchmarks.harness import Duel, duel
from engine.evidence.effects import average_marginal_effects
from engine.evidence.fitted import FittedModel

LEAST_RATIO = 20
MOST_MEMORY_BYTES = 200_000_000

_CHILD = """
import tracemalloc
from benchmarks.evidence_rows import converted_fit
from engine.evidence.effects import average_marginal_effects
fit = converted_fit()
tracemalloc.start()  # numpy tells it of its arrays
average_marginal_effects(fit)
print(tracemalloc.get_traced_memory()[1])
"""


@dataclass(frozen=True, slots=True)
class _Fits:
    """The same fit, ours and statsmodels'."""

    ours: FittedModel
    other: LogitResults


def _fits() -> _Fits:
    _assert_memory()
    design = converted_design()
    groups = {"groups": design.clusterings[0].codes}
    other = Logit(design.outcome, design.matrix).fit(disp=0, cov_type="cluster", cov_kwds=groups)
    return _Fits(converted_fit(), other)


def _assert_memory() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True
    )
    extra = int(told.stdout)
    print(f"effects of {ROWS:,} contacts: {extra / 1e6:,.0f} MB beyond the fit")
    assert extra < MOST_MEMORY_BYTES, f"{extra:,} bytes"


def _ours(fits: _Fits) -> np.ndarray:
    found = average_marginal_effects(fits.ours)
    return np.array([[effect.value, effect.standard_error] for effect in found])


def _statsmodels(fits: _Fits) -> np.ndarray:
    margins = fits.other.get_margeff(at="overall", dummy=True)
    return np.column_stack([margins.margeff, margins.margeff_se])


duel(
    Duel(
        f"marginal effects, {ROWS:,} contacts: get_margeff",
        _fits,
        _ours,
        _statsmodels,
        lambda ours, other: bool(np.allclose(ours, other, rtol=1e-5, atol=1e-9)),
        rounds=1,
        least_ratio=LEAST_RATIO,
    )
)
