"""How the kernel's functions are compiled: one decorator for all, one for the entry.

Every function must carry one of the two. ``_nrt=False`` leaves out numba's reference counts of
arrays: nothing in here allocates, and with them each call touches every array of the centre
(measured: 4 to 9 times slower). No fastmath: the reference must give the same last bit.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from engine.simulation.kernel.cache import cache_folder, caching_in

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "_nrt": False,
    "error_model": "numpy",
    "fastmath": False,
}
INNER: dict[str, Any] = OPTIONS | {
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def compiled(function: Function) -> Function:
    """Return the function compiled into its callers: only compiled functions may call it.

    A call of its own would hand over every array of the centre (measured: 4 times slower).
    """
    return cast("Function", numba.njit(**INNER)(function))


def compiled_entry(function: Function) -> Function:
    """Return the function compiled, kept on disk, and run without Python's lock.

    Only the entry is kept: it contains all that it calls.
    """
    folder = cache_folder()
    with caching_in(folder):
        entry = numba.njit(nogil=True, cache=folder is not None, **OPTIONS)(function)
    return cast("Function", entry)
