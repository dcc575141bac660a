"""Files of weights to weight sets with their intervals, and back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import float_info
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import SUM_TOLERANCE, Origin, WeightSet
from engine.errors import Fault
from engine.files.schema_faults import shortened
from engine.files.weights_entries import WeightEntry, WrittenWeights, refused
from engine.files.weights_forms import PER_CENT, written_weights
from engine.files.weights_names import LeafNames, Leaves

ROUNDING = 0.001  # a third each, published as 33.3 %, sums to 0.999
_SLACK = 1e-12  # 1 - 0.999 is 0.0010000000000000009
_DRAW_SUM_TOLERANCE = 1e-6
_MOST_DRAWS_NAMED = 5  # one wrong width makes a thousand wrong draws


@dataclass(frozen=True, slots=True, eq=False)
class ReadWeights:
    """A weight set as a file has it.

    Parameters
    ----------
    set
        In the leaves' order where they are known, else in the file's.
    low, high
        (k,) ends of each share's interval, nan where an indicator has none; None where the file
        has no intervals. A share may lie outside an interval of its draws: a finding says so.
    findings
        What the file was read as, and every change of its figures.
    states
        What ``heng evidence`` says of each indicator (``evidence``, ``contradicted``,
        ``judged``), also of those without a share.
    """

    set: WeightSet
    low: NDArray[np.float64] | None
    high: NDArray[np.float64] | None
    findings: tuple[Finding, ...]
    states: Mapping[str, str]


def read_weights(path: Path, origin: Origin, leaves: Leaves | None = None) -> ReadWeights:
    """Return the weights of a file.

    Parameters
    ----------
    path
        JSON, TOML, CSV or XLSX in any form of :mod:`engine.files.weights_forms`, a scheme's
        file or the id of a shipped scheme.
    origin
        What they are used as. Evidence may speak on some leaves only; other weights must be
        there for every leaf.
    leaves
        The indicators that may be named; None takes those of the file.

    Raises
    ------
    InputError
        ``weights_file.invalid`` with every fault at once: a share that is no number of 0 or
        more, an indicator twice, unknown or missing, an interval with its ends crossed or in
        another unit than the shares, draws that are no shares, or a sum that is neither 1 nor
        100; as the readers of each format.

    Notes
    -----
    Shares that sum to 100 are per cent. A sum within 0.001 (0.1 per cent) of the whole is
    rounding: the shares are divided by it. Both are told as findings; any other sum is refused.
    """
    written = written_weights(path)
    file, findings = str(path), list(_origin_findings(written, path, origin))
    faults = [*written.faults, *_entry_faults(written.entries)]
    if faults:
        raise refused(file, *faults)
    names, faults = _resolved(written.entries, leaves)
    if leaves is not None and origin is not Origin.EVIDENCE:
        faults += _missing(names, leaves)
    shares = np.array([entry.share for entry in written.entries], dtype=np.float64)
    whole, sum_faults = _whole(shares)
    draws, draw_faults = _draws(written.draws, len(names))
    sum_faults = sum_faults or list(_unit_faults(written.entries, whole))
    if faults := [*faults, *sum_faults, *draw_faults]:
        raise refused(file, *faults)
    findings += _sum_findings(whole, path)
    order = _order(names, leaves)
    found = WeightSet(
        origin,
        tuple(names[place] for place in order),
        _exact(shares[order] / whole),
        None if draws is None else draws[:, order],
    )
    low, high = _intervals(written.entries, order, whole, found)
    stated = any(entry.low is not None for entry in written.entries)
    findings += _outside(found, low, high, path, stated=stated)
    return ReadWeights(found, low, high, tuple(findings), written.states)


def weights_text(
    weights: WeightSet,
    low: NDArray[np.float64] | None = None,
    high: NDArray[np.float64] | None = None,
    *,
    heng: Mapping[str, object] | None = None,
    draws: bool = False,
) -> str:
    """Return a weight set as JSON that :func:`read_weights` reads back.

    Parameters
    ----------
    low, high
        (k,) ends of each share's interval; nan is written as null.
    heng
        What every document begins with: version, schema, seed and inputs.
    draws
        Whether the draws are written as well: a thousand of them make a large file.
    """
    ends = low is not None and high is not None
    document: dict[str, object] = {"heng": dict(heng)} if heng is not None else {}
    document |= {
        "origin": weights.origin.value,
        "indicators": list(weights.indicators),
        "shares": weights.shares.tolist(),
        "low": _plain(low) if ends else None,
        "high": _plain(high) if ends else None,
    }
    if draws and weights.draws is not None:
        document["draws"] = weights.draws.tolist()
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(ends: NDArray[np.float64] | None) -> list[float | None]:
    numbers = [] if ends is None else ends.tolist()
    return [None if np.isnan(each) else each for each in numbers]


# --- entries -------------------------------------------------------------------------------------


def _entry_faults(entries: Sequence[WeightEntry]) -> Iterator[Fault]:
    if not entries:
        yield Fault("weights_file.none", "file")
    for entry in entries:
        if not isinstance(entry.indicator, str) or not entry.indicator.strip():
            yield Fault("weights_file.name", entry.name_place, shortened(entry.indicator))
        if not _is_number(entry.share):
            yield Fault("weights_file.number", entry.place, shortened(entry.share))
        elif float(entry.share) < 0:
            yield Fault("weights_file.negative", entry.place, shortened(entry.share))
        if _ends(entry) is None:
            told = f"{shortened(entry.low)}, {shortened(entry.high)}"
            yield Fault("weights_file.interval", entry.ends_place or entry.place, told)


def _is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a value is a finite number: no flag, no text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= float_info.max  # also False for nan, and without overflow


def _ends(entry: WeightEntry) -> tuple[float, float] | None:
    """Return an interval's ends, nan where there is none; None where they are no interval."""
    if entry.low is None and entry.high is None:
        return np.nan, np.nan
    low, high = entry.low, entry.high
    if _is_number(low) and _is_number(high) and 0 <= low <= high:
        return float(low), float(high)
    return None


