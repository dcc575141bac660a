"""Write the files of a weight review: one folder a review, never silently over another's."""

from collections.abc import Mapping
from pathlib import Path

from engine.errors import Fault, InputError

REVIEW_FILE, STATE_FILE, PROPOSAL_FILE = "review.json", "state.json", "proposal.json"
OWN_FILES = (REVIEW_FILE, STATE_FILE, PROPOSAL_FILE)


def write_review_files(
    folder: Path, texts: Mapping[str, str], *, replacing: bool
) -> tuple[Path, ...]:
    """Write a review's files; return their paths.

    A folder that holds another review's files is refused unless ``replacing``: a proposal that
    stands may have been announced already. Writing the same review again changes nothing.

    Parameters
    ----------
    texts
        Name -> text, some of ``OWN_FILES``; when ``replacing``, those of them without a text go.

    Raises
    ------
    InputError
        ``weight_review.stands`` with a fault for each file of another review;
        ``weight_review.out`` where the folder cannot be written to.
    """
    standing = [
        name
        for name in OWN_FILES
        if (folder / name).exists() and _differs(folder / name, texts.get(name))
    ]
    if standing and not replacing:
        faults = [
            Fault("weight_review.stands", "--out", name, {}, folder.name) for name in standing
        ]
        raise InputError("weight_review.stands", faults, folder=folder.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in standing:
            (folder / name).unlink()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as wrong:
        fault = Fault("weight_review.out", "--out", folder.name, {}, folder.name)
        raise InputError("weight_review.out", [fault], folder=folder.name) from wrong
    return tuple(folder / name for name in texts)


def _differs(path: Path, text: str | None) -> bool:
    try:
        return text is None or path.read_text(encoding="utf-8") != text
    except (OSError, UnicodeDecodeError):
        return True
