"""Which engine plays a replication: the compiled one, or the reference where numba is missing.

Both give the same log. The choice is made once, by :func:`engine_that_runs`, whose answer says
which one it is: nobody waits for the reference believing it to be the compiled engine.
"""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module

from engine.simulation.contact_log import ContactLog
from engine.simulation.desk import Desk
from engine.simulation.sampled import SampledContacts

ENTRY = "play_on"  # the only function of the kernel that is kept on disk, in files of its name
PlayFunction = Callable[[Desk, SampledContacts], ContactLog]


class Engine(StrEnum):
    """What plays a replication."""

    COMPILED = "compiled"
    REFERENCE = "reference"


def engine_that_runs(engine: Engine) -> Engine:
    """Return the engine that will run when ``engine`` is asked for: without numba the reference."""
    return engine if engine in available() else Engine.REFERENCE


def available() -> tuple[Engine, ...]:
    """Return the engines that can run here."""
    try:
        import_module("numba")
    except ImportError:  # missing, or not made for the numpy that is here
        return (Engine.REFERENCE,)
    return (Engine.COMPILED, Engine.REFERENCE)


def must_compile() -> bool:
    """Tell whether the compiled engine has yet to be compiled here: that takes a while."""
    if Engine.COMPILED not in available():
        return False
    from engine.simulation.kernel.cache import cache_folder

    folder = cache_folder()
    return folder is None or not any(folder.rglob(f"*.{ENTRY}-*.nbc"))


def compile_now() -> None:
    """Make the compiled engine ready, if it can run here.

    On the first use of a version this takes about half a minute, later a fraction of a second.
    """
    if Engine.COMPILED in available():
        from engine.simulation.kernel import compile_now as compile_kernel

        compile_kernel()


def engine_function(engine: Engine) -> PlayFunction:
    """Return the function that plays a replication with this engine, which must be available."""
    # imported here: each engine's machinery takes a while to load, and one is enough
    if engine is Engine.COMPILED:
        from engine.simulation.kernel import contact_log as compiled_log

        return compiled_log
    from engine.simulation.reference import contact_log as reference_log

    return reference_log
