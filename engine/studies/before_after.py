"""Review a rollout: its effect against teams not yet begun, the test before, and the grade."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InternalError
from engine.evidence.before_after import (
    Contrast,
    checked_panel,
    event_contrasts,
    is_lead,
    overall_contrast,
    raw_change,
    uncompared_teams,
)
from engine.evidence.before_after_common import common_contrast
from engine.evidence.before_after_drift import DriftTest, drift_test
from engine.evidence.before_after_errors import TeamErrors, Tested, team_errors
from engine.evidence.before_after_panel import TeamWeeks
from engine.evidence.before_after_permutation import permutation_test

ALPHA = 0.05  # of the test before the start
LEAST_TEAMS = 5  # below it an unrandomised comparison is raw


@dataclass(frozen=True, slots=True)
class EventWeek:
    """The effect in one week since the start (0 is the first); negative weeks are leads."""

    week: int
    teams: int
    tested: Tested


@dataclass(frozen=True, slots=True)
class PreTrend:
    """Whether teams moved alike before; ``p_value`` None where no week could tell.

    ``p_value`` is of all leads together, ``drift`` of a steady drift: both must pass.
    """

    p_value: float | None
    passes: bool
    leads: tuple[EventWeek, ...]
    drift: DriftTest | None = None

    def could_see(self, effect: float) -> bool:
        """Tell whether a drift that amounts to as much as the effect would have been seen."""
        return self.drift is not None and self.drift.detectable <= abs(effect)


@dataclass(frozen=True, slots=True)
class StartedTeam:
    """A team, its first week under the new weights (empty: never), and its contacts."""

    team: str
    start: str
    contacts: int


@dataclass(frozen=True, slots=True)
class EffectReview:
    """What a rollout did, as far as the data can say.

    ``raw_change`` is after less before of the started teams, without controls: shown only to be
    compared. ``randomised`` tells that the schedule was drawn by lot; ``planned`` is then the test
    whose power ``heng experiment`` tells: one common effect, team and week effects taken out.
    """

    effect: Tested
    planned: Tested | None
    grade: str
    randomised: bool
    pre_trend: PreTrend
    by_week: tuple[EventWeek, ...]
    raw_change: float
    mean_before: float
    teams: tuple[StartedTeam, ...]
    weeks: int
    contacts: int
    level: float
    findings: tuple[Finding, ...]


def effect_review(
    panel: TeamWeeks, rng: np.random.Generator, level: float, *, randomised: bool
) -> EffectReview:
    """Return the reviewed effect of a rollout.

    Parameters
    ----------
    panel
        Team-week means with every team's start.
    randomised
        Whether starts were drawn by lot: then permutations of the starts test the effect.

    Raises
    ------
    InputError
        As :func:`engine.evidence.before_after.checked_panel` says.
    """
    kept, always = checked_panel(panel)
    overall = overall_contrast(kept)
    if overall is None:
        raise InternalError("review.no_controls", teams=len(kept.teams))
    errors = team_errors(kept, rng)
    # a dropped team makes the remaining order one of a smaller lot, still as likely as any other
    effect = (
        permutation_test(kept, overall_contrast, rng, level)
        if randomised
        else errors.tested(overall, level)
    )
    events = event_contrasts(kept)
    pre_trend = _pre_trend(errors, events, level)
    grade = _grade(kept, effect, pre_trend, randomised=randomised)
    return EffectReview(
        effect=effect,
        planned=_planned(kept, rng, level) if randomised else None,
        grade=grade,
        randomised=randomised,
        pre_trend=pre_trend,
        by_week=_events(errors, [each for each in events if not is_lead(each)], level),
        raw_change=raw_change(kept),
        mean_before=_mean_before(kept),
        teams=_started(panel),
        weeks=len(panel.weeks),
        contacts=int(panel.counts.sum()),
        level=level,
        findings=(
            *_findings(kept, effect, grade, pre_trend, randomised=randomised),
            *_left_out(kept, overall, always),
        ),
    )


def _planned(panel: TeamWeeks, rng: np.random.Generator, level: float) -> Tested | None:
    if common_contrast(panel) is None:
        return None
    return permutation_test(panel, common_contrast, rng, level)


def _pre_trend(errors: TeamErrors, events: Sequence[Contrast], level: float) -> PreTrend:
    leads = [each for each in events if is_lead(each)]
    drift = drift_test(errors, events)
    if drift is None:
        return PreTrend(None, passes=False, leads=())
    p_value = errors.joint(leads)
    # no correction for two tests: a false alarm here only makes the review more careful
    passes = min(p_value, drift.slope.p_value) >= ALPHA
    return PreTrend(p_value, passes, _events(errors, leads, level), drift)


def _events(errors: TeamErrors, contrasts: list[Contrast], level: float) -> tuple[EventWeek, ...]:
    return tuple(
        EventWeek(each.event_week, each.teams, errors.around(each, level))
        for each in contrasts
        if each.event_week is not None
    )


def _grade(panel: TeamWeeks, effect: Tested, pre_trend: PreTrend, *, randomised: bool) -> str:
    """Return A by lot, B where teams moved alike before, C where that failed, D for few teams.

    B asks for a test before the start that could have seen a drift as large as the effect.
    """
    if randomised:
        return "A"
    if len(panel.teams) < LEAST_TEAMS:
        return "D"
    return "B" if pre_trend.passes and pre_trend.could_see(effect.value) else "C"


def _mean_before(panel: TeamWeeks) -> float:
    """Return the started teams' mean in their weeks before, contacts counting alike."""
    width = len(panel.weeks)
    before = (np.arange(width) < panel.starts[:, None]) & (panel.starts < width)[:, None]
    counts = np.where(before, panel.counts, 0)
    return float((np.nan_to_num(panel.means) * counts).sum() / counts.sum())


