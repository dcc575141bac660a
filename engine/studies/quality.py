"""What a month's quality samples say: scores, means by design, problems, agreement, disputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.metric_report import Estimate
from engine.domain.quality import QualityForm, Veto
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding
from engine.errors import InputError
from engine.metrics.quality_calibration import (
    SessionAgreement,
    SessionChange,
    SessionTable,
    session_agreements,
    session_changes,
    session_tables,
)
from engine.metrics.quality_design import stratified_mean
from engine.metrics.quality_disputes import Appeal, RaterDisputes, appeal, rater_disputes
from engine.metrics.quality_problems import (
    Problem,
    item_problems,
    red_line_problems,
    severity_problems,
    type_problems,
)
from engine.metrics.quality_scores import (
    FormScores,
    ScoreDifference,
    form_scores,
    has_items,
    score_differences,
)
from engine.metrics.rater_effects import RaterModel, rater_model
from engine.metrics.rater_halo import RaterHalo, rater_halos
from engine.studies.quality_agents import AgentQuality, Plan, agent_qualities
from engine.studies.quality_findings import Counted, quality_findings

PART_SCORES = ("emotion", "empathy", "voice", "initiative", "knowledge", "acceptability")
TWO = 2


@dataclass(frozen=True, slots=True)
class Strata:
    """Contacts by stratum, of the column of the samples that names it (class, shift)."""

    column: str
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Problems:
    """What random samples lost points for, the costliest first, and red lines crossed."""

    items: tuple[Problem, ...]
    types: tuple[Problem, ...]
    severities: tuple[Problem, ...]
    red_lines: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True, eq=False)
class QualityReport:
    """Everything ``heng quality`` says of samples; None where the columns for it lack.

    ``raters`` are compared within the same agents, ``calibrated`` within the same contacts.
    """

    form: QualityForm
    counted: Counted
    differences: tuple[ScoreDifference, ...]
    problems: Problems | None
    shop: AgentQuality
    agents: tuple[AgentQuality, ...]
    stratified: Estimate | None
    sessions: tuple[SessionAgreement, ...]
    session_changes: tuple[SessionChange, ...]
    disputes: tuple[RaterDisputes, ...]
    appeal: Appeal | None
    raters: RaterModel | None
    calibrated: RaterModel | None
    halos: tuple[RaterHalo, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Samples with the score and pass that count, and the form's own where it has items."""

    samples: ColumnTable
    scores: NDArray[np.float64]
    passed: NDArray[np.float64]
    form_scores: FormScores | None
    vetoed: int


@dataclass(frozen=True, slots=True, eq=False)
class _Used:
    """Which samples count, (n,) each: ``random`` and ``targeted`` ones, or in a calibration."""

    counted: NDArray[np.bool_]
    random: NDArray[np.bool_]
    targeted: NDArray[np.bool_]
    calibration: NDArray[np.bool_]


def quality_report(
    samples: ColumnTable,
    form: QualityForm,
    plan: Plan,
    strata: Strata | None = None,
    disputed: Sequence[str] = (),
) -> QualityReport:
    """Return what the samples say.

    Parameters
    ----------
    samples
        Rows of :mod:`engine.domain.records` samples, perhaps with a column for each item of the
        form. Ratings of calibration sessions (``session`` filled) enter no mean: the same
        contact is in them several times.
    plan
        Confidence and the precision that is wanted.
    disputed
        Samples, or items of samples, to leave out in an appeal.

    Raises
    ------
    InputError
        ``quality.no_scores_column`` when there is neither an item of the form nor a score or
        a pass; ``quality.column_needed`` for a stratum, session or appeal whose columns lack;
        those of the metrics room.
    """
    scored = _scored(samples, form)
    used = _used(scored)
    shop, by_agent = _agents(scored, used, plan)
    sessions = _sessions(scored) if used.calibration.any() else ()
    told = _counted(scored, used)
    differences: tuple[ScoreDifference, ...] = ()
    if scored.form_scores is not None:
        differences = score_differences(samples, form, scored.form_scores)
    raters = _raters(scored, used.random, plan, "agent")
    return QualityReport(
        form=form,
        counted=told,
        differences=differences,
        problems=_problems(form, scored.form_scores, used.random, plan),
        shop=shop,
        agents=by_agent,
        stratified=_stratified(scored, used.random, strata, plan),
        sessions=session_agreements(sessions, form.pass_mark, plan.confidence),
        session_changes=session_changes(sessions, plan.confidence),
        disputes=_disputes(scored, used.counted, plan),
        appeal=_appeal(scored, used.random, disputed, form, plan),
        raters=raters,
        calibrated=_raters(scored, used.calibration, plan, "contact_id"),
        halos=_halos(scored, used.counted),
        findings=quality_findings(told, differences, shop, by_agent, raters),
    )


