"""Whether a file holds weights, scores, daily counts or triggers' states; its faults then."""

from collections.abc import Sequence
from pathlib import Path

from engine.domain.texts import Text
from engine.domain.weights import Origin
from engine.errors import InputError
from engine.files.documents import load_toml
from engine.files.locations import shipped
from engine.files.review_json import ReviewJson
from engine.files.scheme_file import read_scheme
from engine.files.scores_file import read_scores
from engine.files.spreadsheet import SHEET_ENDINGS, read_sheet
from engine.files.trigger_counts_file import count_columns, read_trigger_counts
from engine.files.trigger_states_file import KIND, read_trigger_states
from engine.files.weights_file import read_weights
from engine.files.weights_forms import weight_columns, written_weights

WEIGHTS, SCORES, COUNTS, STATES = "weights", "scores", "daily_counts", "trigger_states"
_COMMON = frozenset({"schema_version", "id", "name", "note", "source"})
_LEAST_LEAVES = 2  # one header says nothing: contacts may well have a column "conversion"
_TELLING = frozenset({"weights_file.form", "weights_file.key"})  # faults of files of other kinds
_READING = "judgement_file."  # no JSON at all: which kind it was to be cannot be told


def weight_kind(path: Path, scheme: Path | None) -> str:
    """Return what a file holds, told by its content; nothing where it is none of the four.

    Parameters
    ----------
    scheme
        Whose indicators scores are about; None looks among the shipped schemes.
    """
    ending = path.suffix.lower()
    try:
        if ending == ".json":
            return _json_kind(path)
        if ending == ".toml":
            return WEIGHTS if set(load_toml(path).data) - _COMMON == {"weights"} else ""
        return _table_kind(path, scheme) if ending in SHEET_ENDINGS else ""
    except InputError:
        return ""


def check_weights(path: Path, kind: str, scheme: Path | None) -> None:
    """Read a file of weights or scores, its indicators being the scheme's where one is given.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    if kind == STATES:
        read_trigger_states(path)
        return
    if kind == COUNTS:
        read_trigger_counts(path, _events(read_sheet(path).header))
        return
    if kind == SCORES:
        read_scores(path, _leaves(read_sheet(path).header, scheme))
        return
    leaves = None if scheme is None else _names(scheme)
    # weights of evidence need not speak on every indicator: that is asked where they are used
    read_weights(path, Origin.EVIDENCE, leaves)


def _json_kind(path: Path) -> str:
    if _holds_states(path):
        return STATES
    try:
        faults = written_weights(path).faults
    except InputError as error:
        faults = error.faults
        if any(fault.code.startswith(_READING) for fault in faults):
            return ""
    top = (fault for fault in faults if not fault.place.startswith("weights["))
    return "" if any(fault.code in _TELLING for fault in top) else WEIGHTS


def _holds_states(path: Path) -> bool:
    try:
        return ReviewJson(path).loaded().get("kind") == KIND
    except InputError:
        return False


def _table_kind(path: Path, scheme: Path | None) -> str:
    header = read_sheet(path).header
    if {"indicator", "share"} <= set(weight_columns(header)):
        return WEIGHTS
    if all(len(each) == 1 for each in count_columns(header, {}).values()) and _events(header):
        # an export by days has such columns too: only a table that is right is daily counts
        read_trigger_counts(path, _events(header))
        return COUNTS
    return SCORES if "agent" in header and _leaves(header, scheme) else ""


def _events(header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns of daily counts that are neither the day nor its contacts."""
    days = {place for places in count_columns(header, {}).values() for place in places}
    return {name: (name,) for place, name in enumerate(header) if place not in days}


def _leaves(header: Sequence[str], scheme: Path | None) -> dict[str, Text]:
    """Return the leaves of the scheme that all headers but the agents' are of; none if of none."""
    named = set(header) - {"agent"}
    for path in shipped("schemes") if scheme is None else (scheme,):
        leaves = _names(path)
        known = named & set(leaves)
        if len(known) >= _LEAST_LEAVES and (scheme is not None or known == named):
            return (
                leaves
                if scheme is not None
                else {id_: leaves[id_] for id_ in leaves if id_ in named}
            )
    return {}


def _names(scheme: Path) -> dict[str, Text]:
    return {leaf.id: leaf.name for leaf in read_scheme(scheme).tree.leaves}
