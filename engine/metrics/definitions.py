"""Every indicator of the catalogue and of the shipped schemes, once.

The sentences are :mod:`engine.i18n`'s, by the keys ``definition.<id>``, ``denominator.<id>`` and
``gaming.<id>``; which indicators a team is scored on, and how, is left to its scheme.
"""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from engine.errors import InputError
from engine.metrics.definition import Definition, Grain, Kind, Table
from engine.metrics.definitions_contacts import contact_definitions
from engine.metrics.definitions_records import record_definitions

__all__ = ["DEFINITIONS", "Definition", "Grain", "Kind", "Table", "definition_of"]

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {definition.id: definition for definition in chain(contact_definitions(), record_definitions())}
)


def definition_of(indicator: str) -> Definition:
    """Return an indicator's definition, or raise ``metrics.unknown_indicator``."""
    if indicator not in DEFINITIONS:
        raise InputError(
            "metrics.unknown_indicator", indicator=indicator, known=", ".join(sorted(DEFINITIONS))
        )
    return DEFINITIONS[indicator]
