"""Aligning one indicator's agents to another order."""

import numpy as np

from engine.metrics.agent_values import AgentValues


def test_alignment_is_by_label_and_absent_agents_have_no_sample() -> None:
    values = AgentValues(("B", "A"), np.array([2.0, 1.0]), np.array([20, 10]), np.array([0.2, 0.1]))

    aligned = values.aligned(("A", "C", "B"))

    np.testing.assert_array_equal(aligned.values, [1.0, np.nan, 2.0])
    assert aligned.sizes.tolist() == [10, 0, 20]
    np.testing.assert_array_equal(aligned.errors, [0.1, np.nan, 0.2])
