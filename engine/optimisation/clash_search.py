"""The smallest set of any linear rules that cannot hold together, by solving and proof.

Owns the search among sets of rules; nested rules need no search
(:mod:`engine.optimisation.clashes`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.optimisation.clashes import Clash
from engine.optimisation.elastic import elastic_program, slacks_by_rule
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rules import AdmissibleSet, WeightRule
from engine.optimisation.solver import SolverChoice, solve

SLACK_TOLERANCE = 1e-8  # a rule that gives way by less is met: CBC prints about eight digits
MOST_SOLVES = 600  # a count, not a clock, ends the search, so that repeats are identical

Rules = frozenset[int]


@dataclass(slots=True)
class _Checker:
    """Asks whether some of the rules can hold together, and counts how often it was asked."""

    admissible: AdmissibleSet
    chain: Sequence[SolverChoice]
    solves: int = 0

    def correction(self, hard: Rules) -> Rules | None:
        """Return rules without which all others hold, none of them hard; None: hard ones clash."""
        self.solves += 1
        solution = solve(elastic_program(self.admissible, hard), chain=self.chain)
        if not solution.record.feasible:
            return None
        slacks = slacks_by_rule(self.admissible, solution.point)
        slacks[list(hard)] = -1.0
        broken = frozenset(np.flatnonzero(slacks > SLACK_TOLERANCE).tolist())
        return broken or frozenset({int(slacks.argmax())})

    def certified(self) -> Rules:
        """Return rules with a multiplier in Farkas' proof off the grid; none without a proof."""
        self.solves += 1
        solution = solve(elastic_program(replace(self.admissible, grid=None)), chain=self.chain)
        duals = np.nan_to_num(solution.duals[1:])  # the first row is the sum
        certified = frozenset(np.flatnonzero(np.abs(duals) > SLACK_TOLERANCE).tolist())
        return certified if certified and self.correction(certified) is None else frozenset()

    def least_correction(self, hard: Rules) -> Rules | None:
        """Return the same with no rule to spare: each one of them clashes with the others."""
        broken = self.correction(hard)
        every = frozenset(range(len(self.admissible.rules)))
        tried: set[int] = set()
        while broken is not None and len(broken) > 1:
            candidates = sorted(broken - tried)
            if not candidates:
                break
            tried.add(candidates[0])
            fewer = self.correction((every - broken) | {candidates[0]})
            broken = broken if fewer is None else fewer
        return broken


@dataclass(slots=True)
class _Hitters:
    """Sets of rules of which every clash holds at least one each, and the fewest that hit all."""

    count: int
    chain: Sequence[SolverChoice]
    sets: list[Rules] = field(default_factory=list)

    def fewest(self) -> Rules | None:
        """Return the fewest rules that hit all sets, of these the earliest; None: not proven."""
        if not self.sets:
            return frozenset()
        solution = solve(self._program(), chain=self.chain)
        if not solution.record.proven:
            return None
        return frozenset(np.flatnonzero(solution.point > 0.5).tolist())  # noqa: PLR2004 - binary

    def _program(self) -> LinearProgram:
        """Return the hitting set programme; places break ties, together by less than one rule."""
        n = self.count
        rows = np.zeros((len(self.sets), n))
        for row, members in zip(rows, self.sets, strict=True):
            row[list(members)] = 1.0
        return LinearProgram(
            cost=1 + np.arange(n) / (n * n),
            rows=rows,
            senses=(Sense.AT_LEAST,) * len(rows),
            limits=np.ones(len(rows)),
            lower=np.zeros(n),
            upper=np.ones(n),
            integer=np.ones(n, dtype=bool),
        )


