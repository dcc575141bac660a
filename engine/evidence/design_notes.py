"""What a reader must know of a design's columns: references taken by default, rare levels."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family, Specification, Transform
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.readings import Reading

Told = dict[str, Value]

RARE_ROWS = 10
SHORT_ROWS = 50  # below it a fixed effect's own error bends the logit's other coefficients
BENT = (Family.LOGIT, Family.GROUPED, Family.HAZARD)
SHOWN = 8


def design_notes(
    specification: Specification,
    readings: Mapping[str, Reading],
    contacts: NDArray[np.float64],
) -> tuple[Finding, ...]:
    """Return the notes on the categories and fixed effects of a specification.

    Parameters
    ----------
    readings
        Of the n rows used.
    contacts
        (n,) how many each row stands for.

    References
    ----------
    Neyman and Scott (1948), Econometrica 16, 1-32 (incidental parameters); Greene (2004),
    Econometrics Journal 7, table 2 (what is left of them by rows for each level).
    """
    notes: list[Finding | None] = []
    for term in specification.terms:
        if term.transform is not Transform.CATEGORY:
            continue
        reading = readings[term.column]
        values: Told = {"column": term.column, "reference": reading.levels[0]}
        if not term.reference:
            notes.append(Finding("note", Sentence("finding.evidence.reference_taken", values)))
        rare = _rare(reading, contacts)
        if rare:
            told: Told = {
                "column": term.column,
                "levels": ", ".join(rare[:SHOWN]),
                "rows": RARE_ROWS,
            }
            notes.append(Finding("note", Sentence("finding.evidence.rare_levels", told)))
    if specification.family in BENT:
        notes += [_short(name, readings[name], contacts) for name in specification.fixed_effects]
    return tuple(note for note in notes if note is not None)


def _short(column: str, reading: Reading, contacts: NDArray[np.float64]) -> Finding | None:
    """Return the caution on a fixed effect whose levels have few contacts each, if they have."""
    rows = float(contacts.sum()) / len(reading.levels)
    if rows >= SHORT_ROWS:
        return None
    values: Told = {"column": column, "rows": rows, "few": SHORT_ROWS}
    return Finding("caution", Sentence("finding.evidence.incidental_parameters", values))


def _rare(reading: Reading, contacts: NDArray[np.float64]) -> list[str]:
    """Return the levels that fewer than ten contacts have."""
    counts = np.bincount(reading.values.astype(np.int64), contacts, len(reading.levels))
    return [reading.levels[code] for code in np.flatnonzero(counts < RARE_ROWS)]
