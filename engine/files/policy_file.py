"""Policy files to weight policies and back; whether a weight set obeys is for optimisation."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from engine.domain.indicators import Scheme
from engine.domain.policy import WeightPolicy
from engine.errors import InputError
from engine.files.documents import Faults, load_toml, validate
from engine.files.locations import referenced
from engine.files.schemas import FileModel, Id, RelativePath, Share, TextModel
from engine.files.scheme_file import read_scheme
from engine.files.toml_writer import toml_text

NO_LIMIT = 1.0  # no share can move further
TOLERANCE = 1e-9


class PolicyFile(FileModel):
    """A policy file; ``scheme`` may be empty only where no indicator or group is named.

    ``largest_move = 1`` sets no limit, ``grid = 0`` publishes unrounded shares.
    """

    id: Id
    name: TextModel
    scheme: RelativePath
    evidence_share: Share
    default_floor: Share
    default_cap: Share
    largest_move: Annotated[float, Field(gt=0, le=1)]
    grid: Annotated[float, Field(ge=0, le=0.05)]
    floors: dict[str, Share]
    caps: dict[str, Share]
    group_shares: dict[str, tuple[Share, Share]]


def read_policy(path: Path) -> WeightPolicy:
    """Return the weight policy of a file, checked against the scheme it names.

    Raises
    ------
    InputError
        ``document.invalid``: schema; a floor above its cap; unknown indicators or groups; group
        shares that leave out a group, cross, or cannot be met; a scheme that is not there or
        has faults of its own.
    """
    document = load_toml(path)
    file = validate(document, PolicyFile)
    faults = Faults(document)
    scheme = _scheme(file, faults)
    _check_floors(file, faults)
    _check_ranges(file, faults)
    if scheme is not None:
        _check_names(file, scheme, faults)
        faults.raise_if_any()
        _check_room(file, scheme, faults)
    faults.raise_if_any()
    return WeightPolicy(
        id=file.id,
        name=file.name.text(),
        evidence_share=file.evidence_share,
        default_floor=file.default_floor,
        default_cap=file.default_cap,
        floors=file.floors,
        caps=file.caps,
        group_shares=file.group_shares,
        largest_move=None if file.largest_move >= NO_LIMIT else file.largest_move,
        grid=file.grid or None,
    )


def policy_text(policy: WeightPolicy, scheme: str) -> str:
    """Return a policy as TOML; ``scheme`` is the path of its scheme file, or empty."""
    return toml_text(
        {
            "schema_version": 1,
            "id": policy.id,
            "scheme": scheme,
            "evidence_share": policy.evidence_share,
            "default_floor": policy.default_floor,
            "default_cap": policy.default_cap,
            "largest_move": NO_LIMIT if policy.largest_move is None else policy.largest_move,
            "grid": policy.grid or 0.0,
            "name": {"zh": policy.name.zh, "en": policy.name.en},
            "floors": policy.floors,
            "caps": policy.caps,
            "group_shares": {name: list(pair) for name, pair in policy.group_shares.items()},
        }
    )


def _scheme(file: PolicyFile, faults: Faults) -> Scheme | None:
    if not file.scheme:
        named = [key for key in ("floors", "caps", "group_shares") if getattr(file, key)]
        for key in named:
            faults.add("policy.scheme_needed", (key,))
        return None
    path = referenced(faults, ("scheme",))
    try:
        return read_scheme(path) if path else None
    except InputError as error:
        faults.found += error.faults
        return None


def _check_floors(file: PolicyFile, faults: Faults) -> None:
    if file.default_floor > file.default_cap:
        values = {"indicator": "default", "floor": file.default_floor, "cap": file.default_cap}
        faults.add("policy.floor_above_cap", ("default_floor",), values=values)
    for key, bounds in (("floors", file.floors), ("caps", file.caps)):
        for id_ in bounds:
            floor = file.floors.get(id_, file.default_floor)
            cap = file.caps.get(id_, file.default_cap)
            if floor > cap:
                values = {"indicator": id_, "floor": floor, "cap": cap}
                faults.add("policy.floor_above_cap", (key, id_), values=values)


def _check_ranges(file: PolicyFile, faults: Faults) -> None:
    for id_, (least, greatest) in file.group_shares.items():
        if least > greatest:
            faults.add("policy.range", ("group_shares", id_))
    leasts = sum(least for least, _ in file.group_shares.values())
    greatests = sum(greatest for _, greatest in file.group_shares.values())
    if file.group_shares and not leasts <= 1 + TOLERANCE <= greatests + 2 * TOLERANCE:
        values = {"least": leasts, "greatest": greatests}
        faults.add("policy.group_sum", ("group_shares",), values=values)


def _check_names(file: PolicyFile, scheme: Scheme, faults: Faults) -> None:
    groups = [child.id for child in scheme.tree.root.children]
    leaves = list(scheme.tree.leaf_ids)
    tables = (("floors", file.floors, leaves), ("caps", file.caps, leaves))
    for key, named, ids in (*tables, ("group_shares", file.group_shares, groups)):
        for id_ in named:
            if id_ not in ids:
                values = {"name": id_, "scheme": scheme.id, "known": ", ".join(ids)}
                faults.add("policy.unknown_name", (key, id_), values=values)
    for id_ in groups if file.group_shares else ():
        if id_ not in file.group_shares:
            faults.add("policy.group_missing", ("group_shares", id_), "", {"group": id_})


def _check_room(file: PolicyFile, scheme: Scheme, faults: Faults) -> None:
    """Note groups whose floors exceed, or whose caps cannot fill, what the group may hold."""
    for child in scheme.tree.root.children:
        leaves = [leaf.id for leaf in scheme.tree.leaves if _group(scheme, leaf.id) == child.id]
        least, greatest = file.group_shares.get(child.id, (0.0, 1.0))
        floor = sum(file.floors.get(id_, file.default_floor) for id_ in leaves)
        cap = sum(file.caps.get(id_, file.default_cap) for id_ in leaves)
        if floor > greatest + TOLERANCE or cap < least - TOLERANCE:
            path = ("group_shares", child.id) if file.group_shares else ("default_floor",)
            values = {"group": child.id, "floor": floor, "cap": cap}
            faults.add("policy.no_room", path, values=values)


def _group(scheme: Scheme, leaf: str) -> str:
    group = scheme.tree.group_of(leaf)
    return leaf if group is scheme.tree.root else group.id
