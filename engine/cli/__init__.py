"""The commands people type: one module each, loaded only when its command is called."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        What follows ``heng`` on the command line; None takes the process's own.

    Returns
    -------
    int
        0 done; 1 the honest answer is no; 2 bad input; 3 a mistake of ours; 130 cancelled.
    """
    from engine.cli.commands import call  # importing engine.cli itself must cost nothing

    return call(sys.argv[1:] if arguments is None else list(arguments))
