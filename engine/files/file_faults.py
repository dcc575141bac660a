"""The errors that every reader of record tables raises: one place, one wording."""

from collections.abc import Sequence

from engine.errors import Fault, InputError


def refused(file: str, *faults: Fault) -> InputError:
    """Return ``records.refused`` with the faults of a file."""
    named = [fault.in_file(file) for fault in faults]
    return InputError("records.refused", named, file=file, count=len(named))


def whole_file(code: str, file: str, value: str = "", **values: object) -> InputError:
    """Return the error of a file as a whole, and the same as its one fault.

    ``value`` is what was found in the place of what was expected.
    """
    fault = Fault(code, "file", value, values, file)
    return InputError(code, [fault], file=file, **values)


def all_refused(errors: Sequence[InputError]) -> InputError:
    """Return one error with every fault of several files; a single error stays as it is."""
    if len(errors) == 1:
        return errors[0]
    faults = [fault for error in errors for fault in _faults(error)]
    files = ", ".join(dict.fromkeys(fault.file for fault in faults if fault.file))
    return InputError("records.refused", faults, file=files, count=len(faults))


def _faults(error: InputError) -> tuple[Fault, ...]:
    """Return an error's faults; an error of a whole file becomes one, with its reason."""
    if error.faults:
        return error.faults
    file = str(error.values.get("file", ""))
    return (
        Fault(
            "records.whole_file",
            "file",
            str(error.values.get("reason", "")),
            {"code": error.code},
            file,
        ),
    )


def unreadable(wrong: Exception, file: str) -> InputError:
    """Return the error for a file that a reader refused; its folder is nobody's business."""
    told = (wrong.strerror if isinstance(wrong, OSError) else str(wrong)) or type(wrong).__name__
    words = [word for word in told.splitlines()[0].split() if "/" not in word and "\\" not in word]
    return InputError("contacts.unreadable", file=file, reason=" ".join(words))