def _started(panel: TeamWeeks) -> tuple[StartedTeam, ...]:
    width = len(panel.weeks)
    return tuple(
        StartedTeam(team, panel.label(start) if start < width else "", contacts)
        for team, start, contacts in zip(
            panel.teams, panel.starts.tolist(), panel.counts.sum(axis=1).tolist(), strict=True
        )
    )


def _findings(
    panel: TeamWeeks,
    effect: Tested,
    grade: str,
    pre_trend: PreTrend,
    *,
    randomised: bool,
) -> tuple[Finding, ...]:
    """Return how to read the result, most serious last where it is bad."""
    key = {"A": "grade_a_causal", "B": "grade_b_causal", "C": "grade_c", "D": "grade_d"}[grade]
    found = [_finding("note" if grade in "AB" else "alarm", key, teams=len(panel.teams))]
    found += _lead_findings(effect, pre_trend, randomised=randomised)
    if not np.isfinite([effect.low, effect.high]).all():
        found.append(_finding("alarm", "no_interval", teams=len(panel.teams)))
    return tuple(found)


def _left_out(panel: TeamWeeks, overall: Contrast, always: tuple[str, ...]) -> list[Finding]:
    """Return which teams and weeks the effect does not speak of."""
    found = []
    if always:
        found.append(_finding("caution", "always", teams=", ".join(always)))
    if last := uncompared_teams(panel, overall):
        found.append(_finding("note", "uncompared", teams=", ".join(last)))
    gaps = int((panel.counts == 0).sum())
    if gaps:
        found.append(_finding("caution", "gaps", cells=gaps))
    return found


def _lead_findings(effect: Tested, pre_trend: PreTrend, *, randomised: bool) -> list[Finding]:
    """Return what the weeks before say of the comparison."""
    if pre_trend.p_value is None or pre_trend.drift is None:
        return [_finding("caution", "no_leads")]
    slope = pre_trend.drift.slope
    if not pre_trend.passes:
        key = "pretrend_fails_randomised" if randomised else "pretrend_fails"
        values = {"p": pre_trend.p_value, "slope": slope.value, "drift_p": slope.p_value}
        return [_finding("alarm", key, **values)]
    if not pre_trend.could_see(effect.value):
        seen = {"seen": pre_trend.drift.detectable, "effect": abs(effect.value)}
        return [_finding("caution", "pretrend_weak", **seen)]
    return []


def _finding(severity: str, key: str, **values: Value) -> Finding:
    sentence = Sentence(f"finding.review.{key}", values)
    if severity == "alarm":
        return Finding("alarm", sentence)
    return Finding("note" if severity == "note" else "caution", sentence)
