"""How consistently the respondents answered, worst first."""

from engine.app.blocks import foot, put, section
from engine.app.pictures import put_chart
from engine.app.session import View
from engine.domain.pack import JudgementPart, RespondentSummary
from engine.report import figures
from engine.report.charts import consistency_chart
from engine.report.labels import random_index_name


def put_panel(view: View, part: JudgementPart) -> None:
    """Draw every respondent's consistency ratio and say who is above the limit or left gaps."""
    limit = figures.number(part.limit, 2)
    put(section(view.say("app.panel.title"), view.say("app.panel.subtitle", limit=limit)))
    put_chart(
        consistency_chart(part, view.tokens, view.language), view.say("app.panel.description")
    )
    over = [row for row in part.respondents if row.consistent is False]
    gaps = [row for row in part.respondents if row.consistency_ratio is None]
    notes = [
        view.say(key, names=_names(rows, view))
        for key, rows in (("app.panel.over", over), ("app.panel.gaps", gaps))
        if rows
    ]
    notes.append(
        view.say(
            "app.panel.group",
            ratio=figures.number(part.group_consistency_ratio, 3),
            index=random_index_name(part.random_index, view.language),
            draws=figures.number(part.uncertainty_draws),
        )
    )
    put(foot(view.say("app.sentence_gap").join(notes)))


def _names(rows: list[RespondentSummary], view: View) -> str:
    names = [f"{row.respondent} {row.name.in_language(view.language)}" for row in rows]
    return view.say("app.list_mark").join(names)
