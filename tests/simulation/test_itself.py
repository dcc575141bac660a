"""A key is equal only for the very same object."""

from engine.simulation.itself import Itself


def test_equal_things_are_not_the_same() -> None:
    thing, copy = [1.0], [1.0]

    assert Itself(thing) == Itself(thing)
    assert hash(Itself(thing)) == hash(Itself(thing))
    assert Itself(thing) != Itself(copy)
    assert Itself(thing) != thing
