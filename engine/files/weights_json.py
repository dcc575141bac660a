"""Every form in which weights stand in JSON, told by the keys that a file has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import Fault, InputError
from engine.files.json_document import JsonFile, loaded
from engine.files.proposal_file import DECLINED
from engine.files.weights_entries import WeightEntry, WrittenWeights, refused, unknown_form

_KEYS = (
    *("heng", "origin", "indicators", "items", "shares", "weights", "low", "high", "intervals"),
    *("level", "draws", "states", "grades", "reasons"),
    *("schema_version", "id", "name", "note", "source", "scheme", "period"),
)
_ROW_KEYS = ("indicator", "name", "share", "weight", "low", "high", "ci", "state", "note")
# commands that write weights among other figures, by a key that only they write
_MARKS = {"panel": "uncertainty", "group": "gcompi", "priorities": "lambda_max"}
_COMMANDS = frozenset({*_MARKS, "best_worst", "evidence", "optimise", "proposal"})
_UNSAID = frozenset({"judged"})  # states of heng evidence in which the data say nothing


def json_weights(path: Path) -> WrittenWeights:
    """Return the weights of a JSON file; a key that no form has is among the faults.

    Raises
    ------
    InputError
        ``weights_file.invalid`` for a file that is no JSON object, or in none of the forms.
    """
    file = JsonFile(str(path), "ratio")
    try:
        content = loaded(path, file)
    except InputError as error:
        raise refused(str(path), *map(_as_weights, error.faults)) from error
    found = _of_object(content)
    if found is None:
        raise refused(str(path), *file.faults, unknown_form("file", content))
    faults = [] if found.form in _COMMANDS else list(_plain_faults(content))
    if found.form == "proposal" and content.get("status") == DECLINED:
        faults.append(Fault("weights_file.declined", "status", DECLINED))
    return replace(found, faults=(*file.faults, *faults, *found.faults))


def _as_weights(fault: Fault) -> Fault:
    """Return a fault of any JSON file in the words of files of weights."""
    if fault.code != "judgement_file.not_an_object":
        return fault
    return Fault("weights_file.no_object", fault.place, fault.value, {}, fault.file)


def _plain_faults(content: Mapping[str, object]) -> Iterator[Fault]:
    """Yield keys that no form has, also in rows, and what a file says twice over."""
    yield from _unknown_keys("", content, _KEYS)
    for first, second in (("shares", "weights"), ("indicators", "items")):
        if first in content and second in content:
            yield Fault("weights_file.both", second, f"{first}, {second}")
    rows = content.get("weights")
    for i, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping):
            yield from _unknown_keys(f"weights[{i}].", row, _ROW_KEYS)
            if "share" in row and "weight" in row:
                yield Fault("weights_file.both", f"weights[{i}]", "share, weight")


def _unknown_keys(place: str, table: Mapping[str, object], known: Sequence[str]) -> Iterator[Fault]:
    told = {"known": ", ".join(known)}
    for key in table:
        if key not in known:
            yield Fault("weights_file.key", f"{place}{key}", str(key), told)


def _of_object(content: Mapping[str, object]) -> WrittenWeights | None:
    """Return the weights of a JSON object; None where it has none of the forms."""
    weights, shares = content.get("weights"), content.get("shares")
    found = None
    if isinstance(shares, list) and "weights" not in content:
        found = _parallel("indicators", "shares", content, _ends(content))
    elif isinstance(weights, list) and isinstance(content.get("items"), list):
        found = _parallel("items", "weights", content, _bands(content))
    elif isinstance(weights, Mapping):
        found = _by_id(weights, content)
    elif isinstance(weights, list) and all(isinstance(row, Mapping) for row in weights):
        found = _rows(weights, content)
    return found


def _parallel(
    names_key: str, key: str, content: Mapping[str, object], ends: Sequence[object] | None
) -> WrittenWeights | None:
    """Return weights whose indicators stand in a list of their own; None without that list."""
    names, values = content.get(names_key), content.get(key)
    if not isinstance(names, list) or not isinstance(values, list):
        return None
    if len(names) != len(values):
        told: dict[str, object] = {"names": names_key, "shares": key}
        fault = Fault("weights_file.length", key, f"{len(names)}, {len(values)}", told)
        return WrittenWeights("shares", (), faults=(fault,))
    faults: tuple[Fault, ...] = ()
    if ends is not None and len(ends) != len(names):
        told = {"names": names_key, "shares": "low, high"}
        faults = (Fault("weights_file.length", "low", f"{len(names)}, {len(ends)}", told),)
    pairs = [None] * len(names) if ends is None or faults else ends
    sides = [side for side in ("intervals", "low", "high") if content.get(side) is not None]

    def ends_at(place: int) -> str:
        return ", ".join(f"{side}[{place}]" for side in sides)

    entries = tuple(
        WeightEntry(name, value, *_pair(pair), f"{key}[{i}]", f"{names_key}[{i}]", ends_at(i))
        for i, (name, value, pair) in enumerate(zip(names, values, pairs, strict=True))
    )
    given = content.get("states")
    states = {str(k): str(v) for k, v in given.items()} if isinstance(given, Mapping) else {}
    form = "evidence" if states else "shares" if key == "shares" else _command(content)
    return WrittenWeights(form, entries, content.get("draws"), states, _origin(content), faults)


def _command(content: Mapping[str, object]) -> str:
    """Return which command writes items and weights as this object has them."""
    if content.get("method") == "best-worst":
        return "best_worst"
    return next((form for form, mark in _MARKS.items() if mark in content), "items")


def _origin(content: Mapping[str, object]) -> str:
    origin = content.get("origin")
    return origin if isinstance(origin, str) else ""


def _ends(content: Mapping[str, object]) -> Sequence[object] | None:
    """Return pairs of ends from ``intervals``, or from ``low`` and ``high``; None without any.

    A key that is there and no list makes the list of pairs too short, which is a fault.
    """
    pairs, *sides = (content.get(key) for key in ("intervals", "low", "high"))
    if pairs is not None:
        return pairs if isinstance(pairs, list) else []
    if sides == [None, None]:
        return None
    low, high = (side if isinstance(side, list) else [] for side in sides)
    return [list(pair) for pair in zip(low, high, strict=True)] if len(low) == len(high) else []


def _bands(content: Mapping[str, object]) -> Sequence[object] | None:
    """Return the intervals of ``heng best-worst`` or the bands of ``heng panel``."""
    drawn = content.get("uncertainty")
    bands = drawn.get("bands") if isinstance(drawn, Mapping) else content.get("weight_intervals")
    return bands if isinstance(bands, list) and bands else None


def _pair(ends: object) -> tuple[object, object]:
    """Return the two ends of an interval; what is none is left for the checks to refuse."""
    if ends is None or ends == [None, None]:
        return None, None
    if isinstance(ends, list) and len(ends) == len(("low", "high")):
        return ends[0], ends[1]
    return ends, ends


def _by_id(weights: Mapping[str, object], content: Mapping[str, object]) -> WrittenWeights:
    """Return weights by id; ``heng optimise`` has the intervals in rows beside them."""
    rows = content.get("indicators")
    ends = {
        str(row.get("id")): _pair(row.get("interval"))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
    }
    entries = tuple(
        WeightEntry(id_, share, *ends.get(id_, (None, None)), f"weights.{id_}", f"weights.{id_}")
        for id_, share in weights.items()
    )
    marks = {"optimise": "feasible", "proposal": "needs_approval"}
    form = next((form for form, mark in marks.items() if mark in content), "by_id")
    origin = _origin(content) or ("" if form == "by_id" else "recommended")
    draws = content.get("draws") if form == "by_id" else None
    return WrittenWeights(form, entries, draws, {}, origin)


def _rows(rows: Sequence[object], content: Mapping[str, object]) -> WrittenWeights:
    """Return weights as rows; rows of ``heng evidence`` without a share are silent, not wrong."""
    tables = [(i, row) for i, row in enumerate(rows) if isinstance(row, Mapping)]
    states = {str(row.get("indicator")): str(row["state"]) for _, row in tables if row.get("state")}
    entries = tuple(_row(i, row) for i, row in tables if row.get("state") not in _UNSAID)
    form = "evidence" if states else "rows"
    origin = "evidence" if states else _origin(content)
    return WrittenWeights(form, entries, content.get("draws"), states, origin)


def _row(number: int, row: Mapping[str, object]) -> WeightEntry:
    low, high = _pair(row["ci"]) if "ci" in row else (row.get("low"), row.get("high"))
    share = row.get("share", row.get("weight"))
    place = f"weights[{number}]"
    return WeightEntry(
        row.get("indicator"),
        share,
        low,
        high,
        f"{place}.{'weight' if 'weight' in row and 'share' not in row else 'share'}",
        f"{place}.indicator",
        f"{place}.ci" if "ci" in row else f"{place}.low, {place}.high",
    )
