"""What ``heng experiment`` says to people."""

from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.studies.rollout import RolloutStudy


def experiment_text(study: "RolloutStudy", language: Language) -> str:
    """Return power, sizes, the schedule and the plan of analysis as lines."""
    from engine.i18n.translate import render, render_sentence

    def said(key: str, **values: object) -> str:
        return render(f"rollout.{key}", values, language)

    plan = study.plan
    none = said("none")
    effect = f"{plan.effect:+g}"
    lines = [said("headline", teams=plan.teams, weeks=plan.weeks, effect=effect), ""]
    rows = [
        ("", *(said(name) for name in study.ways)),
        (said("power"), *(f"{way.power.value:.3f}" for way in study.ways.values())),
        (
            said("interval"),
            *(f"{way.power.low:.3f}-{way.power.high:.3f}" for way in study.ways.values()),
        ),
        (said("closed"), *(f"{way.closed_form_power:.3f}" for way in study.ways.values())),
        (said("alarm"), *(f"{way.false_alarm.value:.3f}" for way in study.ways.values())),
        (
            said("smallest"),
            *(
                none if way.smallest_effect is None else f"{way.smallest_effect:+.4g}"
                for way in study.ways.values()
            ),
        ),
    ]
    lines += table(rows)
    lines += [
        "",
        said("needed_teams", power=plan.power, teams=study.needed_teams or none, weeks=plan.weeks),
        said("needed_weeks", power=plan.power, teams=plan.teams, weeks=study.needed_weeks or none),
        "",
        said("schedule"),
        *table([(each.team, said("week", week=each.start_week)) for each in study.schedule]),
        "",
        said("analysis"),
        *(f"  - {render_sentence(sentence, language)}" for sentence in study.analysis),
    ]
    notes = finding_lines(study.findings, language)
    return "\n".join([*lines, *(["", *notes] if notes else [])])
