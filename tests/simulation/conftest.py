"""Both engines, for tests that each must pass."""

import pytest

from engine.simulation import reference
from tests.simulation.desks import Engine


@pytest.fixture(params=["reference", "compiled"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return the contact log of one of the engines."""
    if request.param == "reference":
        return reference.contact_log
    from engine.simulation import kernel  # compiling takes its time

    return kernel.contact_log
