"""Which pair each column of a survey asks, among the items of a tree; or the tree from the columns.

Who the respondent is is left to :mod:`engine.files.survey_people`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, permutations

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.errors import Fault, InputError
from engine.files.survey_labels import (
    PLAIN_SEPARATORS,
    SEPARATORS,
    label,
    parts,
    spellings,
    splits,
    under,
    without_number,
    without_question,
)

ROOT = "goal"
MOST_COLUMNS_ON_A_PAIR = 2
MOST_COMPARED = 20  # a comparison with every known column takes a while
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
Divided = Sequence[tuple[str, str, str] | None]

_ENDED = re.compile(r"[:\u2014\u2013]+")  # what ends the text before a pair


@dataclass(frozen=True, slots=True)
class Pair:
    """What a column asks: how many times more ``first`` matters than ``second`` under ``node``."""

    node: str
    first: str
    second: str


class Labels:
    """What a tree's nodes and items may be called: by id, in Chinese or in English."""

    def __init__(self, tree: ItemTree) -> None:
        self.tree = tree
        self._ids: dict[str, set[str]] = {}
        placed = [item for items in tree.items.values() for item in items]
        for id_ in (tree.root, *placed):
            name = tree.name(id_)
            for called in (id_, name.zh, name.en):
                self._ids.setdefault(label(called), set()).add(id_)

    def pairs(self, header: str) -> set[Pair]:
        """Return every pair that a header may ask; one if it is clear, none if it asks none."""
        asked = self.tree.asked
        plain = unicodedata.normalize("NFKC", header)
        found = self._among(plain, asked)
        pair, node = under(plain)
        if node:  # it must be known; but "under" may also belong to an item's name
            found |= self._among(pair, {id_: asked[id_] for id_ in self._nodes(node)})
        return found

    def _among(self, header: str, nodes: Mapping[str, Sequence[str]]) -> set[Pair]:
        return {
            pair
            for text, before in parts(header)
            for meant in [self._meant(before, nodes)]
            for left, right in splits(text)
            for pair in self._asked(meant, left, right)
        }

    def _meant(
        self, before: str, nodes: Mapping[str, Sequence[str]]
    ) -> Mapping[str, Sequence[str]]:
        """Return the nodes that a question may be about, by what stands before its pair."""
        called = {label(before), label(without_number(before))}
        if not called.isdisjoint(self._ids):
            return {id_: nodes[id_] for id_ in self._nodes(before) if id_ in nodes}
        # free text may stand there, but what looks like an id must be the id of a node
        return {} if _ID.fullmatch(label(before)) else nodes

    def _nodes(self, name: str) -> set[str]:
        called = (label(name), label(without_number(name)))
        ids = {id_ for each in called for id_ in self._ids.get(each, ())}
        return ids.intersection(self.tree.asked)

    def _asked(self, nodes: Mapping[str, Sequence[str]], left: str, right: str) -> Iterator[Pair]:
        first, second = (
            next((self._ids[name] for name in spellings(side) if name in self._ids), set())
            for side in (left, right)
        )
        for node, items in nodes.items():
            for one in first.intersection(items):
                yield from (Pair(node, one, two) for two in second.intersection(items) - {one})


def matched(
    header: Sequence[tuple[int, str]], tree: ItemTree, others: Iterable[str], file: str
) -> tuple[dict[int, Pair], list[Fault]]:
    """Return the pair of each column, and the faults of columns that ask none or several.

    A pair may be asked twice, as in both directions; more columns on it are one option each of
    one question, and what stands in them is no answer.

    Parameters
    ----------
    header
        Column number from 0 and name, of the columns that may ask a pair.
    others
        Names of columns that would be understood, for the remedy.
    """
    labels = Labels(tree)
    known = known_columns(tree, others)
    pairs: dict[int, Pair] = {}
    faults = []
    for index, name in header:
        found = labels.pairs(name)
        if len(found) == 1:
            (pairs[index],) = found
            continue
        place = f"row 1, column {name}"
        if found:
            told = "; ".join(sorted(column_name(pair) for pair in found))
            faults.append(Fault("survey.column_ambiguous", place, name, {"pairs": told}, file))
        else:
            compared = known if len(faults) < MOST_COMPARED else dict(islice(known.items(), 1))
            near = nearest(name, compared)
            faults.append(Fault("survey.column_unknown", place, name, {"nearest": near}, file))
    return pairs, [*faults, *_options(pairs, dict(header), file)]


def _options(pairs: Mapping[int, Pair], names: Mapping[int, str], file: str) -> list[Fault]:
    """Return a fault for every column on a pair that more than two columns ask."""
    asked = Counter(_unordered(pair) for pair in pairs.values())
    return [
        Fault(
            "survey.column_option",
            f"row 1, column {names[index]}",
            names[index],
            {"columns": asked[_unordered(pair)]},
            file,
        )
        for index, pair in pairs.items()
        if asked[_unordered(pair)] > MOST_COLUMNS_ON_A_PAIR
    ]


def _unordered(pair: Pair) -> tuple[str, frozenset[str]]:
    return pair.node, frozenset({pair.first, pair.second})


def column_name(pair: Pair) -> str:
    """Return the canonical name of a pair's column."""
    return f"{pair.node}:{pair.first}|{pair.second}"


