"""How far a command has come, on stderr: a bar on a terminal, one line for each stage elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from engine.cli.output import message
from engine.domain.texts import Language
from engine.i18n.translate import render


class Tell(Protocol):
    """Told the stage, how much of it is done and how much there is."""

    def __call__(self, stage: str, done: int, all_: int, /) -> None:
        """Tell how far the stage has come."""
        ...


@contextmanager
def shown_progress(language: Language) -> Iterator[Tell]:
    """Return what a long job is to call; stages are named in the reader's language."""
    if sys.stderr.isatty():
        with _bar(language) as tell:
            yield tell
    else:
        yield _lines(language)


def stage_name(stage: str, language: Language) -> str:
    """Return a stage's name; ``simulation:618`` is a stage with the load it works on."""
    kind, _, load = stage.partition(":")
    return render(f"cli.stage.{kind}", {"load": load} if load else {}, language)


def _lines(language: Language) -> Tell:
    """Return a teller that writes each stage once: logs and pipes stay short."""
    told: set[str] = set()

    def tell(stage: str, _done: int, _all: int, /) -> None:
        if stage not in told:
            told.add(stage)
            message(stage_name(stage, language))

    return tell


@contextmanager
def _bar(language: Language) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def tell(stage: str, done: int, all_: int, /) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    bar.update(earlier, completed=bar.tasks[earlier].total)
                tasks[stage] = bar.add_task(stage_name(stage, language))
            bar.update(tasks[stage], completed=done, total=all_)

        yield tell