def smallest_clash(
    admissible: AdmissibleSet, chain: Sequence[SolverChoice], most_solves: int = MOST_SOLVES
) -> Clash:
    """Smallest set of rules that cannot hold together with the sum of one and shares >= 0.

    Parameters
    ----------
    admissible
        Admits nothing.
    chain
        Solvers in order of preference.
    most_solves
        When it is reached the set is still irreducible, but ``Clash.smallest`` is False.

    Notes
    -----
    Implicit hitting sets. A correction set is a set of rules without which the others hold, so
    every clash contains at least one of its rules. The fewest rules that hit all correction sets
    known are no more than the smallest clash has; when they clash they are one, when not they
    leave a further correction set, which they do not hit.

    References
    ----------
    Ignatiev, A., Previti, A., Liffiton, M. and Marques-Silva, J. (2015). Smallest MUS extraction
    with minimal hitting set dualization. CP 2015, LNCS 9255, 173-182.
    """
    strictest = _strictest(admissible)
    checker = _Checker(replace(admissible, rules=_chosen(admissible, strictest)), chain)
    found = _search(checker, most_solves)
    return replace(found, places=tuple(strictest[place] for place in found.places))


def _strictest(admissible: AdmissibleSet) -> tuple[int, ...]:
    """Return the rules that no other rule on the same sum makes superfluous, in their order.

    A clash that needs the weaker of two limits is one with the stricter, too.
    """
    strictest: dict[tuple[bytes, Sense], int] = {}
    for place, (row, rule) in enumerate(zip(admissible.rows, admissible.rules, strict=True)):
        key = row.tobytes(), rule.sense
        kept = admissible.rules[strictest.setdefault(key, place)]
        sign = {Sense.AT_LEAST: 1, Sense.AT_MOST: -1}.get(rule.sense)
        if sign is None and rule.limit != kept.limit:
            key = row.tobytes() + str(rule.limit).encode(), rule.sense
            strictest.setdefault(key, place)
        elif sign is not None and sign * (rule.limit - kept.limit) > 0:
            strictest[key] = place
    return tuple(sorted(strictest.values()))


def _chosen(admissible: AdmissibleSet, places: Sequence[int]) -> tuple[WeightRule, ...]:
    return tuple(admissible.rules[place] for place in places)


def _search(checker: _Checker, most_solves: int) -> Clash:
    """Return the smallest clash among the checker's rules, its places counted among these."""
    hitters = _Hitters(len(checker.admissible.rules), checker.chain)
    known = _irreducible(checker, _first_clash(checker, most_solves))
    hard: Rules = frozenset()
    at_least = 1
    while len(known) > at_least and checker.solves < most_solves:
        correction = checker.least_correction(hard)
        if correction is not None:  # no rule in common with those before: one more in each clash
            hitters.sets.append(correction)
            hard |= correction
            at_least = len(hitters.sets)
            continue
        return _proven_fewest(checker, hitters, known, most_solves)
    return _clash(known, at_least)


def _proven_fewest(checker: _Checker, hitters: _Hitters, known: Rules, most_solves: int) -> Clash:
    """Return the smallest clash by ever more correction sets, ``known`` where these run out."""
    at_least = len(hitters.sets)
    while checker.solves < most_solves:
        hitting = hitters.fewest()
        checker.solves += 1
        if hitting is None:
            break
        at_least = max(at_least, len(hitting))
        if at_least == len(known):
            break
        correction = checker.least_correction(hitting)
        if correction is None:
            return _clash(hitting, at_least)
        hitters.sets.append(correction)
    return _clash(known, at_least)


def _clash(rules: Rules, at_least: int) -> Clash:
    return Clash(tuple(sorted(rules)), smallest=len(rules) == at_least, at_least=at_least)


def _first_clash(checker: _Checker, most_solves: int) -> Rules:
    """Return a clash to start from: on a grid the smallest without it, which is quick to find."""
    certified = checker.certified()
    if not certified:
        return frozenset(range(len(checker.admissible.rules)))
    if checker.admissible.grid is None:
        return certified
    without_grid = _Checker(replace(checker.admissible, grid=None), checker.chain)
    return frozenset(_search(without_grid, most_solves).places)


def _irreducible(checker: _Checker, clashing: Rules) -> Rules:
    """Leave out every rule that the clash does not need, the last of the file first."""
    for rule in sorted(clashing, reverse=True):
        if checker.correction(clashing - {rule}) is None:
            clashing -= {rule}
    return clashing
