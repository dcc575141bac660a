"""What a slower response does to an outcome, by the pace of the agent a contact was dealt to.

An agent's pace comes with everything else about the agent. The slope is therefore believed only
where the agents' outcomes differ by no more than their paces explain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.agent_effects import AgentModel
from engine.evidence.dispatch_balance import seats_of, stratified_statistic
from engine.evidence.dispatch_windows import DispatchRows, joined_codes
from engine.evidence.instruments import InstrumentEstimate, two_stage

DAY_S = 86_400.0
_CHUNK = 10_000  # windows at once
_LEAST_DEGREES = 2  # agents to test with, beyond the one that the slope takes


@dataclass(frozen=True, slots=True)
class PaceEffect:
    """A slope by the agents' paces; ``alike_p_value`` is the test that pace explains it all.

    None where there are too few agents to test.
    """

    estimate: InstrumentEstimate
    alike_p_value: float | None


def pace_effect(
    model: AgentModel, response: NDArray[np.float64], outcome: NDArray[np.float64]
) -> PaceEffect:
    """Return the slope of the outcome by the response as the assignment of agents moves it.

    Parameters
    ----------
    response, outcome
        (n,) without gaps, for exactly the model's contacts.

    Notes
    -----
    Jackknife instruments: each contact's instrument is its agent's pace without that contact,
    windows swept out first (Angrist, Imbens and Krueger, 1999, Journal of Applied Econometrics
    14, 57-67; Ackerberg and Devereux, 2009, Review of Economics and Statistics 91, 351-362), so
    that many agents do not pull the slope towards that of least squares. The test that
    agents' outcomes differ by pace alone takes the residual's balance between agents, one degree
    spent: Sargan's test (1958) under the permutation covariance.
    """
    rows = model.rows
    demeaned = rows.demeaned(response)
    fitted = model.fitted(model.coefficients(response))
    leverage = leverages(model)
    jackknifed = (fitted - leverage * demeaned) / (1 - leverage)
    swept = rows.demeaned(outcome)
    estimate = two_stage(jackknifed, demeaned, swept, agent_days(rows), rows.weights)
    residual = swept - estimate.value * demeaned
    found = stratified_statistic(rows, seats_of(rows), residual[:, None], spent=1)
    enough = found.degrees >= _LEAST_DEGREES
    return PaceEffect(estimate, found.p_value if enough else None)


def agent_days(rows: DispatchRows) -> NDArray[np.int64]:
    """Return one code for each agent and day, (n,)."""
    day = np.floor(rows.time_s / DAY_S).astype(np.int64)
    return joined_codes([rows.agent, day - day.min()])


def leverages(model: AgentModel) -> NDArray[np.float64]:
    """Return each contact's leverage on its own agent fit, (n,), in [0, 1)."""
    rows, inverse = model.rows, model.inverse
    crossed, squared = np.empty(len(rows)), np.empty(rows.windows)
    for start in range(0, rows.windows, _CHUNK):
        stop = min(start + _CHUNK, rows.windows)
        part = model.shares[start:stop]
        product = part @ inverse
        squared[start:stop] = np.asarray(part.multiply(product).sum(axis=1)).ravel()
        inside = np.flatnonzero((rows.window >= start) & (rows.window < stop))
        crossed[inside] = product[rows.window[inside] - start, rows.agent[inside]]
    own = np.diag(inverse)[rows.agent]
    values = rows.weights * (own - 2 * crossed + squared[rows.window])
    return np.asarray(values.clip(0, 1 - 1e-9))
