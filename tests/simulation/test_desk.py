"""The desk's records hold what a desk needs, and both engines can address them."""

import numpy as np
import pytest

from engine.simulation import desk as layout
from engine.simulation.desk_plan import desk_of
from tests.simulation.desks import desk, kind, team


@pytest.mark.parametrize("name", ["CLASS", "ROUTE", "GROUP", "AGENT", "DUTY"])
def test_records_are_aligned_for_the_compiled_engine(name: str) -> None:
    assert getattr(layout, name).isalignedstruct


def test_arrays_have_the_shapes_that_are_promised() -> None:
    scenario = desk(
        kinds=[kind("a", groups=["x", "y"]), kind("b", groups=["y"])],
        groups=[team("x", agents=2, slots=3), team("y", agents=1)],
    )

    found = desk_of(scenario, seed=1, replication=0)

    assert (found.classes.size, found.routes.size, found.groups.size) == (2, 2, 2)
    assert found.route_groups.tolist() == [[0, 1], [1, -1]]
    assert found.route_opens_s.shape == found.route_groups.shape
    assert found.speed.shape == found.pressure.shape == (2, 4)
    assert found.skill.shape == found.solved_factor.shape == (2, 2)
    assert found.rank.shape == (4, 4)
    assert found.agents["group"].tolist() == [0, 0, 1]
    assert found.agents["duties"].sum() == found.duties.size
    assert np.isfinite(found.horizon_s)
