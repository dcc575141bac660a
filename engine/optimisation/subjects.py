"""What a rule can be about: a leaf, a group of the tree at any level, a group of the policy."""

from dataclasses import dataclass

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Subject:
    """A leaf or a group with its leaves' positions in file order."""

    id: str
    name: Text
    members: tuple[int, ...]


def subjects(policy: WeightPolicy, tree: IndicatorTree) -> dict[str, Subject]:
    """Return every leaf and group by id; the root is no subject, its share is always one.

    Members of a policy group that the tree does not know are left out here: that they are a
    fault is for :func:`engine.optimisation.admissible.policy_faults` to say.
    """
    places = {leaf: place for place, leaf in enumerate(tree.leaf_ids)}
    found = {
        group.id: Subject(group.id, group.name, tuple(places[leaf.id] for leaf in group.leaves()))
        for group in tree.groups
        if group is not tree.root
    }
    for group in policy.groups:
        members = tuple(places[id_] for id_ in group.members if id_ in places)
        found[group.id] = Subject(group.id, group.name, members)
    found |= {leaf.id: Subject(leaf.id, leaf.name, (places[leaf.id],)) for leaf in tree.leaves}
    return found
