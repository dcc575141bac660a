"""Two easier queues that the same customers meet, with known means: controls of a simulated queue.

*Agents enough for all*: nobody waits, and the number in service is Poisson in the long run, those
who come back included. *One fast agent*, as fast as all slots together, first come first served:
Pollaczek and Khinchine. Neither is played by the engine, so an error of the engine cannot hide in
them; the sampler's own laws, on which they rely, are checked in ``test_sampling.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, pdtrc

from engine.domain.durations import Duration, Shape
from engine.domain.scenario import Scenario
from engine.simulation.sampled import SampledContacts

Values = NDArray[np.float64]
CROWDS = (0.9, 1.0, 1.1)  # of all slots: in how much of the time at least so many are in service
SCALES = (0.3, 1.0)  # of the work: of the controls exp(-wait / scale)


@dataclass(frozen=True, slots=True)
class EasierQueues:
    """What the two queues need to know; every class has the same law of work.

    ``from_s`` to ``to_s`` is what is measured; everybody unsolved comes back.
    """

    rates_per_s: tuple[float, ...]
    work: Duration
    slots: int
    solved: float
    from_s: float
    to_s: float

    @classmethod
    def of(cls, scenario: Scenario) -> "EasierQueues":
        """Return the queues that the customers of a scenario meet."""
        repeat = scenario.classes[0].repeat
        return cls(
            tuple(kind.arrivals.rates_per_h[0] / 3_600 for kind in scenario.classes),
            scenario.classes[0].work,
            sum(group.slots * group.shifts[0].agents for group in scenario.staffing.groups),
            repeat.solved_probability if repeat.return_probability else 1.0,
            scenario.warm_up_s,
            scenario.horizon_s,
        )

    @property
    def length_s(self) -> float:
        """What is measured, in seconds."""
        return self.to_s - self.from_s

    @property
    def entering_per_s(self) -> float:
        """How many enter a second, those who come back included."""
        return sum(self.rates_per_s) / self.solved

    @property
    def constant(self) -> bool:
        """Whether every work is the same."""
        return self.work.shape is Shape.DETERMINISTIC

    @property
    def fast_agent_keeps_up(self) -> bool:
        """Whether one fast agent has a steady state that is known."""
        load = sum(self.rates_per_s) * self.work.mean_s / self.slots
        return load < 1 and self.solved == 1

    @property
    def crowds(self) -> list[int]:
        """Numbers in service whose share of time is a control."""
        return sorted({int(np.ceil(self.slots * crowd)) for crowd in CROWDS})

    @property
    def scales_s(self) -> list[float]:
        """Scales of the controls exp(-wait / scale)."""
        return [scale * self.work.mean_s for scale in SCALES]

    def controls(self, sampled: SampledContacts) -> list[float]:
        """Return the controls of one replication, in the order of :meth:`known_means`."""
        arrivals_s, works_s = sampled.customers["arrival_s"], sampled.first["work_s"]
        counted = arrivals_s >= self.from_s
        classes = sampled.customers["contact_class"][counted]
        found = np.bincount(classes, minlength=len(self.rates_per_s)).astype(float).tolist()
        found += [] if self.constant else [float(works_s[counted].mean())]
        found += self._crowd(sampled)
        if self.fast_agent_keeps_up:
            waits_s = waits_at_one_agent(arrivals_s, self._fast_works_s(works_s))[counted]
            found.append(float(waits_s.mean()))
            found += [float(np.exp(-waits_s / scale_s).mean()) for scale_s in self.scales_s]
        return found

    def known_means(self) -> list[float]:
        """Return the exact means of the controls in the long run."""
        load = self.entering_per_s * self.work.mean_s
        found = [rate * self.length_s for rate in self.rates_per_s]
        found += [] if self.constant else [self.work.mean_s]
        found += [float(pdtrc(crowd - 1, load)) for crowd in self.crowds]
        # E(N - n)+ = a P(N >= n) - n P(N >= n + 1) of a Poisson number N with mean a
        found.append(
            float(load * pdtrc(self.slots - 1, load) - self.slots * pdtrc(self.slots, load))
        )
        found += [self.entering_per_s * self.length_s] * (self.solved < 1)
        return found + (self._fast_agent_means() if self.fast_agent_keeps_up else [])

    def _fast_agent_means(self) -> list[float]:
        """Return the mean wait and E exp(-wait / scale), by the Pollaczek-Khinchine transform."""
        rate_per_s, work_s = sum(self.rates_per_s), self.work.mean_s / self.slots
        load = rate_per_s * work_s
        found = [load * work_s * (0.5 if self.constant else 1.0) / (1 - load)]
        for scale_s in self.scales_s:
            angle = 1 / scale_s
            of_work = np.exp(-angle * work_s) if self.constant else 1 / (1 + angle * work_s)
            found.append(float((1 - load) * angle / (angle - rate_per_s * (1 - of_work))))
        return found

    def _fast_works_s(self, works_s: Values) -> Values:
        """Return the works at the fast agent; lognormal ones as exponential ones of equal rank."""
        if self.work.shape is Shape.LOGNORMAL:
            sd = np.log1p(self.work.cv**2) ** 0.5
            normal = np.log(works_s / self.work.mean_s) / sd + sd / 2
            works_s = -self.work.mean_s * log_ndtr(-normal)
        return works_s / self.slots

    def _crowd(self, sampled: SampledContacts) -> list[float]:
        """Return shares of time with a crowd, the mean excess over the slots, and who enters."""
        spans = list(self._served_at_once(sampled))
        starts_s, ends_s = (np.concatenate(each) for each in zip(*spans, strict=True))
        moments = np.concatenate((starts_s, ends_s))
        order = np.argsort(moments)
        number = np.cumsum(np.repeat((1, -1), starts_s.size)[order])
        inside_s = np.clip(moments[order], self.from_s, self.to_s)
        shares = np.diff(inside_s, append=inside_s[-1]) / self.length_s
        found = [float(shares @ (number >= crowd)) for crowd in self.crowds]
        found.append(float(shares @ np.maximum(number - self.slots, 0)))
        entered = np.count_nonzero((starts_s >= self.from_s) & (starts_s < self.to_s))
        return found + [float(entered)] * (self.solved < 1)

    def _served_at_once(self, sampled: SampledContacts) -> Iterator[tuple[Values, Values]]:
        """Yield starts and ends of first, second, .. services while nobody ever waits."""
        starts_s = sampled.customers["arrival_s"]
        ends_s = starts_s + sampled.first["work_s"]
        yield starts_s, ends_s
        unsolved = np.flatnonzero(sampled.first["solved"] >= self.solved)
        ends_s = ends_s[unsolved]
        for attempt in count(1):
            if not unsolved.size:
                return
            pauses = sampled.pauses[_rows(sampled, unsolved, attempt - 1)]
            starts_s = ends_s + pauses["return_delay_s"]
            draws = sampled.later[_rows(sampled, unsolved, attempt)]
            yield starts_s, starts_s + draws["work_s"]
            again = draws["solved"] >= self.solved
            unsolved, ends_s = unsolved[again], (starts_s + draws["work_s"])[again]


def waits_at_one_agent(arrivals_s: Values, works_s: Values) -> Values:
    """Return the waits at one agent, first come first served (Lindley's recursion, solved)."""
    before = np.cumsum(works_s) - works_s
    waits: Values = np.maximum.accumulate(arrivals_s - before) + before - arrivals_s
    return waits


def _rows(sampled: SampledContacts, customers: NDArray[np.intp], attempt: int) -> NDArray[np.intp]:
    """Return the rows of the pool for an attempt of each customer: ``sampled.pool_row``."""
    pool = sampled.pools[sampled.customers["pool"][customers]]
    place = sampled.customers["place"][customers].astype(np.int64)
    rows: NDArray[np.intp] = pool["first"] + (place + 2 * attempt) % pool["size"]
    return rows
