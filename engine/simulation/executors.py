"""Many replications on one or several processes, with the same numbers either way.

A replication is a pure function of its number, so results are kept by number; replications of a
lost process are run again. Processes are spawned: a copied one (fork) would inherit the threads
of a server.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from engine.errors import InputError, InternalError

Result = TypeVar("Result")
Progress = Callable[[int, int], None]

MOST_LOSSES = 3
CHUNKS_PER_WORKER = 8  # small enough to share evenly and to show progress


def run_replications(
    replicate: Callable[[int], Result],
    numbers: Sequence[int],
    *,
    workers: int,
    progress: Progress | None = None,
) -> list[Result]:
    """Return the result of each replication, in the order of ``numbers``.

    Parameters
    ----------
    replicate
        Pure function of the replication's number; picklable when ``workers`` is above 1.
    numbers
        Replications to run.
    workers
        Processes, >= 1; 1 runs here. On more, the main module of the program is imported by each:
        a script needs ``if __name__ == "__main__"``.
    progress
        Called here with (done, all) after each part.

    Raises
    ------
    InputError
        ``simulation.workers`` if fewer than 1.
    InternalError
        ``simulation.workers_lost`` when processes died more than three times.
    """
    if workers < 1:
        raise InputError("simulation.workers", workers=workers)
    found: dict[int, Result] = {}

    def note(part: dict[int, Result]) -> None:
        found.update(part)
        if progress is not None:
            progress(len(found), len(numbers))

    if workers == 1 or len(numbers) <= 1:
        for number in numbers:
            note({number: replicate(number)})
    else:
        _on_processes(replicate, numbers, workers, note)
    return [found[number] for number in numbers]


def _on_processes(
    replicate: Callable[[int], Result],
    numbers: Sequence[int],
    workers: int,
    note: Callable[[dict[int, Result]], None],
) -> None:
    waiting = _chunks(numbers, workers)
    for _ in range(1 + MOST_LOSSES):
        waiting = _one_pool(replicate, waiting, workers, note)
        if not waiting:
            return
    raise InternalError("simulation.workers_lost", losses=MOST_LOSSES + 1)


def _one_pool(
    replicate: Callable[[int], Result],
    chunks: list[tuple[int, ...]],
    workers: int,
    note: Callable[[dict[int, Result]], None],
) -> list[tuple[int, ...]]:
    """Run the chunks on one pool; return those that were lost with a process of it."""
    lost = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: dict[Future[dict[int, Result]], tuple[int, ...]] = {}
        try:
            for chunk in chunks:
                running[pool.submit(_run_chunk, replicate, chunk)] = chunk
        except BrokenProcessPool:
            lost += chunks[len(running) :]
        for future in as_completed(running):
            try:
                note(future.result())
            except BrokenProcessPool:
                lost.append(running[future])
    return lost


def _run_chunk(replicate: Callable[[int], Result], chunk: tuple[int, ...]) -> dict[int, Result]:
    return {number: replicate(number) for number in chunk}


def _chunks(numbers: Sequence[int], workers: int) -> list[tuple[int, ...]]:
    size = max(1, len(numbers) // (workers * CHUNKS_PER_WORKER))
    return [tuple(numbers[first : first + size]) for first in range(0, len(numbers), size)]
