"""A decision hierarchy as a file gives it: criteria of any depth, alternatives, what was judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.domain.judgements import JudgementMatrix

Synthesis = Literal["distributive", "ideal"]


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A criterion; ``judgements`` compare its children and are None for a lowest criterion."""

    name: str
    judgements: JudgementMatrix | None = None
    children: tuple["Criterion", ...] = ()

    def lowest(self) -> Iterator["Criterion"]:
        """Yield the lowest criteria below this one (itself if it has none), in file order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.lowest()

    def inner(self) -> Iterator["Criterion"]:
        """Yield this criterion and those below it that have children, from the top down."""
        if self.children:
            yield self
        for child in self.children:
            yield from child.inner()


@dataclass(frozen=True, slots=True, eq=False)
class DecisionHierarchy:
    """Criteria, alternatives, and for each lowest criterion judgements or measured values.

    ``local`` holds a judgement matrix of the alternatives, ``direct`` one value >= 0 for each
    alternative (more is better), by the lowest criterion's name; every lowest criterion is in
    exactly one of them. Without alternatives both are empty.
    """

    root: Criterion
    alternatives: tuple[str, ...]
    local: Mapping[str, JudgementMatrix]
    direct: Mapping[str, tuple[float, ...]]
    synthesis: Synthesis = "distributive"
