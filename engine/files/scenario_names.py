"""Names in a scenario file that must be those of something in it."""

from collections.abc import Sequence
from difflib import get_close_matches

from engine.files.documents import Faults
from engine.files.toml_lines import KeyPath

MOST_SHOWN = 40


def check_known(
    name: str, known: Sequence[str], path: KeyPath, faults: Faults, *, value: object = None
) -> None:
    """Note a name that is not among those known, with the nearest one (``value``: what is told)."""
    if name in known:
        return
    near = get_close_matches(name, known, n=1)
    names = [id_ for id_ in known if id_]
    shown = [*names[:MOST_SHOWN], *(["…"] if len(names) > MOST_SHOWN else [])]
    values: dict[str, object] = {"known": ", ".join(shown)}
    if near:
        values["nearest"] = near[0]
        faults.add("scenario.unknown_name_near", path, value, values)
    else:
        faults.add("scenario.unknown_name", path, value, values)


def check_ids(path: KeyPath, ids: Sequence[str], faults: Faults) -> None:
    """Note entries whose id stands in the same list already."""
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            faults.add("document.duplicate_id", (*path, place, "id"), values={"id": id_})
