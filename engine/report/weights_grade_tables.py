"""Tables of grades: how few need change, and whose are certain under every admissible set."""

from engine.domain.weights_report import AgentGrade, GradeChangePart
from engine.report import figures
from engine.report.tables import Cell, Column, Table, number_cell, text_cell
from engine.report.weights_frontier_tables import proof_cell
from engine.report.weights_page_words import WeightsWords

SCORE_FORMAT = "0.0"
NAMED = 20  # agents with an open grade; the table has them all


def changes_table(words: WeightsWords) -> Table | None:
    """Return how many agents change grade under each way to meet the policy; None unscored."""
    part = words.report.grades
    if part is None:
        return None
    columns = (
        Column(words.say("weights_head")),
        Column(words.say("changes_head"), numeric=True),
        Column(words.say("agents"), numeric=True),
        Column(words.say("proof_head")),
        Column(words.say("mainly_moves")),
    )
    rows = [
        _change(words, part, "recommended_way", part.recommended_changes),
        _change(words, part, "rescaled_way", part.rescaled_changes),
        _fewest(words, part),
    ]
    title = words.say("changes_title")
    subtitle = words.say("changes_subtitle", agents=len(part.agents))
    kept = tuple(row for row in rows if row is not None)
    return Table("weights_changes", title, subtitle, columns, kept, (changes_note(words, part),))


def changes_note(words: WeightsWords, part: GradeChangePart) -> str:
    """Return what is known of the fewest changes; a search that ended early is said so."""
    key = "fewest_proven" if part.proven else "fewest_open"
    told = words.say(key, changes=part.changes, bound=part.bound, agents=len(part.agents))
    if part.solver.reproducible:
        return told
    return words.say("sentences", first=told, second=words.say("clock"))


def agent_grades_table(words: WeightsWords) -> Table | None:
    """Return each agent's score and grades over all admissible sets, the open ones first."""
    part = words.report.grades
    if part is None:
        return None
    columns = (
        Column(words.say("agent")),
        Column(words.say("score_now"), numeric=True, number_format=SCORE_FORMAT),
        Column(
            words.say("score_room"),
            numeric=True,
            number_format=SCORE_FORMAT,
            parts=(words.say("to"),),
        ),
        Column(words.say("grade_now")),
        Column(words.say("grade_recommended")),
        Column(words.say("grade_fewest")),
        Column(words.say("reachable")),
        Column(words.say("state")),
    )
    ordered = sorted(part.agents, key=lambda row: (row.certain, row.grade == row.recommended_grade))
    rows = tuple(_agent(words, row) for row in ordered)
    count = len(part.agents)
    subtitle = words.say(
        "grades_subtitle", certain=part.certain, open=count - part.certain, agents=count
    )
    notes = [words.say("grades_note")]
    if part.not_scored:
        names = words.joined(list(part.not_scored))
        notes.append(words.say("not_scored", count=len(part.not_scored), names=names))
    title = words.say("grades_title")
    return Table("weights_grades", title, subtitle, columns, rows, tuple(notes))


def certain_text(words: WeightsWords) -> str:
    """Return in words how many grades are certain, and whose are not."""
    part = words.report.grades
    if part is None:
        return ""
    names = [row.agent for row in part.agents if not row.certain]
    if not names:
        return words.say("grades_all_certain", agents=len(part.agents))
    listed = words.joined(names[:NAMED])
    if len(names) > NAMED:
        listed = words.say("names_more", names=listed, count=len(names) - NAMED)
    counts = {"certain": part.certain, "agents": len(part.agents), "open": len(names)}
    return words.say("grades_line", names=listed, **counts)


def _change(
    words: WeightsWords, part: GradeChangePart, way: str, changes: int | None
) -> tuple[Cell, ...] | None:
    if changes is None:
        return None
    return (
        text_cell(words.say(way)),
        number_cell(changes),
        number_cell(len(part.agents)),
        text_cell(words.say("counted")),
        text_cell(""),
    )


def _fewest(words: WeightsWords, part: GradeChangePart) -> tuple[Cell, ...]:
    return (
        text_cell(words.say("fewest_way"), strong=True),
        Cell(
            figures.number(part.changes),
            (part.changes,),
            "" if part.proven else words.say("at_least", bound=part.bound),
            strong=True,
        ),
        number_cell(len(part.agents)),
        proof_cell(words, proven=part.proven),
        text_cell(words.moves(words.from_recommended(part.shares))),
    )


def _agent(words: WeightsWords, row: AgentGrade) -> tuple[Cell, ...]:
    state = words.say("certain" if row.certain else "open")
    room = figures.quantity_range(row.score_least, row.score_greatest, figures.SCORE, "en")
    return (
        text_cell(row.agent, strong=True),
        number_cell(row.score, 1),
        Cell(room, (row.score_least, row.score_greatest)),
        text_cell(row.grade),
        text_cell(row.recommended_grade, strong=row.recommended_grade != row.grade),
        text_cell(row.fewest_grade, strong=row.fewest_grade != row.grade),
        text_cell(words.joined(list(row.reachable))),
        Cell(state, (state,), chip="quiet" if row.certain else "undecided"),
    )
