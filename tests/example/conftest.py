"""One world and its contacts, drawn once for all tests of the example."""

import pytest

from engine.example.contacts import Contacts, draw_contacts
from engine.example.world import World, shop_world


@pytest.fixture(scope="session")
def world() -> World:
    return shop_world(618)


@pytest.fixture(scope="session")
def contacts(world: World) -> Contacts:
    return draw_contacts(world, 120_000)