def _agents(
    scored: _Scored, used: _Used, plan: Plan
) -> tuple[AgentQuality, tuple[AgentQuality, ...]]:
    return agent_qualities(
        _texts(scored.samples, "agent"),
        scored.scores,
        scored.passed,
        used.targeted,
        _probabilities(scored.samples),
        used.counted,
        plan,
    )


def _scored(samples: ColumnTable, form: QualityForm) -> _Scored:
    if has_items(samples, form):
        made = form_scores(samples, form)
        passed = made.passed.astype(np.float64)
        return _Scored(samples, made.scores, passed, made, int(made.vetoed.sum()))
    if form.scores not in samples.columns and "passed" not in samples.columns:
        raise InputError("quality.no_scores_column", form=form.id, column=form.scores)
    scores, stated = _numbers(samples, form.scores), _numbers(samples, "passed")
    if (scores > form.full_score).any():
        raise InputError("quality.above_full", form=form.id, full=form.full_score)
    red = _numbers(samples, "red_line") == 1
    if form.veto is Veto.ZERO:
        scores = np.where(red & ~np.isnan(scores), 0.0, scores)
    by_mark = np.where(np.isnan(scores), np.nan, (scores >= form.pass_mark).astype(np.float64))
    passed = np.where(np.isnan(stated), by_mark, stated)
    passed = np.where(red & ~np.isnan(passed), 0.0, passed)
    return _Scored(samples, scores, passed, None, int(red.sum()))


def _used(scored: _Scored) -> _Used:
    targeted = _numbers(scored.samples, "targeted") == 1
    calibration = _filled(scored.samples, "session")
    counted = ~calibration & ~(np.isnan(scored.scores) & np.isnan(scored.passed))
    return _Used(counted, counted & ~targeted, targeted, calibration)


def _counted(scored: _Scored, used: _Used) -> Counted:
    probabilities = _probabilities(scored.samples)[used.random]
    uneven = len(set(probabilities[~np.isnan(probabilities)].tolist())) > 1
    blanks = scored.form_scores.blank_cells if scored.form_scores is not None else 0
    return Counted(
        rows=len(scored.samples),
        random=int(used.random.sum()),
        targeted=int((used.counted & used.targeted).sum()),
        calibration=int(used.calibration.sum()),
        unscored=int((~used.counted & ~used.calibration).sum()),
        vetoed=scored.vetoed,
        blank_cells=blanks,
        uneven=uneven,
        unmarked=_unmarked(scored.samples, used),
        months=_months(scored.samples),
    )


def _months(samples: ColumnTable) -> tuple[str, ...]:
    if "month" not in samples.columns:
        return ()
    return tuple(sorted({month for month in _texts(samples, "month") if month}))


def _unmarked(samples: ColumnTable, used: _Used) -> int:
    """Return the samples whose mark of targeting is blank where others have one."""
    if "targeted" not in samples.columns:
        return 0
    return int((used.random & np.isnan(_numbers(samples, "targeted"))).sum())


