"""Names in a policy file: each must be that of a leaf or a group, and each id stand once."""

from collections.abc import Iterable, Iterator, Sequence

from engine.domain.indicators import IndicatorTree
from engine.files.documents import Faults
from engine.files.policy_schema import PolicyFile
from engine.files.toml_lines import KeyPath
from engine.files.weights_names import listed

_LISTS = ("groups", "emphases", "triggers")
_LEAF_TABLES = ("floors", "caps", "largest_moves")
_LEAF_LISTS = ("ring_fenced", "red_lines")
Named = tuple[KeyPath, str]


def check_ids(file: PolicyFile, tree: IndicatorTree | None, faults: Faults) -> None:
    """Note ids that stand twice, also where a group is called as something in the tree is."""
    for key in _LISTS:
        seen = {leaf.id for leaf in file.indicators} if key == "groups" else set[str]()
        if key == "groups" and tree:
            seen |= {*tree.leaf_ids, *(group.id for group in tree.groups)}
        for i, each in enumerate(getattr(file, key)):
            if each.id in seen:
                faults.add("document.duplicate_id", (key, i, "id"), values={"id": each.id})
            seen.add(each.id)


def check_repeated(file: PolicyFile, faults: Faults) -> None:
    """Note indicators that stand in one list twice."""
    for key in _LEAF_LISTS:
        faults.add_repeated((key,), getattr(file, key))
    for i, group in enumerate(file.groups):
        faults.add_repeated(("groups", i, "members"), group.members)
    for i, emphasis in enumerate(file.emphases):
        faults.add_repeated(("emphases", i, "first"), emphasis.first)


def check_names(file: PolicyFile, tree: IndicatorTree, faults: Faults) -> None:
    """Note names that are neither leaves nor, where a group may be named, groups."""
    groups = [group.id for group in tree.groups if group is not tree.root]
    groups += [group.id for group in file.groups]
    leaves = list(tree.leaf_ids)
    for named, known in (
        (_leaves_named(file), leaves),
        (_groups_named(file), groups),
        (_subjects_named(file), [*leaves, *groups]),
    ):
        for path, name in named:
            if name not in known:
                code, told = _told(name, known)
                faults.add(code, path, name, told)


def _told(name: str, known: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Return the code of a fault about an unknown name, and its values: near names stand first."""
    if not known:
        return "policy.no_group", {"name": name}
    return "policy.unknown_name", {"name": name, "known": listed(known, name)}


def _leaves_named(file: PolicyFile) -> Iterator[Named]:
    """Yield what must be leaves: of single rules, groups, emphases and triggers."""
    for key in _LEAF_TABLES:
        yield from _keys((key,), getattr(file, key))
    for key in _LEAF_LISTS:
        yield from _entries((key,), getattr(file, key))
    for i, group in enumerate(file.groups):
        yield from _entries(("groups", i, "members"), group.members)
    for i, emphasis in enumerate(file.emphases):
        yield from _keys(("emphases", i, "multipliers"), emphasis.multipliers)
        yield from _entries(("emphases", i, "first"), emphasis.first)
    for i, trigger in enumerate(file.triggers):
        yield from _keys(("triggers", i, "raises"), trigger.raises)


def _groups_named(file: PolicyFile) -> Iterator[Named]:
    yield from _keys(("group_shares",), file.group_shares)


def _subjects_named(file: PolicyFile) -> Iterator[Named]:
    """Yield what may be leaves or groups: of orders, ratios and emphases."""
    for key in ("orders", "ratios"):
        for i, rule in enumerate(getattr(file, key)):
            yield (key, i, "higher"), rule.higher
            yield (key, i, "lower"), rule.lower
    for i, emphasis in enumerate(file.emphases):
        yield from _keys(("emphases", i, "at_least_incumbent"), emphasis.at_least_incumbent)
        yield from _keys(("emphases", i, "group_shifts"), emphasis.group_shifts)


def _keys(path: KeyPath, table: Iterable[str]) -> Iterator[Named]:
    for key in table:
        yield (*path, key), key


def _entries(path: KeyPath, entries: Sequence[str]) -> Iterator[Named]:
    for place, entry in enumerate(entries):
        yield (*path, place), entry
