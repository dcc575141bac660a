"""Why each indicator has the share that it has: one main reason, at most one more, with figures.

Owns the choice of the reason; which rules hold a share back is found by
:mod:`engine.optimisation.reasons`, the sentences stand in ``i18n``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Emphasis
from engine.domain.texts import Sentence, Text, Value
from engine.domain.weights import WeightSet
from engine.optimisation.closeness import BindingRule
from engine.optimisation.reasons import (
    EQUAL_SHARES,
    holding_rules,
    is_rounded,
    opposite_leaf,
    resting_rule,
    stays,
)
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

PERCENT = 100.0
_WHY = "measure.optimisation.why"
_RELATIONS = frozenset({RuleKind.ORDER, RuleKind.RATIO, RuleKind.FIRST})
_GROUPS = frozenset({RuleKind.GROUP_LEAST, RuleKind.GROUP_GREATEST, RuleKind.GROUP_FIXED})
_NO_LEAVES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What an explanation knows besides the rules.

    Parameters
    ----------
    names
        Each leaf's name.
    target
        (k,) shares that the objective aims at, in the order of the leaves; None where it aims at
        no single point.
    sources
        What the target is made of: ``both`` (judgement and evidence), ``judged``, ``evidence``
        or ``incumbent``.
    stand_in
        Whose share a leaf has in the target where evidence is silent: ``judged`` or ``incumbent``.
    silent, contradicted
        Leaves that evidence does not speak for, and those whose evidence speaks against them.
    emphasis
        The emphasis in force, whose multipliers are in the target.
    """

    names: Mapping[str, Text]
    target: NDArray[np.float64] | None
    sources: str = "both"
    stand_in: str = "judged"
    silent: frozenset[str] = _NO_LEAVES
    contradicted: frozenset[str] = _NO_LEAVES
    emphasis: Emphasis | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """The reason for a share, a second one, and the rule that the first one names."""

    main: Sentence
    also: Sentence | None = None
    rule: WeightRule | None = None


