"""The same numbers on one worker and on several, even when one of them dies."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import InputError, InternalError
from engine.simulation.executors import Workers, chunks_of, run_replications


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise InputError("simulation.seed", seed=number, replication=0)


class DiesOnce:
    """Kills its process the first time that it meets number 3."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __call__(self, number: int) -> int:
        if number == 3 and not self.mark.exists():
            self.mark.touch()
            os._exit(1)
        return square(number)


def always_dies(_: int) -> int:
    os._exit(1)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_numbers(workers: int) -> None:
    found = run_replications(square, [5, 2, 9], workers=workers, kind=Workers.THREADS)

    assert found == [25, 4, 81]


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_reaches_the_whole(workers: int) -> None:
    told: list[tuple[int, int]] = []

    run_replications(
        square,
        range(4),
        workers=workers,
        kind=Workers.THREADS,
        progress=lambda done, all_: told.append((done, all_)),
    )

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.slow
def test_the_replications_of_a_lost_process_are_run_again(tmp_path: Path) -> None:
    dies = DiesOnce(tmp_path / "mark")

    found = run_replications(dies, range(6), workers=2, kind=Workers.PROCESSES)

    assert found == [0, 1, 4, 9, 16, 25]


@pytest.mark.slow
@pytest.mark.full
def test_processes_that_die_again_and_again_are_named() -> None:
    with pytest.raises(InternalError, match="workers_lost"):
        run_replications(always_dies, range(2), workers=2, kind=Workers.PROCESSES)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_replication_is_the_error_of_the_run(workers: int) -> None:
    with pytest.raises(InputError, match=r"simulation\.seed"):
        run_replications(refuse, range(40), workers=workers, kind=Workers.THREADS)


@pytest.fixture
def cancel_is_heard() -> Iterator[None]:
    """Let SIGINT raise, even where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("cancel_is_heard")
def test_a_cancel_begins_nothing_more() -> None:
    begun: list[int] = []
    told = threading.Event()

    def slow(number: int) -> int:
        begun.append(number)
        told.wait(0.02)
        return number

    def cancel(done: int, _all: int) -> None:
        if done == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_replications(slow, range(500), workers=2, kind=Workers.THREADS, progress=cancel)

    assert len(begun) < 50
    assert not [each for each in threading.enumerate() if "ThreadPool" in each.name]


def test_parts_hold_every_number_once() -> None:
    parts = chunks_of(range(100), 3)

    assert [number for part in parts for number in part] == list(range(100))
    assert max(map(len, parts)) == 4


def test_no_workers_are_refused() -> None:
    with pytest.raises(InputError, match=r"simulation\.workers"):
        run_replications(square, range(2), workers=0)
