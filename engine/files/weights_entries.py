"""Weights as they are written in a file: entries with their places, before anything is judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class WeightEntry:
    """One indicator's share as it is written, with its interval (None where there is none).

    ``place`` says where the share stands, ``name_place`` where the name does, ``ends_place`` where
    the interval does (empty: with the share).
    """

    indicator: object
    share: object
    low: object = None
    high: object = None
    place: str = ""
    name_place: str = ""
    ends_place: str = ""


@dataclass(frozen=True, slots=True)
class WrittenWeights:
    """A file's entries in file order, the form they are in, and what else the file says.

    ``faults`` were met on the way; ``draws`` is a list of rows or None; ``origin`` is what the
    file says its weights are, empty where it does not.
    """

    form: str
    entries: tuple[WeightEntry, ...]
    draws: object = None
    states: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    faults: tuple[Fault, ...] = ()


def refused(file: str, *faults: Fault) -> InputError:
    """Return the error that tells what is wrong with a file of weights."""
    named = [fault.in_file(fault.file or file) for fault in faults]
    return InputError("weights_file.invalid", named, file=file, count=len(named))


def unknown_form(place: str, keys: Iterable[object]) -> Fault:
    """Return the fault of a file in no form of weights, which names the keys that it has."""
    told = ", ".join(map(str, keys))
    return Fault("weights_file.form" if told else "weights_file.empty", place, told)