def _resolved(
    entries: Sequence[WeightEntry], leaves: Leaves | None
) -> tuple[list[str], list[Fault]]:
    """Return each entry's indicator, and what is wrong with the names."""
    known = None if leaves is None else LeafNames(leaves)
    names: list[str] = []
    faults: list[Fault] = []
    for entry in entries:
        name = str(entry.indicator).strip()
        found = name if known is None else known.id(name)
        if known is not None and found is None:
            faults.append(known.fault("weights_file.unknown", entry.name_place, name))
        if (found or name) in names:
            faults.append(Fault("weights_file.twice", entry.name_place, name))
        names.append(found or name)
    return names, faults


def _missing(names: Sequence[str], leaves: Leaves) -> list[Fault]:
    told = [id_ for id_ in leaves if id_ not in names]
    return [Fault("weights_file.missing", "file", id_, {"indicator": id_}) for id_ in told]


def _order(names: Sequence[str], leaves: Leaves | None) -> list[int]:
    """Return the places of the entries in the leaves' order."""
    if leaves is None:
        return list(range(len(names)))
    return [names.index(id_) for id_ in leaves if id_ in names]


# --- sums ----------------------------------------------------------------------------------------


def _whole(shares: NDArray[np.float64]) -> tuple[float, list[Fault]]:
    """Return what the shares are parts of: their own sum where it is near enough to 1 or 100."""
    total = float(shares.sum())
    for whole in (1, PER_CENT):
        if abs(total / whole - 1) <= ROUNDING + _SLACK:
            return total, []
    return 1.0, [Fault("weights_file.sum", "file", f"{total:.10g}", {"total": total})]


def _unit_faults(entries: Sequence[WeightEntry], whole: float) -> Iterator[Fault]:
    """Yield intervals in another unit than the shares: beyond the whole, or 0.4 beside 50 %."""
    ends = {entry.place: (entry, *(_ends(entry) or (np.nan, np.nan))) for entry in entries}
    known = [high for _, _, high in ends.values() if not np.isnan(high)]
    shares = [float(str(entry.share)) for entry, _, high in ends.values() if not np.isnan(high)]
    as_parts = whole > PER_CENT / 2 and max(known, default=PER_CENT) <= 1 < max(shares, default=0)
    for place, (entry, _, high) in ends.items():
        if high > whole * (1 + ROUNDING) or (as_parts and not np.isnan(high)):
            told = f"{shortened(entry.low)}, {shortened(entry.high)}"
            yield Fault("weights_file.interval_unit", entry.ends_place or place, told)


