"""The page *Peak*: does the team hold its targets under each load, and when does it not."""

import streamlit as st
from markupsafe import Markup

from engine.app import method_section as method
from engine.app import targets_section as targets
from engine.app.blocks import empty, foot, head, put, section
from engine.app.choice import choice
from engine.app.pictures import put_chart
from engine.app.session import View
from engine.domain.pack import ScenarioPart
from engine.report import figures
from engine.report.headline import peak_headline
from engine.report.labels import load_name
from engine.report.peak_charts import (
    arrivals_chart,
    first_response_chart,
    shortfall_per_h,
    wave_number,
)

COLUMNS = (6.4, 5.0)


def draw(view: View) -> None:
    """Draw one load: picture left, verdicts right, then all loads side by side, method last."""
    parts = {part.id: part for part in worst_first(view.pack.scenarios)}
    if not parts:
        put(_no_scenario(view))
        method.put_absent(view)
        return
    above = st.container()
    names = {id_: _load_name(part, view) for id_, part in parts.items()}
    part = parts[choice("load", names, view.say("app.peak.load"), view.language)]
    with above:
        _put_headline(view, part)
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        _put_day(view, part)
    with right:
        targets.put_verdicts(view, part)
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        if len(parts) > 1:
            targets.put_loads(view, list(parts.values()))
    with right:
        targets.put_measures(view, part)
    put(foot(_method(view, part)))


def worst_first(parts: tuple[ScenarioPart, ...]) -> list[ScenarioPart]:
    """Return the loads, those with most targets missed, then undecided, then heaviest, first."""

    def severity(part: ScenarioPart) -> tuple[int, int, float]:
        verdicts = [row.verdict for row in part.verdicts]
        return verdicts.count("missed"), verdicts.count("undecided"), part.contacts_mean

    return sorted(parts, key=severity, reverse=True)


def _load_name(part: ScenarioPart, view: View) -> str:
    return load_name(part, view.language)


def _put_headline(view: View, part: ScenarioPart) -> None:
    answer = peak_headline(view.pack, view.language, part.id)
    if answer is not None:
        put(head(view.say("app.page.peak"), answer.title, answer.ground))


def _put_day(view: View, part: ScenarioPart) -> None:
    short = shortfall_per_h(part) > 0
    key = "app.peak.arrivals_subtitle" if short else "app.peak.arrivals_subtitle_held"
    put(section(view.say("app.peak.arrivals"), view.say(key)), _waves(view, part))
    put_chart(
        arrivals_chart(part, view.tokens, view.language), view.say("app.peak.arrivals_description")
    )
    put(section(view.say("app.peak.first_response"), view.say("app.peak.first_response_subtitle")))
    put_chart(
        first_response_chart(
            part, view.tokens, view.language, target_s=targets.first_response_target_s(part)
        ),
        view.say("app.peak.first_response_description"),
    )


def _waves(view: View, part: ScenarioPart) -> Markup:
    item = Markup("<span>{} {} {}</span>")
    items = [
        item.format(
            wave_number(position),
            wave.name.in_language(view.language),
            figures.clock_range(wave.start_s, wave.end_s, view.language),
        )
        for position, wave in enumerate(part.waves)
    ]
    return Markup("<div class='h-lg'>{}</div>").format(Markup("").join(items))


def _method(view: View, part: ScenarioPart) -> str:
    told = view.say(
        "app.peak.method",
        replications=part.replications,
        seed=view.pack.heng.seed,
        contacts=figures.number(part.contacts_mean),
        agents=part.agents,
    )
    notes = [told, view.say("app.peak.generated")] if part.generated else [told]
    return view.say("app.sentence_gap").join(notes)


def _no_scenario(view: View) -> Markup:
    return empty(
        view.say("app.empty.peak_title"),
        view.say("app.empty.peak_body"),
        view.say("app.empty.peak_command"),
    )
