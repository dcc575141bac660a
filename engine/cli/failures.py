"""What a person reads when something went wrong, in which language, with which exit code."""

import logging
import secrets
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from typer.exceptions import TyperException

import engine
from engine.cli.output import LANGUAGES, chosen_language, emit, header, message
from engine.cli.usage import usage_fault
from engine.domain.texts import Language
from engine.errors import EngineError, Fault, InputError, InternalError, MethodError

NO_ANSWER, BAD_INPUT, OUR_MISTAKE = 1, 2, 3

logger = logging.getLogger("engine.cli")


def report_failure(fault: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong on stderr (and as JSON on stdout with ``--json``); return the code.

    A mistake of ours gets a reference id, under which the log holds the kind of the error and
    the place in our code, never a value of the user's data.
    """
    language = language_of(arguments)
    if not isinstance(fault, EngineError) or isinstance(fault, InternalError):
        return _report_mistake(fault, arguments, language)
    from engine.i18n.translate import render_error

    text = render_error(fault, language)
    message(text)
    faults = fault.faults if isinstance(fault, InputError) else ()
    _emit_error(arguments, fault.code, [_told(entry, language) for entry in faults], message=text)
    return NO_ANSWER if isinstance(fault, MethodError) else BAD_INPUT


def report_usage(fault: TyperException, arguments: Sequence[str]) -> int:
    """Say what of the command line could not be read, and where help is."""
    from engine.i18n.translate import render, render_error

    language = language_of(arguments)
    found = usage_fault(fault)
    text = render_error(InputError("cli.usage", [found]), language)
    message(text)
    message(render("cli.usage", {}, language))
    _emit_error(arguments, "cli.usage", [_told(found, language)], message=text)
    return BAD_INPUT


def report_cancelled(arguments: Sequence[str]) -> None:
    """Say that the user stopped the command."""
    from engine.i18n.translate import render

    message(render("cli.cancelled", {}, language_of(arguments)))
    _emit_error(arguments, "cli.cancelled", [])


def language_of(arguments: Sequence[str]) -> Language:
    """Return the language a command line asks for, before and after it could be read."""
    asked = [
        word.partition("=")[2] or follower
        for word, follower in zip(arguments, [*arguments[1:], ""], strict=True)
        if word.partition("=")[0] == "--lang"
    ]
    known = [language for language in LANGUAGES if language in asked]
    return known[0] if known else chosen_language()


def _report_mistake(fault: Exception, arguments: Sequence[str], language: Language) -> int:
    from engine.i18n.translate import render

    reference = secrets.token_hex(4)
    place = _place_in_our_code(fault)
    code = fault.code if isinstance(fault, InternalError) else "cli.unexpected"
    with _log_file():
        logger.error("reference %s: %s (%s) at %s", reference, type(fault).__name__, code, place)
    message(render("cli.mistake", {"reference": reference}, language))
    _emit_error(arguments, code, [], reference=reference)
    return OUR_MISTAKE


def _place_in_our_code(fault: Exception) -> str:
    """Return file and line of the innermost frame of ours, as ``engine/...``: no user's folder."""
    package = Path(engine.__file__).parent
    ours = [
        f"{Path(frame.filename).relative_to(package.parent).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(fault.__traceback__)
        if Path(frame.filename).is_relative_to(package)
    ]
    return ours[-1] if ours else "outside engine"


@contextmanager
def _log_file() -> Iterator[None]:
    """Send the log to the user's data folder; without one it stays silent, never on the screen."""
    from engine.store.location import data_folder

    try:
        folder = data_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.FileHandler(folder / "heng.log", encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


def _told(fault: Fault, language: Language) -> dict[str, str]:
    from engine.i18n.translate import fault_texts

    return {**fault_texts(fault, language), "place": fault.place, "value": fault.value}


def _emit_error(
    arguments: Sequence[str], code: str, faults: list[dict[str, str]], **more: str
) -> None:
    if "--json" in arguments:
        error = {"code": code, "faults": faults, **more}
        emit({"heng": header(), "error": error}, str, as_json=True)
