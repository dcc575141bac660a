"""Only this computer's own addresses count as local."""

import pytest

from engine.app.address import is_local


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.1.2.3"]
)
def test_own_computer_is_local(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_every_other_address_is_not(address: str | None) -> None:
    assert not is_local(address)
