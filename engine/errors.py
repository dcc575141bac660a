"""Every fault a reader can meet: the user's data, no answer exists, or our own mistake.

Messages are not written here: an error carries a stable ``code`` and its values, and
:mod:`engine.i18n` renders both languages from the sentences ``error.<code>`` and ``fault.<code>``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place of one input.

    Parameters
    ----------
    code
        Stable name; the sentences ``fault.<code>.expected`` and ``fault.<code>.remedy`` exist in
        zh and en.
    place
        Key path (``targets[1].threshold``) or line (``line 12``) or ``row 17, column csat``.
    value
        What stood there, as text; shortened to 80 characters by :meth:`shortened`.
    values
        Placeholders of the two sentences.
    file
        The file's name as the user gave it; empty inside the core, filled in by ``files``.
    """

    code: str
    place: str
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""

    def in_file(self, file: str) -> "Fault":
        """Return the same fault, said of a file."""
        return replace(self, file=file)


class EngineError(Exception):
    """What every error of Heng is; ``code`` is stable, ``values`` fill its sentence."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to make the error again: worker processes hand theirs on."""
        return _made_again, (type(self), self.code, dict(self.values), getattr(self, "faults", ()))

    def __str__(self) -> str:
        """Return the code and its values: for logs and tests; people read ``i18n``'s sentence."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code} ({told})" if told else self.code


class InputError(EngineError):
    """The user's data are wrong; ``faults`` names every place at once."""

    def __init__(self, code: str, /, faults: Sequence[Fault] = (), **values: object) -> None:
        super().__init__(code, **values)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        """Return the code, its values and the faults' places and values."""
        lines = [super().__str__()]
        lines += [
            f"{fault.file}: {fault.place}: {fault.code}: {fault.value!r}" for fault in self.faults
        ]
        return "\n".join(lines)


class MethodError(EngineError):
    """The data are right, yet no answer exists: infeasible, not identified, not converged."""


class InternalError(EngineError):
    """A mistake of ours: a law that must hold does not."""


def _made_again(
    kind: type[EngineError], code: str, values: dict[str, object], faults: Sequence[Fault]
) -> EngineError:
    """Return an error as it was in another process."""
    if issubclass(kind, InputError):
        return kind(code, faults, **values)
    return kind(code, **values)