def nearest(name: str, known: Mapping[str, str]) -> str:
    """Return the known column whose name is most like one that is not understood, or any."""
    near = get_close_matches(without_number(name), known, n=1) or list(known)[:1]
    return known[near[0]] if near else ""


def known_columns(tree: ItemTree, others: Iterable[str] = ()) -> dict[str, str]:
    """Return the usual spellings of every pair's column, and the canonical name of each."""
    known: dict[str, str] = {}
    for node, items in tree.asked.items():
        for first, second in permutations(items, 2):
            canonical = column_name(Pair(node, first, second))
            one, two = tree.name(first), tree.name(second)
            known |= {
                canonical: canonical,
                f"{first}_vs_{second}": canonical,
                f"{one.zh}_vs_{two.zh}": canonical,
                f"{one.en}_vs_{two.en}": canonical,
            }
    return known | {name: name for name in others}


def asks_pairs(headers: Sequence[str]) -> bool:
    """Return whether at least half of some columns plainly name two items; False for none."""
    plain = [sum(_divided(name, way) is not None for name in headers) for way in PLAIN_SEPARATORS]
    return max(plain) > 0 and 2 * max(plain) >= len(headers)


def inferred_tree(headers: Sequence[tuple[str, str]]) -> ItemTree:
    """Return the tree that the columns of one or several files ask about, items as they come.

    Parameters
    ----------
    headers
        (file, column name) of the columns that may ask a pair. ``node:first|second`` and ``first
        vs second wrt node`` name their node; the items of plain pairs stand under ``goal``.

    Raises
    ------
    InputError
        ``survey.invalid`` with ``survey.no_pairs``, ``survey.column_ambiguous`` where a text may be
        an item or the node, or ``survey.not_one_tree`` naming the topmost nodes;
        ``tree.not_a_tree`` naming an item that stands under two nodes.

    Notes
    -----
    Two items are divided by the sign that divides most columns, the plainest among equals.
    """
    ways = [[_divided(name, way) for _, name in headers] for way in SEPARATORS]
    plainest = max(ways, key=_columns_divided)
    file = headers[0][0] if headers else ""
    if not any(plainest):
        names = ", ".join(name for _, name in headers)
        raise InputError(
            "survey.invalid", [Fault("survey.no_pairs", "row 1", names, {}, file)], count=1
        )
    if faults := _two_ways(headers, plainest, ways):
        raise InputError("survey.invalid", faults, count=len(faults))
    items: dict[str, dict[str, str]] = {}
    for node, first, second in filter(None, plainest):
        under_node = items.setdefault(node, {})
        for name in (first, second):
            under_node.setdefault(label(name), name)
    return _rooted({node: tuple(named.values()) for node, named in items.items()}, file)


def _columns_divided(way: Divided) -> int:
    return sum(found is not None for found in way)


def _two_ways(
    headers: Sequence[tuple[str, str]], plainest: Divided, ways: Sequence[Divided]
) -> list[Fault]:
    """Return a fault for each column whose first item is, another way as good, the node."""
    as_good = [way for way in ways if _columns_divided(way) == _columns_divided(plainest)]
    faults = []
    for (file, name), one, *others in zip(headers, plainest, *as_good, strict=True):
        rival = next((way for way in others if one and way and way[0] == one[1] != ROOT), None)
        if one and rival:
            told = "; ".join(column_name(Pair(*way)) for way in (one, rival))
            place = f"row 1, column {name}"
            faults.append(Fault("survey.column_ambiguous", place, name, {"pairs": told}, file))
    return faults


def _divided(header: str, separator: re.Pattern[str]) -> tuple[str, str, str] | None:
    """Return (node, first, second) of a header that the separator divides once, or None."""
    texts = [without_number(header)]
    texts += [header] if header[:1] in {"q", "Q"} else []  # q1_q2: ids, no question number
    for text in texts:
        pair, node = under(without_question(text))
        ended = [] if node else _ENDED.finditer(pair)
        ends = [end for end in ended if not separator.match(end[0])]
        if ends:
            node, pair = pair[: ends[-1].start()].strip(), pair[ends[-1].end() :]
        divided = [part.strip() for part in separator.split(pair)]
        if len(divided) == 2:  # noqa: PLR2004 (a pair)
            first, second = divided
            if label(first) and label(second) and label(first) != label(second):
                return node or ROOT, first, second
    return None


def _rooted(items: Mapping[str, tuple[str, ...]], file: str) -> ItemTree:
    """Return the nodes as a tree, from the one that stands under no other one downwards."""
    nodes = {label(node): node for node in items}
    below = {label(item) for children in items.values() for item in children}
    roots = [node for called, node in nodes.items() if called not in below]
    ordered: dict[str, tuple[str, ...]] = {}
    waiting = roots[:1]
    while waiting:
        node = waiting.pop(0)
        if node in ordered:
            break
        # a node is called below as it is called above, whatever its capitals
        ordered[node] = tuple(nodes.get(label(item), item) for item in items[node])
        waiting += [nodes[label(item)] for item in items[node] if label(item) in nodes]
    if len(roots) != 1 or len(ordered) != len(items):
        told = ", ".join(roots or items)
        fault = Fault("survey.not_one_tree", "row 1", told, {"nodes": told}, file)
        raise InputError("survey.invalid", [fault], count=1)
    names = {id_: Text(id_, id_) for node, below_ in ordered.items() for id_ in (node, *below_)}
    return ItemTree(ordered, names)
