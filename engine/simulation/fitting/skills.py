"""Which agents serve which classes, told from what they served: groups where a log names none."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.simulation.fitting.observed import Names, ObservedContacts

LEAST_CONTACTS = 100  # of an agent; below, it is taken to serve every class
LEAST_RELATIVE_SHARE = 0.3  # of a class among an agent's contacts, over its share among all
ALL_CLASSES = "all"


def in_skill_groups(contacts: ObservedContacts) -> ObservedContacts:
    """Return the contacts with agents of one mix of classes as a group; named groups stay.

    Notes
    -----
    A class belongs to an agent's mix when its share among the agent's contacts is at least
    ``LEAST_RELATIVE_SHARE`` of its share among all contacts that agents served. A contact served
    once in a while, by whoever is left, makes no skill.
    """
    known = contacts.agent != ""
    if np.any(contacts.group != "") or not known.any():
        return contacts
    classes, kind = np.unique(contacts.contact_class, return_inverse=True)
    agents, who = np.unique(contacts.agent[known], return_inverse=True)
    served = np.zeros((agents.size, classes.size))
    np.add.at(served, (who, kind[known]), 1.0)
    mixes = np.array([_mix(row, classes) for row in relative_shares(served)])
    mixes[served.sum(axis=1) < LEAST_CONTACTS] = ALL_CLASSES
    if np.unique(mixes).size == 1:
        return contacts
    group = np.full(len(contacts), "", mixes.dtype)
    group[known] = mixes[who]
    return replace(contacts, group=group)


def relative_shares(served: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each class in each row over its share in all, both (rows, classes)."""
    overall = served.sum(axis=0) / served.sum()
    rows = served / np.maximum(served.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(rows / np.maximum(overall, 1e-12))


def serving_groups(contacts: ObservedContacts, name: str) -> tuple[str, ...]:
    """Return the groups that serve a class, the most specialised first; empty without groups."""
    known = (contacts.group != "") & (contacts.agent != "")
    if not known.any():
        return ()
    groups, where = np.unique(contacts.group[known], return_inverse=True)
    mine = contacts.contact_class[known] == name
    sizes = np.bincount(where, minlength=groups.size)
    share = np.bincount(where[mine], minlength=groups.size) / sizes
    enough = share >= LEAST_RELATIVE_SHARE * mine.mean()
    enough |= groups == ALL_CLASSES
    order = np.argsort(-share, kind="stable")
    return tuple(groups[order][enough[order]].tolist()) if mine.any() else ()


def _mix(row: NDArray[np.float64], classes: Names) -> str:
    mix = classes[row >= LEAST_RELATIVE_SHARE]
    return ALL_CLASSES if mix.size == classes.size else "+".join(mix.tolist())
