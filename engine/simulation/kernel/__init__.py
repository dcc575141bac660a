"""The contact model compiled: the log of :mod:`engine.simulation.reference`, bit for bit.

Small functions with the names of the reference's methods, over the record arrays of
:class:`engine.simulation.kernel.centre.Centre`; nothing allocates while contacts are played.
"""

from engine.simulation.kernel.play import compile_now, contact_log

__all__ = ["compile_now", "contact_log"]
