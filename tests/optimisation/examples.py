"""On how many drawn examples a law of this room is tried: few at every change, many in full."""

import os

from hypothesis import settings


def examples(quick: int, full: int) -> settings:
    """Return settings with ``quick`` examples, or ``full`` of them when HENG_TESTS is full."""
    many = os.environ.get("HENG_TESTS") == "full"
    return settings(derandomize=True, deadline=None, max_examples=full if many else quick)
