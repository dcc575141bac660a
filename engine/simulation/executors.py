"""Many replications on threads, processes or a cluster, with the same numbers whichever.

A replication is a pure function of its number, so results are kept by number; replications of a
lost process are run again. Processes are spawned: a copied one (fork) would inherit the threads
of a server.
"""

import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from enum import StrEnum
from multiprocessing import get_context
from typing import Any, TypeVar

from engine.errors import InputError, InternalError

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
Chunk = tuple[int, ...]
Attempt = Generator[tuple[Chunk, dict[int, Result] | None]]

MOST_LOSSES = 3
CHUNKS_PER_WORKER = 8  # small enough to share evenly and to show progress

_here: dict[str, Callable[[int], Any]] = {}  # what a process of ours replicates


class Workers(StrEnum):
    """What runs replications side by side; threads need an engine that frees Python's lock."""

    THREADS = "threads"
    PROCESSES = "processes"


def run_replications(
    replicate: Callable[[int], Result],
    numbers: Sequence[int],
    *,
    workers: int,
    kind: Workers = Workers.PROCESSES,
    progress: Progress | None = None,
) -> list[Result]:
    """Return the result of each replication, in the order of ``numbers``.

    Parameters
    ----------
    replicate
        Pure function of the replication's number; picklable for processes.
    numbers
        Replications to run.
    workers
        >= 1; 1 runs here. On several processes the main module of the program is imported by
        each: a script needs ``if __name__ == "__main__"``.
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
        # parts of one: a cancel waits for no more than the replications that are under way
        run_chunks(
            [(number,) for number in numbers],
            lambda waiting: _pool(_executor(kind, workers, replicate), kind, replicate, waiting),
            note,
        )
    return [found[number] for number in numbers]


def run_chunks(
    waiting: list[Chunk],
    attempt: Callable[[list[Chunk]], Attempt[Result]],
    note: Callable[[dict[int, Result]], None],
) -> None:
    """Run chunks until none is lost.

    ``attempt`` yields each chunk it was given with its results, or with None where they were lost
    with a worker.

    Raises
    ------
    InternalError
        ``simulation.workers_lost`` when chunks were lost more than three times.
    """
    for _ in range(1 + MOST_LOSSES):
        lost = []
        with closing(attempt(waiting)) as parts:  # a cancel ends what is under way, at once
            for chunk, results in parts:
                if results is None:
                    lost.append(chunk)
                else:
                    note(results)
        if not lost:
            return
        waiting = lost
    raise InternalError("simulation.workers_lost", losses=MOST_LOSSES + 1)


def chunks_of(numbers: Sequence[int], workers: int) -> list[Chunk]:
    """Return the numbers in parts, several for each worker."""
    size = max(1, len(numbers) // (workers * CHUNKS_PER_WORKER))
    return [tuple(numbers[first : first + size]) for first in range(0, len(numbers), size)]


def run_chunk(replicate: Callable[[int], Result], chunk: Chunk) -> dict[int, Result]:
    """Return the results of one part, by number."""
    return {number: replicate(number) for number in chunk}


def _pool(
    pool: Executor, kind: Workers, replicate: Callable[[int], Result], chunks: list[Chunk]
) -> Attempt[Result]:
    running: dict[Future[dict[int, Result]], Chunk] = {}
    try:
        for chunk in chunks:
            running[_submitted(pool, kind, replicate, chunk)] = chunk
    except BrokenProcessPool:
        yield from ((chunk, None) for chunk in chunks[len(running) :])
    try:
        for future in as_completed(running):
            try:
                yield running[future], future.result()
            except BrokenProcessPool:
                yield running[future], None
    finally:  # after a failure or a cancel nothing more need begin
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(
    pool: Executor, kind: Workers, replicate: Callable[[int], Result], chunk: Chunk
) -> Future[dict[int, Result]]:
    if kind is Workers.THREADS:
        return pool.submit(run_chunk, replicate, chunk)
    return pool.submit(_chunk_here, chunk)


def _executor(kind: Workers, workers: int, replicate: Callable[[int], Result]) -> Executor:
    """Return a pool; a process is handed the function once, not with every replication."""
    if kind is Workers.THREADS:
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(replicate,)
    )


def _begin(replicate: Callable[[int], Result]) -> None:
    """Prepare a process: a cancel at the terminal reaches all, but is answered by ours alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here["replicate"] = replicate


def _chunk_here(chunk: Chunk) -> dict[int, Any]:
    return run_chunk(_here["replicate"], chunk)