def _exact(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares that sum to one up to the last digit."""
    return np.asarray(shares / shares.sum() + 0.0, dtype=np.float64)  # no share of -0


def _sum_findings(whole: float, path: Path) -> Iterator[Finding]:
    per_cent = whole > PER_CENT / 2
    if per_cent:
        yield _finding("note", "per_cent", file=path.name)
    unit = PER_CENT if per_cent else 1
    if abs(whole / unit - 1) > SUM_TOLERANCE:
        yield _finding("note", "rescaled", file=path.name, total=whole / unit)


def _origin_findings(written: WrittenWeights, path: Path, origin: Origin) -> Iterator[Finding]:
    count = len(written.entries)
    yield _finding("note", f"form_{written.form}", file=path.name, count=count)
    if written.origin and written.origin not in _fitting(origin):
        key = f"other_origin_{origin.value}"
        yield _finding("caution", key, file=path.name, stated=written.origin)


def _fitting(origin: Origin) -> frozenset[str]:
    """Return the origins that a file may state: what was recommended comes into force."""
    recommended = {Origin.RECOMMENDED.value} if origin is Origin.INCUMBENT else set[str]()
    return frozenset({origin.value, *recommended})


def _finding(severity: Any, key: str, **values: str | float) -> Finding:
    return Finding(severity, Sentence(f"finding.weights_file.{key}", values))


# --- intervals and draws -------------------------------------------------------------------------


def _draws(given: object, k: int) -> tuple[NDArray[np.float64] | None, list[Fault]]:
    """Return (m, k) draws whose rows sum to one; None where there are none or a fault.

    The first rows that are no draws are told, each with its place.
    """
    if given is None or given == []:
        return None, []
    if not isinstance(given, list):
        return None, [Fault("weights_file.draws", "draws", shortened(given), {"k": k})]
    wrong = [(place, row) for place, row in enumerate(given) if not _is_draw(row, k)]
    if wrong:
        return None, [
            Fault("weights_file.draws", f"draws[{place}]", shortened(row), {"k": k})
            for place, row in wrong[:_MOST_DRAWS_NAMED]
        ]
    draws = np.array(given, dtype=np.float64)
    return draws / draws.sum(axis=1, keepdims=True), []


def _is_draw(row: object, k: int) -> bool:
    """Return whether a row is k shares of 0 or more that sum to one."""
    if not isinstance(row, list) or len(row) != k:
        return False
    if not all(_is_number(share) and share >= 0 for share in row):
        return False
    return abs(sum(row) - 1) <= _DRAW_SUM_TOLERANCE


def _intervals(
    entries: Sequence[WeightEntry], order: Sequence[int], whole: float, found: WeightSet
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """Return the ends of the intervals: as written, else those of the draws, else None."""
    ends = np.array([_ends(entries[place]) for place in order], dtype=np.float64)
    if np.isnan(ends).all():
        return found.interval(INTERVAL_LEVEL) or (None, None)
    low, high = (ends / whole).T
    return low, high


def _outside(
    found: WeightSet,
    low: NDArray[np.float64] | None,
    high: NDArray[np.float64] | None,
    path: Path,
    *,
    stated: bool,
) -> Iterator[Finding]:
    """Name shares outside their intervals: those that the file states, else those of its draws."""
    if low is None or high is None:
        return
    beyond = (found.shares < low - ROUNDING) | (found.shares > high + ROUNDING)
    named = [id_ for id_, flag in zip(found.indicators, beyond, strict=True) if flag]
    told = {"file": path.name, "indicators": ", ".join(named)}
    if named and stated:
        yield _finding("caution", "outside", **told)
    elif named and found.draws is not None:
        yield _finding("caution", "outside_draws", draws=len(found.draws), **told)
