"""One indicator for some agents, and putting several beside each other by agent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class AgentValues:
    """One indicator's values by agent.

    ``values``, ``sizes`` and ``errors`` are (agents,): value (nan without a sample), contacts or
    records behind it, standard error (nan for records without sampling error).
    """

    agents: tuple[str, ...]
    values: NDArray[np.float64]
    sizes: NDArray[np.int64]
    errors: NDArray[np.float64]

    def aligned(self, agents: tuple[str, ...]) -> "AgentValues":
        """Return the same for these agents in this order; others are left out, absent ones nan."""
        position = {agent: i for i, agent in enumerate(self.agents)}
        rows = np.array([position.get(agent, -1) for agent in agents], dtype=np.int64)
        return AgentValues(
            agents,
            np.append(self.values, np.nan)[rows],
            np.append(self.sizes, 0)[rows],
            np.append(self.errors, np.nan)[rows],
        )
