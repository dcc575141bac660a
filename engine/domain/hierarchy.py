"""Hierarchies: what is compared under what, and a whole decision with its alternatives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.domain.elicitation import Elicitation
from engine.domain.indicators import IndicatorTree
from engine.domain.texts import Text
from engine.errors import InputError

Synthesis = Literal["distributive", "ideal"]


@dataclass(frozen=True, slots=True)
class ItemTree:
    """What is compared with what: the items under each node, from the top down.

    Parameters
    ----------
    items
        Node id to the ids of its children, in file order; the first node is the root, every
        other node is a child of an earlier one. A child that is no node is a leaf.
    names
        What each node and leaf is called; an id without a name is called by its id.

    Raises
    ------
    InputError
        ``tree.not_a_tree`` naming an id that hangs nowhere, twice, or that has no children.
    """

    items: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Text]

    def __post_init__(self) -> None:
        placed = set(list(self.items)[:1])
        for node, children in self.items.items():
            wrong = [node] if node not in placed or not children else []
            wrong += [child for child in children if child in placed]
            if wrong or len(set(children)) != len(children):
                raise InputError("tree.not_a_tree", item=(wrong or [node])[0])
            placed.update(children)

    @classmethod
    def of(cls, tree: IndicatorTree) -> "ItemTree":
        """Return the comparisons of an indicator tree: its groups are the nodes."""
        items = {group.id: tuple(child.id for child in group.children) for group in tree.groups}
        names = {group.id: group.name for group in tree.groups}
        return cls(items, names | {leaf.id: leaf.name for leaf in tree.leaves})

    @property
    def root(self) -> str:
        """The topmost node."""
        return next(iter(self.items))

    @property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """The nodes with two children or more, about which there is something to ask."""
        return {node: items for node, items in self.items.items() if len(items) > 1}

    @property
    def leaf_ids(self) -> tuple[str, ...]:
        """The leaves in file order, as a walk from the root meets them."""
        return tuple(self._leaves(self.root))

    def name(self, id_: str) -> Text:
        """Return what a node or leaf is called."""
        return self.names.get(id_, Text(id_, id_))

    def _leaves(self, node: str) -> Iterator[str]:
        for child in self.items[node]:
            if child in self.items:
                yield from self._leaves(child)
            else:
                yield child


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A criterion; ``judgements`` weigh its children.

    They are None for a lowest criterion, and may be for a single child: it gets everything.
    """

    name: str
    judgements: Elicitation | None = None
    children: tuple["Criterion", ...] = ()

    @property
    def tree(self) -> ItemTree:
        """The criteria below this one, of which there is one at least, by their names."""
        items = {each.name: tuple(child.name for child in each.children) for each in self.inner()}
        return ItemTree(items, {})

    def lowest(self) -> Iterator["Criterion"]:
        """Yield the lowest criteria below this one (itself if it has none), in file order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.lowest()

    def every(self) -> Iterator["Criterion"]:
        """Yield this criterion and all below it, each before its children, in file order."""
        yield self
        for child in self.children:
            yield from child.every()

    def inner(self) -> Iterator["Criterion"]:
        """Yield this criterion and those below it that have children, from the top down."""
        if self.children:
            yield self
        for child in self.children:
            yield from child.inner()


@dataclass(frozen=True, slots=True, eq=False)
class DecisionHierarchy:
    """Criteria, alternatives, and for each lowest criterion judgements or measured values.

    ``local`` holds how the alternatives were weighed (a judgement matrix or another elicitation),
    ``direct`` one value >= 0 for each alternative (more is better), by the lowest criterion's
    name; every lowest criterion is in exactly one of them. Without alternatives both are empty.
    """

    root: Criterion
    alternatives: tuple[str, ...]
    local: Mapping[str, Elicitation]
    direct: Mapping[str, tuple[float, ...]]
    synthesis: Synthesis = "distributive"
