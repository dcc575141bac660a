"""What cannot be read in a command line, as a fault with what is expected and what to do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from typer.exceptions import TyperException

from engine.errors import Fault

WHOLE_LINE = "command line"  # the place of a fault that belongs to no option
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "float_parsing": "cli.usage_number",
        "int_parsing": "cli.usage_whole",
        "int_from_float": "cli.usage_whole",
        "greater_than_equal": "cli.usage_least",
        "less_than_equal": "cli.usage_most",
    }
)


def usage_fault(fault: TyperException) -> Fault:
    """Return what the command line lacks or holds that cannot be read.

    Notes
    -----
    The option, the name and the value are read from the error's own attributes; where it has
    none, its sentence stands as the value.
    """
    context = getattr(fault, "ctx", None)
    return _fault(fault).in_file("heng" if context is None else str(context.command_path))


def _fault(fault: TyperException) -> Fault:
    told, own_words = getattr(fault, "param", None), fault.format_message().rstrip(".?")
    if told is not None:
        is_option = told.param_type_name == "option"
        place = told.opts[0] if is_option else str(told.get_error_hint()).strip("'")
        return _of_value(_problem(fault), place, own_words)
    option = getattr(fault, "option_name", None)
    if option is None:
        return Fault("cli.usage_line", WHOLE_LINE, own_words)
    known = getattr(fault, "possibilities", None)
    if known:
        return Fault("cli.usage_option_like", option, own_words, {"likely": ", ".join(known)})
    return Fault("cli.usage_option", option, own_words)


def _of_value(problem: Mapping[str, Any], place: str, own_words: str) -> Fault:
    """Return the fault of an option or argument that is known, but not what it was given."""
    if not problem:
        return Fault("cli.usage_missing", place, own_words)
    code = _CODES.get(problem["type"], "cli.usage_value")
    limits = problem.get("ctx", {})
    limit = limits.get("ge", limits.get("le"))
    return Fault(code, place, str(problem["input"]), {"limit": limit})


def _problem(fault: TyperException) -> Mapping[str, Any]:
    """Return the first thing that the reader of values found wrong; empty without any."""
    errors = getattr(fault.__cause__, "errors", None)
    return {} if errors is None else errors()[0]