def explain(
    weights: WeightSet,
    admissible: AdmissibleSet,
    told: Told,
    binding: Sequence[BindingRule] = (),
) -> tuple[Why, ...]:
    """Reason for every leaf's share, in the order of the leaves.

    Parameters
    ----------
    weights
        Recommended shares, over exactly the leaves.
    admissible
        What they were chosen from; on a grid a rule counts as active when one step towards the
        target would break it.
    told
        Target, sources and names.
    binding
        Rules with their shadow prices: of several active rules on one leaf the dearest is named.

    Notes
    -----
    A share that differs from its target is held by an active rule that the target breaks: its own
    rule first, then an order or ratio, then its group. Where no such rule holds it, rounding to
    the step, or the leaf whose held share it makes up for, is the reason. A reason is never given
    that is not active.
    """
    shares = weights.aligned(admissible.leaves).shares
    prices = {_key(each.rule): each.shadow_price or 0.0 for each in binding}
    return tuple(
        _Leaf(place, shares, admissible, told, prices).why
        for place in range(len(admissible.leaves))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """One leaf of the recommended set."""

    place: int
    shares: NDArray[np.float64]
    admissible: AdmissibleSet
    told: Told
    prices: Mapping[tuple[str, str], float]

    @property
    def why(self) -> Why:
        """The main reason and a second one."""
        fixed = stays(self.place, self.admissible)
        if fixed is not None:
            return Why(self._sentence(fixed.kind.value, fixed), self._also(fixed), fixed)
        if self.told.target is None:
            return self._without_target()
        if abs(self._gap) <= EQUAL_SHARES:
            return Why(self._free, self._also(None))
        return self._with_gap(self.told.target)

    @property
    def _gap(self) -> float:
        """How far the share lies above its target."""
        aimed = self.shares if self.told.target is None else self.told.target
        return float(self.shares[self.place] - aimed[self.place])

    @property
    def _free(self) -> Sentence:
        """What is said of a share that is at its target: an emphasis, or the target's source."""
        emphasis = self.told.emphasis
        if emphasis is not None and set(emphasis.multipliers.values()) - {1.0}:
            return self._sentence("free_emphasis", values={"emphasis": _named(emphasis.name)})
        silent = self.admissible.leaves[self.place] in self.told.silent
        return self._sentence(f"free_{self.told.stand_in if silent else self.told.sources}")

    def _with_gap(self, target: NDArray[np.float64]) -> Why:
        rules = holding_rules(self.place, self.shares, target, self.admissible)
        if rules:
            rule = min(rules, key=self._rank)
            return Why(self._sentence(self._held(rule), rule), self._also(rule), rule)
        if is_rounded(self._gap, self.admissible.grid):
            return Why(self._sentence("rounded"), self._also(None))
        other = opposite_leaf(self.place, self.shares, target, self.admissible)
        word = "makes_room" if self._gap < 0 else "takes_up"
        if other is None:
            return Why(self._sentence(f"{word}_sum"), self._also(None))
        leaf, rule = other
        about: dict[str, Value] = {
            "other": _named(self.told.names[self.admissible.leaves[leaf]]),
            "other_percent": PERCENT * float(self.shares[leaf]),
            "formula": rule.formula,
        }
        return Why(self._sentence(word, values=about), self._also(None), rule)

    def _without_target(self) -> Why:
        rule = resting_rule(self.place, self.shares, self.admissible)
        word = "objective" if rule is None else "at_rule"
        return Why(self._sentence(word, rule), self._also(rule), rule)

    def _rank(self, rule: WeightRule) -> tuple[int, float]:
        """Own rules before relations before groups, the dearest first."""
        nearness = 1 if rule.kind in _RELATIONS else 2 if len(rule.members) > 1 else 0
        return nearness, -self.prices.get(_key(rule), 0.0)

    def _held(self, rule: WeightRule) -> str:
        """Return which sentence says that a rule holds the share."""
        way = "lowered" if self._gap < 0 else "raised"
        if rule.emphasis:
            return f"emphasis_{way}"
        if rule.kind in _RELATIONS:
            return f"relation_{way}"
        if rule.kind in _GROUPS:
            return "group_full" if self._gap < 0 else "group_short"
        return rule.kind.value

    def _also(self, rule: WeightRule | None) -> Sentence | None:
        """Return a second reason: what evidence says, or the step, or the emphasis' factor."""
        leaf = self.admissible.leaves[self.place]
        if leaf in self.told.contradicted:
            return Sentence(f"{_WHY}.also_contradicted")
        if leaf in self.told.silent:
            return Sentence(f"{_WHY}.also_silent_{self.told.stand_in}")
        emphasis = self.told.emphasis
        if emphasis is not None and emphasis.multipliers.get(leaf, 1.0) != 1.0:
            factor = emphasis.multipliers[leaf]
            named: dict[str, Value] = {"emphasis": _named(emphasis.name), "factor": factor}
            return Sentence(f"{_WHY}.also_multiplied", named)
        return self._rounded_besides(rule)

    def _rounded_besides(self, rule: WeightRule | None) -> Sentence | None:
        """Return that a share beside its own limit stands there because of the step."""
        grid = self.admissible.grid
        if grid is None or rule is None or rule.members != (self.place,):
            return None
        if abs(float(self.shares[self.place]) - rule.limit) <= EQUAL_SHARES:
            return None
        return Sentence(f"{_WHY}.also_rounded", {"step_percent": PERCENT * grid})

    def _sentence(
        self, word: str, rule: WeightRule | None = None, values: Mapping[str, Value] | None = None
    ) -> Sentence:
        share, gap = float(self.shares[self.place]), self._gap
        said: dict[str, Value] = {
            "subject": _named(self.told.names[self.admissible.leaves[self.place]]),
            "share_percent": PERCENT * share,
            "target_percent": PERCENT * (share - gap),
            "points": PERCENT * abs(gap),
            "step_percent": PERCENT * (self.admissible.grid or 0.0),
        }
        if rule is not None:
            said["limit_percent"] = PERCENT * rule.limit
            said["formula"] = rule.formula
            said["about"] = _named(rule.name)
            said["emphasis"] = rule.words.get("emphasis", rule.emphasis)
        return Sentence(f"{_WHY}.{word}", said | dict(values or {}))


def _key(rule: WeightRule) -> tuple[str, str]:
    return rule.kind.value, rule.formula


def _named(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
