"""The admissible grid point with the least distance, and which of equally good ones.

Every stage is an integer programme over steps, so that the sum is exactly one and no published
share is rounded afterwards (decision 0011).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.distances import Distance
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.share_model import (
    Cost,
    Floats,
    Held,
    ShareModel,
    share_model,
    unproven,
)
from engine.optimisation.solver import Solution, SolverChoice, solve

UNITS = 1_000_000  # of a step: the point off the grid is known to that, so that ties are exact
TIE = 1e-7  # of a step: objectives that differ by less are the same
MOST_ORDERINGS = 1_000_000  # of the leaves that one programme puts in order: whole in a double


@dataclass(frozen=True, slots=True, eq=False)
class GridChoice:
    """Whole steps (k,) of each leaf, and the solutions of the stages that chose them.

    The first stage is the least distance, in steps; the others choose among ties.
    """

    steps: NDArray[np.int64]
    stages: tuple[Solution, ...]


def grid_choice(
    distance: Distance,
    exact: Floats,
    admissible: AdmissibleSet,
    chain: Sequence[SolverChoice],
) -> GridChoice | None:
    """Return the best admissible grid point; None where there is none.

    Parameters
    ----------
    distance
        Of shares; what is minimised.
    exact
        (k,) the best shares without the grid.
    admissible
        Its grid is the step.

    Notes
    -----
    Stages, each an integer programme that holds what came before: least distance; least L1
    distance to ``exact``; least sum of squared deviations from it; then the order of the file, as
    many leaves at once as a mixed-radix number of their possible steps can tell apart.
    """
    search = _Search(distance, exact, admissible, chain)
    if not search.nearest():
        return None
    search.nearest_to_exact()
    search.evenest()
    search.earliest()
    return GridChoice(search.steps.astype(np.int64), tuple(search.stages))


class _Search:
    """The stages so far: the steps they led to and what later ones must hold."""

    def __init__(
        self,
        distance: Distance,
        exact: Floats,
        admissible: AdmissibleSet,
        chain: Sequence[SolverChoice],
    ) -> None:
        self.grid = float(admissible.grid or 1.0)
        self.distance = distance.in_steps(self.grid)
        self.admissible, self.chain = admissible, chain
        self.exact = np.rint(exact / self.grid * UNITS) / UNITS
        self.steps: Floats = np.empty(0)
        self.stages: list[Solution] = []
        self.costs: list[Cost] = []  # that later stages hold at their value, besides the distance
        self.breaks = [_around(own) for own in self.distance.breaks]

    def nearest(self) -> bool:
        """Find the least distance; return whether there is any admissible grid point."""
        model = self._model()
        cost, rows = self.distance.cost(model), self.distance.rows(model)
        solution = solve(model.program(cost, (), rows), chain=self.chain)
        if solution.record.feasible:
            self.steps = model.amounts(solution.point)
            self.stages.append(solution)
        return solution.record.feasible

    def nearest_to_exact(self) -> None:
        """Among the least distances find the least L1 distance to the point off the grid."""
        self._break_at([_around(own[None]) for own in self.exact])
        self._least(lambda places, amounts: np.abs(amounts - self.exact[places]))

    def evenest(self) -> None:
        """Among these find the least sum of squares, whose slope rises at every step."""
        low, high = self._window()
        self._break_at([np.arange(*ends) for ends in zip(low - 1, high + 2, strict=True)])
        self._least(lambda places, amounts: (amounts - self.exact[places]) ** 2)

    def earliest(self) -> None:
        """Among these find the one that gives the leaves of the file most, the first first."""
        low, high = self._window()
        widths = high - low + 1
        for first, last in pairwise(_chunks(widths)):
            own = widths[first:last]
            if bool((own > 1).any()):
                weights = np.zeros(len(widths))
                weights[first:last] = -np.cumprod(np.append(1.0, own[:0:-1]))[::-1]
                self._least(_linear(weights))

    def _window(self) -> tuple[Floats, Floats]:
        """Return the least and greatest steps (k,) of points whose squares sum to no more.

        The other leaves' deviations are at least those of the nearest steps, which bounds a
        leaf's own.
        """
        nearest = np.abs(self.exact - np.rint(self.exact)) ** 2
        spare = max(0.0, float(((self.steps - self.exact) ** 2 - nearest).sum()))
        radius = np.sqrt(nearest + spare) + TIE
        return np.ceil(self.exact - radius), np.floor(self.exact + radius)

    def _least(self, cost: Cost) -> None:
        model = self._model()
        rows = self.distance.rows(model)
        held = [Held(self.distance.cost(model), self.distance.value(self.steps) + TIE)]
        leaves = np.arange(len(self.steps))
        held += [
            Held(model.cost(one), float(one(leaves, self.steps).sum()) + TIE) for one in self.costs
        ]
        solution = model.stage(model.cost(cost), held, rows, self.chain)
        if solution is None:
            self.stages.append(unproven(self.stages[-1]))
            return
        self.steps = model.amounts(solution.point)
        self.stages.append(solution)
        self.costs.append(cost)

    def _break_at(self, breaks: Sequence[Floats]) -> None:
        both = zip(self.breaks, breaks, strict=True)
        self.breaks = [np.concatenate(own) for own in both]

    def _model(self) -> ShareModel:
        return share_model(
            self.admissible, self.breaks, levels=self.distance.levels, grid=self.grid
        )


def _around(amounts: Floats) -> Floats:
    """Return the whole steps next to amounts on either side."""
    return np.concatenate([np.floor(amounts), np.ceil(amounts)])


def _linear(weights: Floats) -> Callable[[NDArray[np.intp], Floats], Floats]:
    return lambda places, amounts: np.asarray(weights[places] * amounts, dtype=np.float64)


def _chunks(widths: Floats) -> list[int]:
    """Return where to cut the file, so that no chunk has more orderings than can be told apart."""
    cuts, product = [0], 1.0
    for place, width in enumerate(widths):
        product *= width
        if product > MOST_ORDERINGS and place > cuts[-1]:
            cuts.append(place)
            product = width
    return [*cuts, len(widths)]
