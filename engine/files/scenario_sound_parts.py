"""Slips between the parts of a scenario file, told although the schema refuses something else.

What the schema refuses is cut out of the file; the rest is checked, and of what the checks find
only that is told which no cut can have caused.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from engine.errors import Fault, InputError
from engine.files.documents import Faults, TomlDocument, as_model, validate
from engine.files.scenario_schema import ScenarioFile
from engine.files.schema_faults import own_findings
from engine.files.toml_lines import KeyPath

Check = Callable[[ScenarioFile, Faults], object]

MOST_CUTS = 6  # a cut may leave out a key that its table needs: the table goes next
_NAMING = ("groups", "classes", "profiles", "waves")  # without one, its names would be unknown
_NOTHING: Mapping[str, object] = MappingProxyType({})
_OF_ITS_OWN = frozenset(
    {
        "document.duplicate_id",
        "document.per_cent",
        "document.share",
        "scenario.arrivals_form",
        "scenario.speed_length",
        "scenario.stretch_form",
        "scenario.transfer_to_itself",
        "scenario.unknown_measure",
        "scenario.unknown_measure_near",
        "scenario.unknown_name",
        "scenario.unknown_name_near",
    }
)


def validated_scenario(document: TomlDocument, check: Check) -> ScenarioFile:
    """Return the file as its model.

    Parameters
    ----------
    check
        Notes what disagrees between the parts of a file; run on the sound parts of a wrong one.

    Raises
    ------
    InputError
        ``document.invalid`` with what the schema refuses and what is wrong besides.
    """
    try:
        return validate(document, ScenarioFile)
    except InputError as refused:
        found = Faults(document)
        found.found = [*refused.faults, *_besides(document, check)]
        raise found.error() from None


class _Besides(Faults):
    """Faults that nothing cut out can have caused."""

    def __init__(self, document: TomlDocument, cuts: Iterable[KeyPath]) -> None:
        super().__init__(document)
        self.cuts = tuple(cuts)

    def add(
        self,
        code: str,
        path: KeyPath,
        value: object = None,
        values: Mapping[str, object] = _NOTHING,
    ) -> None:
        """Note a fault that stands on its own."""
        told = code in _OF_ITS_OWN and path[-1] != "scope"  # what scopes there are may be cut
        if told and not any(_touches(cut, path) for cut in self.cuts):
            super().add(code, path, value, values)


def _touches(cut: KeyPath, path: KeyPath) -> bool:
    """Tell whether a path lies in the table that a cut was made in, or in what was cut."""
    table = cut[:-1] or cut
    return path[: len(table)] == table


def _besides(document: TomlDocument, check: Check) -> list[Fault]:
    data, cuts = deepcopy(dict(document.data)), list[KeyPath]()
    for _ in range(MOST_CUTS):
        try:
            faults = _Besides(document, cuts)
            check(as_model(data, ScenarioFile), faults)
        except ValidationError as wrong:
            places = {_place(dict(each)) for each in own_findings(wrong.errors(include_url=False))}
            if any(place in {(), *((name,) for name in _NAMING)} for place in places):
                return []
            for place in places:
                _cut(data, place)
            cuts += places
        else:
            return faults.found
    return []


def _place(detail: Mapping[str, Any]) -> KeyPath:
    """Return what to cut for one finding: the value, the table that lacks a key, or the list."""
    path: KeyPath = tuple(detail["loc"])
    if detail["type"] == "missing":
        path = path[:-1]
    while path and isinstance(path[-1], int):  # cut from a list, an entry would move the others
        path = path[:-1]
    return path


def _cut(data: dict[str, Any], path: KeyPath) -> None:
    here: Any = data
    for part in path[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):  # cut already, or a type that pydantic tried
            return
    if isinstance(here, dict):
        here.pop(path[-1], None)
