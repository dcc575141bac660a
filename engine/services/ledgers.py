"""The ledger of agreed changes beside the answers it is about: which file a misfit stands in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import InputError


@contextmanager
def misfits_told_of(ledger: Path | None) -> Iterator[None]:
    """Say of the ledger, by name, the changes that do not fit the answers.

    Raises
    ------
    InputError
        As :func:`engine.studies.accepted_changes.apply_changes`, each fault in the ledger.
    """
    try:
        yield
    except InputError as refused:
        if ledger is None or refused.code != "changes.not_applicable":
            raise
        faults = [fault.in_file(str(ledger)) for fault in refused.faults]
        raise InputError(refused.code, faults, **refused.values) from refused
