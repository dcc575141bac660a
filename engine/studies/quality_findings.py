"""What the reader of a quality report has to know beside its figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

from engine.domain.texts import Finding, Sentence
from engine.metrics.quality_scores import ScoreDifference
from engine.metrics.rater_effects import RaterModel
from engine.studies.quality_agents import AgentQuality


@dataclass(frozen=True, slots=True)
class Counted:
    """Samples by what became of them.

    ``random`` and ``targeted`` have a score or a pass and are in no calibration session;
    ``unscored`` have neither. ``vetoed`` crossed a red line; ``blank_cells`` of items were read
    as "did not occur"; ``uneven``: random samples were drawn with different probabilities;
    ``unmarked`` were taken for random though their mark is blank; ``months`` are those of the
    rows, in order, as far as they have one.
    """

    rows: int
    random: int
    targeted: int
    calibration: int
    unscored: int
    vetoed: int
    blank_cells: int
    uneven: bool
    unmarked: int = 0
    months: tuple[str, ...] = ()


def quality_findings(
    counted: Counted,
    differences: Sequence[ScoreDifference],
    shop: AgentQuality,
    agents: Sequence[AgentQuality],
    raters: RaterModel | None,
) -> tuple[Finding, ...]:
    """Return the findings, what changes a figure first."""
    found = (*_of_scores(counted, differences), *_of_design(counted, shop), *_of_raters(raters))
    return (*found, *_of_sizes(agents))


def _of_scores(counted: Counted, differences: Sequence[ScoreDifference]) -> Iterator[Finding]:
    if differences:
        first = differences[0]
        yield _finding(
            "alarm",
            "differences",
            count=len(differences),
            row=first.row,
            on_sheet=first.on_sheet,
            from_items=first.from_items,
        )
    if counted.vetoed:
        yield _finding("caution", "vetoed", count=counted.vetoed)
    if counted.unscored:
        yield _finding("caution", "unscored", count=counted.unscored)
    if counted.blank_cells:
        yield _finding("note", "blank_cells", count=counted.blank_cells)


def _of_design(counted: Counted, shop: AgentQuality) -> Iterator[Finding]:
    means = shop.means
    if counted.targeted and isnan(means.weighted.value):
        yield _finding("caution", "targeted", count=counted.targeted)
    if counted.targeted and not isnan(means.targeting_bias):
        yield _finding("note", "targeting_bias", points=means.targeting_bias)
    if counted.unmarked:
        yield _finding("caution", "unmarked", count=counted.unmarked)
    if counted.uneven:
        yield _finding("caution", "uneven")
    if counted.calibration:
        yield _finding("note", "calibration", count=counted.calibration)
    if not counted.random:
        yield _finding("alarm", "no_random")


def _of_raters(raters: RaterModel | None) -> Iterator[Finding]:
    if raters is None:
        return
    if raters.parts > 1:
        yield _finding("caution", "unlinked", parts=raters.parts)
    alone = [each.rater for each in raters.raters if isnan(each.leniency.value)]
    if alone:
        yield _finding("note", "alone", raters=", ".join(alone))


def _of_sizes(agents: Sequence[AgentQuality]) -> Iterator[Finding]:
    short = [
        each
        for each in agents
        if each.needed_pass is not None and each.passing.size < each.needed_pass
    ]
    if short:
        yield _finding("note", "short", count=len(short), of=len(agents))


def _finding(
    severity: Literal["note", "caution", "alarm"], key: str, **values: str | float
) -> Finding:
    return Finding(severity, Sentence(f"quality_finding.{key}", values))
