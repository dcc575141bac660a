"""The same numbers on one process and on several, even when one of them dies."""

import os
from pathlib import Path

import pytest

from engine.errors import InputError, InternalError
from engine.simulation.executors import run_replications


def square(number: int) -> int:
    return number * number


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


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_numbers(workers: int) -> None:
    assert run_replications(square, [5, 2, 9], workers=workers) == [25, 4, 81]


def test_progress_reaches_the_whole() -> None:
    told: list[tuple[int, int]] = []

    run_replications(
        square, range(4), workers=1, progress=lambda done, all_: told.append((done, all_))
    )

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_replications_of_a_lost_process_are_run_again(tmp_path: Path) -> None:
    found = run_replications(DiesOnce(tmp_path / "mark"), range(6), workers=2)

    assert found == [0, 1, 4, 9, 16, 25]


@pytest.mark.slow
@pytest.mark.full
def test_processes_that_die_again_and_again_are_named() -> None:
    with pytest.raises(InternalError, match="workers_lost"):
        run_replications(always_dies, range(2), workers=2)


def test_no_workers_are_refused() -> None:
    with pytest.raises(InputError, match=r"simulation\.workers"):
        run_replications(square, range(2), workers=0)
