"""No traceback ever: an unforeseen error becomes a reference id on the page and in the log."""

import logging
import uuid
from collections.abc import Callable
from typing import TypeVar

from markupsafe import Markup

from engine.app.blocks import note
from engine.app.session import current_language
from engine.errors import EngineError, InternalError
from engine.i18n.translate import render, render_error

_LOG = logging.getLogger("heng.app")
Made = TypeVar("Made")


def attempt(make: Callable[[], Made]) -> Made | Markup:
    """Return what ``make`` gives, or the note that says in the reader's words why it does not.

    Errors of the data are told in full; anything else gives a reference id, logged with the kind
    and the place of the error but without its message, which may hold a name or a score.
    """
    try:
        return make()
    except InternalError as error:
        return _unforeseen(error)
    except EngineError as error:
        language = current_language()
        title = render("app.fault.file_title", {}, language)
        return note(render_error(error, language), title, "bad")
    except Exception as error:  # noqa: BLE001 - the entry point: nothing may reach the reader raw
        return _unforeseen(error)


def _unforeseen(error: Exception) -> Markup:
    reference = f"H-{uuid.uuid4().hex[:6].upper()}"
    _LOG.error("%s %s at %s", reference, type(error).__name__, _place(error))
    language = current_language()
    body = render("app.fault.body", {"reference": reference}, language)
    return note(body, render("app.fault.title", {}, language), "bad")


def _place(error: Exception) -> str:
    step, place = error.__traceback__, "?"
    while step is not None:
        place = f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}"
        step = step.tb_next
    return place
