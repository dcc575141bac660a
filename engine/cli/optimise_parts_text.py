"""What is known beside the recommended weights: frontier, robustness, grades, emphases."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.columns import wrapped
from engine.cli.optimise_words import (
    NOTHING,
    WIDTH,
    interval,
    named_shares,
    said,
    share,
    told,
)
from engine.cli.text_table import table
from engine.domain.policy import Norm
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.weights_report import (
        AcceptabilityRow,
        EmphasisRow,
        FrontierPoint,
        GradeChangePart,
        RobustRow,
        StabilityRow,
        WeightsReport,
    )

MOST_POINTS = 8  # of the frontier: its ends, its knee and what lies between; --json has all
MOST_AGENTS = 12
SMALLEST_MOVE = 0.0005
POINTS = 100.0


def frontier_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield corners of the frontier: how far each lies from judgement and from evidence."""
    if report.frontier is None:
        return
    yield said("section.frontier", language)
    every = sorted(report.frontier.points, key=lambda point: point.evidence_weight)
    step = max(1, -(-len(every) // MOST_POINTS))
    ends = (0, len(every) - 1)
    rows = [
        [
            said("mark.recommended", language) if point.recommended else "",
            said("mark.knee", language) if point.knee else "",
            share(point.evidence_weight),
            f"{50 * point.distance_judged:.1f}",
            f"{50 * point.distance_evidence:.1f}",
        ]
        for place, point in enumerate(every)
        if point.knee or point.recommended or place in ends or place % step == 0
    ]
    heads = ("trade_off", "from_judged", "from_evidence")
    yield from table([["", "", *(said(f"column.{head}", language) for head in heads)], *rows])
    key = "frontier_note" if report.frontier.proven else "frontier_unproven"
    yield from wrapped(said(key, language), WIDTH, "  ")
    if any(point.knee for point in every):
        yield from wrapped(said("frontier_knee", language), WIDTH, "  ")
    if _is_beaten(every):
        yield from wrapped(said("frontier_beaten", language), WIDTH, "  ")


def _is_beaten(every: Sequence["FrontierPoint"]) -> bool:
    """Tell whether a corner lies nearer to judgement and to evidence than the recommended set."""
    return any(
        corner.distance_judged < chosen.distance_judged - SMALLEST_MOVE
        and corner.distance_evidence < chosen.distance_evidence - SMALLEST_MOVE
        for chosen in every
        if chosen.recommended
        for corner in every
    )


def robust_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield what each robust choice guarantees, beside the recommended set."""
    if not report.robust:
        return
    yield said("section.robust", language)
    for row in report.robust:
        proof = said("proven" if row.proven else "unproven", language)
        text = said(_robust_key(row, report), language, proof=proof, **_robust_values(row, report))
        yield from wrapped(text, WIDTH, "  ")
        if row.caution is not None:
            yield from wrapped(told(row.caution, language), WIDTH, "    ")


def _robust_key(row: "RobustRow", report: "WeightsReport") -> str:
    """Return the sentence of a choice by what it is measured in."""
    if row.kind == "worst-case":
        return f"robust.worst_case_{report.norm.lower()}"
    if row.kind == "regret":
        return "robust.regret_scores" if report.stability else "robust.regret_shares"
    return "robust.max_min"


def _robust_values(row: "RobustRow", report: "WeightsReport") -> dict[str, float]:
    """Return a choice's figures; in points, a sum of differences counts what changes hands."""
    scale = POINTS if row.kind == "worst-case" and report.norm == Norm.LINF else POINTS / 2
    return {
        "value": row.value,
        "recommended": row.nominal,
        "points": scale * row.value,
        "points_recommended": scale * row.nominal,
        "budget": row.budget or 0.0,
    }


def stability_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield how far each weight may move before ranks or grades change."""
    if not report.stability:
        return
    names = _names(report, language)
    yield said("section.stability", language)
    heads = ("recommended", "rank_stable", "grade_stable")
    rows = [_stability_row(row, names, language) for row in report.stability]
    yield from table([["", *(said(f"column.{head}", language) for head in heads)], *rows])


def _stability_row(row: "StabilityRow", names: dict[str, str], language: Language) -> list[str]:
    return [
        names.get(row.indicator, row.indicator),
        share(row.share),
        interval(row.rank_low, row.rank_high, language),
        interval(row.grade_low, row.grade_high, language),
    ]


def grade_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield how many agents change grade, and what is known of the fewest."""
    part = report.grades
    if part is None:
        return
    agents = len(part.agents)
    yield said("section.grades", language)
    changes = part.recommended_changes
    yield _counted("grades.recommended", changes, language, changes=changes, agents=agents)
    yield from wrapped(_fewest(part, language), WIDTH, "  ")
    rescaled = part.rescaled_changes
    if rescaled is not None:
        yield _counted("grades.rescaled", rescaled, language, changes=rescaled, agents=agents)
    yield _counted("grades.certain", part.certain, language, certain=part.certain, agents=agents)
    if not part.solver.reproducible:
        yield said("grades.clock", language)
    changed = [each for each in part.agents if each.grade != each.recommended_grade]
    for agent in changed[:MOST_AGENTS]:
        yield said(
            "grades.agent",
            language,
            agent=agent.agent,
            before=agent.grade,
            after=agent.recommended_grade,
            least=agent.score_least,
            greatest=agent.score_greatest,
        )
    if len(changed) > MOST_AGENTS:
        yield said("more", language, count=len(changed) - MOST_AGENTS)


def _fewest(part: "GradeChangePart", language: Language) -> str:
    """Return the fewest changes that are possible, or found and bounded."""
    values = {"agents": len(part.agents), "changes": part.changes, "bound": part.bound}
    if part.proven:
        return _counted("grades.fewest_proven", part.changes, language, **values)
    return _counted("grades.fewest_unproven", part.bound, language, **values)


def _counted(key: str, count: int, language: Language, **values: object) -> str:
    """Return a sentence about a count; none at all has words of its own."""
    return said(key if count else f"{key}_none", language, **values)


def acceptability_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield how often agents come first or keep a grade over the drawn weights."""
    part, preference = report.acceptability, report.preference
    if part is None and preference is None:
        return
    yield said("section.acceptability", language)
    if part is not None:
        yield from wrapped(told(part.weights, language), WIDTH, "  ")
        leading = sorted(part.agents, key=lambda row: row.expected_rank)[:MOST_AGENTS]
        heads = [said(f"column.{head}", language) for head in ("first", "expected_rank")]
        rows = [_acceptability_row(row) for row in leading]
        yield from table([["", *heads, *part.grade_labels], *rows])
        if len(part.agents) > MOST_AGENTS:
            yield said("more", language, count=len(part.agents) - MOST_AGENTS)
    if preference is not None:
        text = said(
            "preference_open" if preference.undecided else "preference",
            language,
            pairs=preference.pairs,
            necessary=preference.necessary,
            possible=preference.possible,
            undecided=preference.undecided,
        )
        yield from wrapped(text, WIDTH, "  ")


def _acceptability_row(row: "AcceptabilityRow") -> list[str]:
    first = f"{row.ranks[0]:.0%}" if row.ranks else NOTHING
    return [row.agent, first, f"{row.expected_rank:.1f}", *(f"{each:.0%}" for each in row.grades)]


def emphasis_lines(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield what every emphasis of the policy moves, or which rules it clashes with."""
    if not report.emphases or report.conflict is not None:
        return
    names = _names(report, language)
    yield said("section.emphases", language)
    for row in report.emphases:
        yield from _emphasis(row, names, language)


def _emphasis(row: "EmphasisRow", names: dict[str, str], language: Language) -> Iterator[str]:
    from engine.report.weights_words import conflict_lines

    name = row.name.in_language(language)
    if row.conflict is not None:
        yield from wrapped(said("emphasis_clash", language, name=name), WIDTH, "  ")
        for line in conflict_lines(row.conflict, language):
            yield from wrapped(line.strip(), WIDTH, "    ")
        return
    moves = {id_: move for id_, move in row.moves.items() if abs(move) >= SMALLEST_MOVE}
    if not moves:
        yield from wrapped(said("emphasis_still", language, name=name), WIDTH, "  ")
        return
    moved = named_shares(moves, names, language)
    yield from wrapped(said("emphasis", language, name=name, moves=moved), WIDTH, "  ")
    changes = row.grade_changes
    if changes is not None and row.agents is not None:
        text = _counted("emphasis_grades", changes, language, changes=changes, agents=row.agents)
        yield from wrapped(text, WIDTH, "    ")


def _names(report: "WeightsReport", language: Language) -> dict[str, str]:
    return {row.indicator: row.name.in_language(language) for row in report.indicators}
