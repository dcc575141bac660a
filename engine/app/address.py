"""Whether the server listens on this computer only: Heng shows nothing on any other address."""

import ipaddress


def is_local(address: str | None) -> bool:
    """Tell whether a server address is this computer's own; None means every address.

    >>> is_local("127.0.0.1"), is_local("0.0.0.0"), is_local(None)
    (True, False, False)
    """
    if address is None:
        return False
    if address.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:  # a host name: where it points to is not ours to know
        return False
