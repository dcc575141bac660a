"""One judgement matrix in JSON; every fault of the file at once."""

from pathlib import Path

from engine.domain.judgements import JudgementMatrix
from engine.files.json_document import JsonFile, Scale, judgements_of, loaded

_KEYS = ("items", "matrix")


def read_judgements(path: Path, scale: Scale = "saaty") -> JudgementMatrix:
    """Return the judgement matrix of a file ``{"items": [..], "matrix": [[..]]}``.

    ``null`` is a pair that was not answered; an answer on one side only gives the other as its
    reciprocal. A cell may be a number or a fraction as text (``"1/7"``). Without ``items`` they
    are called 1, 2, ...

    Parameters
    ----------
    scale
        ``saaty`` allows 1/9 to 9; ``ratio`` any measured ratio up to 1e9.

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``matrix[1][2]``.
    """
    file = JsonFile(str(path), scale)
    content = loaded(path, file)
    file.known_keys(content, _KEYS, "")
    matrix = judgements_of(content, "", file)
    if matrix is None or file.faults:
        raise file.error()
    return matrix
