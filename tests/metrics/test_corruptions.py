"""The corruption campaign: what changes a figure is reported, with its file and its place.

The setting is a shop's, in CSV files with Chinese headers that the readers of Heng read: a contact
log with its orders, or chat messages, each with the platform's own agent-day figures beside them,
which stay whole; or a contact log with the platform's agent-day export, of which either may be
wrong. One CSV file is corrupted by a seeded draw; the figures are every indicator by agent that
the records can give, orders attributed by last contact before payment, with their sample sizes.

A corruption *counts* when a figure or its sample size moves by more than 1e-9 (relative), or
appears or vanishes. It is *reported* when the report says something that it does not say of the
clean files and that names a file with a column, rows or a place in it: a fault of the readers, a
row set aside, a reading note, a header without a meaning, or an issue of the data. A corruption
without effect need not be reported; one that only moves whole columns must have none.

A second witness is part of the setting because rows that are cleanly cut out of a file, and
values moved to other rows within plausible bounds, leave no trace in the file itself. What is
found without it is counted as well: the detection of the checks on the files alone.
"""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from tests.metrics.corruptions import CORRUPTIONS, HARMLESS, Corruption, InapplicableError
from tests.metrics.exports import CONTACTS, DAYS, MESSAGES, ORDERS, Report, Shop, written_shop

LIGHT = range(0, len(CORRUPTIONS), 4)  # seven kinds: each is a whole reading and report
FULL = 500
WORKERS = 2
CONTACTS_DRAWN = 1500
ALONE_LEAST = 0.95  # found by the files alone; 0.98 when this was written
FILES = {CONTACTS: 0.4, ORDERS: 0.2, MESSAGES: 0.25, DAYS: 0.15}  # how often each is corrupted
Clean = Mapping[str, Report]
_SAME = 1e-9
_BY_TOTALS = "totals_differ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One corruption: its kind and file, whether figures moved, and what was said anew."""

    kind: str
    number: int
    file: str
    moved: tuple[tuple[str, str], ...]
    said: frozenset[tuple[object, ...]]

    @property
    def said_by_the_files(self) -> frozenset[tuple[object, ...]]:
        return frozenset(each for each in self.said if each[0] != _BY_TOTALS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return written_shop(tmp_path_factory.mktemp("campaign"), CONTACTS_DRAWN)


@pytest.fixture(scope="module")
def clean(shop: Shop) -> Clean:
    return {file: shop.clean(file) for file in FILES}


def outcome(shop: Shop, clean: Clean, number: int) -> Outcome:
    """Return what one seeded corruption does; the kinds take turns."""
    corrupt = CORRUPTIONS[number % len(CORRUPTIONS)]
    rng = np.random.default_rng([618, number])
    for file in rng.choice(list(FILES), len(FILES), replace=False, p=list(FILES.values())):
        try:
            altered = corrupt(rng, file, shop.exports[file])
        except InapplicableError:
            continue
        report, before = shop.report(file, altered), clean[file]
        moved = _moved(before.figures, report.figures)
        return Outcome(corrupt.__name__, number, file, moved, report.said - before.said)
    raise AssertionError(corrupt.__name__)


def _moved(
    before: Mapping[tuple[str, str], tuple[float, int]],
    after: Mapping[tuple[str, str], tuple[float, int]],
) -> tuple[tuple[str, str], ...]:
    return tuple(key for key in {**before, **after} if not _same(before.get(key), after.get(key)))


def _same(one: tuple[float, int] | None, other: tuple[float, int] | None) -> bool:
    if one is None or other is None:
        return one is other
    return one[1] == other[1] and abs(one[0] - other[0]) <= _SAME * max(1.0, abs(one[0]))


def judge(outcomes: list[Outcome]) -> None:
    """Assert that every corruption which moves a figure is reported; name those missed."""
    counted = [each for each in outcomes if each.moved]
    missed = [each for each in counted if not each.said]
    alone = [each for each in counted if not each.said_by_the_files]
    told = [f"{e.kind} #{e.number} {e.file}: {e.moved[:3]}" for e in missed]
    assert not missed, f"{len(missed)} of {len(counted)} missed: {told}"
    kinds = Counter(each.kind for each in alone)
    assert len(alone) <= (1 - ALONE_LEAST) * len(counted), f"found by totals only: {kinds}"


@pytest.mark.parametrize("file", list(FILES))
def test_clean_exports_give_no_issue(clean: Clean, file: str) -> None:
    assert not clean[file].said


@pytest.mark.slow
def test_corruptions_of_seven_kinds_that_move_a_figure_are_reported(
    shop: Shop, clean: Clean
) -> None:
    outcomes = [outcome(shop, clean, number) for number in LIGHT]

    assert sum(bool(each.moved) for each in outcomes) > len(LIGHT) / 2
    judge(outcomes)


@pytest.mark.full
def test_five_hundred_corruptions_that_move_a_figure_are_reported() -> None:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        shares = pool.map(_outcomes, [range(start, FULL, WORKERS) for start in range(WORKERS)])

        judge([each for share in shares for each in share])


def _outcomes(numbers: range) -> list[Outcome]:
    """Return a worker's share of the campaign, on a shop of its own."""
    with TemporaryDirectory() as folder:
        shop = written_shop(Path(folder), CONTACTS_DRAWN)
        clean = {file: shop.clean(file) for file in FILES}
        return [outcome(shop, clean, number) for number in numbers]


@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda each: each.__name__)
def test_whole_columns_in_another_order_change_nothing(
    shop: Shop, clean: Clean, harmless: Corruption
) -> None:
    for number, (name, export) in enumerate(shop.exports.items()):
        report = shop.report(name, harmless(np.random.default_rng(number), name, export))

        assert not _moved(clean[name].figures, report.figures)
        assert report.said == clean[name].said