def _problems(
    form: QualityForm, scores: FormScores | None, random: NDArray[np.bool_], plan: Plan
) -> Problems | None:
    if scores is None:
        return None
    return Problems(
        item_problems(form, scores, random, plan.confidence),
        type_problems(form, scores, random, plan.confidence),
        severity_problems(form, scores, random, plan.confidence),
        red_line_problems(form, scores, random, plan.confidence),
    )


def _stratified(
    scored: _Scored, random: NDArray[np.bool_], strata: Strata | None, plan: Plan
) -> Estimate | None:
    if strata is None:
        return None
    _need(scored.samples, strata.column)
    inside = random & ~np.isnan(scored.scores)
    names = np.array(_texts(scored.samples, strata.column), dtype=object)[inside]
    return stratified_mean(scored.scores[inside], names, strata.sizes, plan.confidence)


def _sessions(scored: _Scored) -> tuple[SessionTable, ...]:
    _need(scored.samples, "rater", "contact_id")
    return session_tables(scored.samples, scored.scores)


def _disputes(scored: _Scored, counted: NDArray[np.bool_], plan: Plan) -> tuple[RaterDisputes, ...]:
    if not {"disputed", "rater"} <= set(scored.samples.columns):
        return ()
    rows = scored.samples.where(counted)
    return rater_disputes(rows, scored.scores[counted], plan.confidence)


def _appeal(
    scored: _Scored,
    random: NDArray[np.bool_],
    disputed: Sequence[str],
    form: QualityForm,
    plan: Plan,
) -> Appeal | None:
    if not disputed:
        return None
    _need(scored.samples, "sample_id")
    rows = scored.samples.where(random)
    return appeal(rows, scored.scores[random], disputed, form, plan.confidence)


def _raters(
    scored: _Scored, counted: NDArray[np.bool_], plan: Plan, rated: str
) -> RaterModel | None:
    """Return the raters' effects within what was rated: agents, or contacts of a calibration."""
    samples = scored.samples
    if not {"rater", rated} <= set(samples.columns):
        return None
    counted = counted & ~np.isnan(scored.scores)
    counted = counted & _filled(samples, "rater") & _filled(samples, rated)
    if not counted.any():
        return None
    rows = samples.where(counted)
    months = _texts(rows, "month") if "month" in rows.columns else [""] * len(rows)
    return rater_model(
        scored.scores[counted],
        _texts(rows, rated),
        _texts(rows, "rater"),
        months,
        plan.confidence,
    )


def _halos(scored: _Scored, counted: NDArray[np.bool_]) -> tuple[RaterHalo, ...]:
    """Return each rater's halo over the form's items, or over the samples' part scores."""
    samples = scored.samples
    if scored.form_scores is not None:
        points = scored.form_scores.deductions
    else:
        parts = [_numbers(samples, name) for name in PART_SCORES if name in samples.columns]
        points = np.stack(parts, axis=1) if parts else np.zeros((len(samples), 0))
    if "rater" not in samples.columns or points.shape[1] < TWO:
        return ()
    counted = counted & _filled(samples, "rater")
    return rater_halos(points[counted], _texts(samples.where(counted), "rater"))


def _need(samples: ColumnTable, *columns: str) -> None:
    missing = [name for name in columns if name not in samples.columns]
    if missing:
        raise InputError("quality.column_needed", columns=", ".join(missing))


def _probabilities(samples: ColumnTable) -> NDArray[np.float64]:
    return _numbers(samples, "inclusion_probability")


def _numbers(samples: ColumnTable, name: str) -> NDArray[np.float64]:
    if name not in samples.columns:
        return np.full(len(samples), np.nan)
    return samples.column(name).astype(np.float64)


def _texts(samples: ColumnTable, name: str) -> list[str]:
    return [str(cell or "") for cell in samples.column(name)]


def _filled(samples: ColumnTable, name: str) -> NDArray[np.bool_]:
    if name not in samples.columns:
        return np.zeros(len(samples), dtype=np.bool_)
    return np.array([bool(text) for text in _texts(samples, name)], dtype=np.bool_)
