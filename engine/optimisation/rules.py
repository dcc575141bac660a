"""Rules on weights as linear rows over the leaf shares, and the set that they admit."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Sentence, Text, Values
from engine.optimisation.program import Sense

SHARE_TOLERANCE = 1e-9  # shares of a policy that differ by less are the same


class RuleKind(StrEnum):
    """What a rule says of its subject's share."""

    FLOOR = "floor"
    CAP = "cap"
    GROUP_LEAST = "group_least"
    GROUP_GREATEST = "group_greatest"
    GROUP_FIXED = "group_fixed"
    MOVE_DOWN = "move_down"
    MOVE_UP = "move_up"
    ORDER = "order"
    RATIO = "ratio"
    RING_FENCED = "ring_fenced"
    RED_LINE = "red_line"
    MULTIPLE = "multiple"  # at least a multiple of the incumbent share (emphasis)
    SHIFT_UP = "shift_up"
    SHIFT_DOWN = "shift_down"
    FIRST = "first"


_SENSES = {
    RuleKind.CAP: Sense.AT_MOST,
    RuleKind.GROUP_GREATEST: Sense.AT_MOST,
    RuleKind.GROUP_FIXED: Sense.EQUAL,
    RuleKind.MOVE_UP: Sense.AT_MOST,
    RuleKind.RING_FENCED: Sense.EQUAL,
    RuleKind.RED_LINE: Sense.EQUAL,
    RuleKind.SHIFT_DOWN: Sense.AT_MOST,
}

_RANGES = (RuleKind.GROUP_LEAST, RuleKind.GROUP_GREATEST, RuleKind.GROUP_FIXED)


@dataclass(frozen=True, slots=True)
class WeightRule:
    """One rule: ``coefficients @ shares of the members`` compared with a limit.

    Parameters
    ----------
    subject
        Id of the indicator or group that the rule is about.
    members, coefficients
        Positions of the leaves and their coefficients; no coefficients: 1 each.
    limit
        A share: for a move the share the incumbent may at most move to, for an order the gap,
        for a ratio 0.
    words
        Further values of the sentence: ``lower`` (the other subject's name), ``ratio``,
        ``gap_percent``, ``factor``, ``emphasis`` (its name).
    written
        The formula, where it is not ``subject sense limit``.
    emphasis
        Id of the emphasis that the rule comes from; empty for the policy's own.
    """

    kind: RuleKind
    subject: str
    name: Text
    members: tuple[int, ...]
    limit: float
    coefficients: tuple[float, ...] = ()
    words: Values = field(default_factory=dict)
    written: str = ""
    emphasis: str = ""

    @property
    def sense(self) -> Sense:
        """How the members' weighted share is compared with the limit."""
        return _SENSES.get(self.kind, Sense.AT_LEAST)

    @property
    def sentence(self) -> Sentence:
        """The rule in words, with the subject's name and the limit in per cent."""
        name = {"zh": self.name.zh, "en": self.name.en}
        return Sentence(
            f"measure.optimisation.rule.{self.kind.value}{self._variant}",
            {"subject": name, "limit_percent": 100 * self.limit, **self.words},
        )

    @property
    def _variant(self) -> str:
        """Which sentence of the kind: a range that an emphasis moved, an order without a gap."""
        if self.emphasis and self.kind in _RANGES:
            return "_moved"
        if self.kind is not RuleKind.ORDER or self.limit > 0:
            return ""
        return "_even" if self.limit == 0 else "_below"

    @property
    def formula(self) -> str:
        """The rule as ``frt <= 0.25``: the same in every language."""
        return self.written or f"{self.subject} {self.sense.value} {self.limit:.9g}"

    @property
    def is_sum(self) -> bool:
        """Whether the rule bounds the plain sum of its members."""
        return all(coefficient == 1 for coefficient in self.coefficients)

    @property
    def is_single(self) -> bool:
        """Whether the rule bounds one leaf's share."""
        return len(self.members) == 1 and self.is_sum

    def row(self, leaves: int) -> NDArray[np.float64]:
        """Return the (leaves,) coefficients, 0 for those that are no members."""
        row = np.zeros(leaves)
        row[list(self.members)] = self.coefficients or 1.0
        return row


@dataclass(frozen=True, slots=True, eq=False)
class AdmissibleSet:
    """The weight sets that a policy admits: shares >= 0 over ``leaves``, sum one, all rules hold.

    ``grid`` is the publishable step; without it every share is allowed.
    """

    policy: str
    leaves: tuple[str, ...]
    rules: tuple[WeightRule, ...]
    grid: float | None = None

    @property
    def rows(self) -> NDArray[np.float64]:
        """The rules' coefficients, (rules, leaves)."""
        k = len(self.leaves)
        return np.array([rule.row(k) for rule in self.rules]).reshape(-1, k)

    @property
    def limits(self) -> NDArray[np.float64]:
        """The rules' limits, (rules,)."""
        return np.array([rule.limit for rule in self.rules], dtype=np.float64)

    @property
    def senses(self) -> tuple[Sense, ...]:
        """The rules' comparisons."""
        return tuple(rule.sense for rule in self.rules)


def own_bounds(admissible: AdmissibleSet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest share (k,) that the rules on single leaves leave each; 0 and 1 if none."""
    k = len(admissible.leaves)
    least, greatest = np.zeros(k), np.ones(k)
    for rule in admissible.rules:
        if not rule.is_single:
            continue
        (place,) = rule.members
        if rule.sense is not Sense.AT_MOST:
            least[place] = max(least[place], rule.limit)
        if rule.sense is not Sense.AT_LEAST:
            greatest[place] = min(greatest[place], rule.limit)
    return least, greatest
