"""What readers must know before and after the figures: cautions, what is absent, the method."""

import streamlit as st

from engine.app.blocks import bullets, foot, note, put, section
from engine.app.session import View
from engine.domain.pack import DecisionPack
from engine.domain.texts import Finding
from engine.report import figures
from engine.report.evidence_tables import IN_THE_TABLE
from engine.report.labels import column_name, said
from engine.report.record_tables import told_findings

SET_ASIDE_SHOWN = 10
FINGERPRINT_SHOWN = 12
_ORDER = ("alarm", "caution", "note")


def put_cautions(view: View) -> None:
    """Say the author's caution and every alarm before any figure."""
    caution = view.pack.heng.caution
    if caution is not None:
        text = caution.in_language(view.language)
        put(note(text, view.say("app.method.caution"), "dash"))
    alarms = _told(view, alarms=True)
    if alarms:
        put(note("\n".join(alarms), kind="bad"))


def put_absent(view: View) -> None:
    """Name what the case lacks and what would be needed."""
    absent = view.pack.absent
    if absent:
        text = "\n".join(said(sentence, view.language) for sentence in absent)
        put(note(text, view.say("app.absent.title"), "dash"))


def put_findings(view: View) -> None:
    """List the findings that are no alarm, cautions first."""
    told = _told(view, alarms=False)
    if told:
        put(section(view.say("app.findings.title")), bullets("", told))


def _told(view: View, *, alarms: bool) -> list[str]:
    """Return the sentences of the alarms, or of the rest, each once."""
    found = all_findings(view.pack)
    told = [said(f.sentence, view.language) for f in found if (f.severity == "alarm") == alarms]
    return list(dict.fromkeys(told))


def all_findings(pack: DecisionPack) -> list[Finding]:
    """Return the findings of pack, weights and fits, the gravest first, but for table figures."""
    found = [*told_findings(pack), *(finding for fit in pack.evidence for finding in fit.findings)]
    found = [finding for finding in found if finding.sentence.key != IN_THE_TABLE]
    return sorted(found, key=lambda finding: _ORDER.index(finding.severity))


def put_method(view: View) -> None:
    """Put the method last: assumptions on the left, where everything comes from on the right."""
    put(section(view.say("app.method.title")))
    told = [said(sentence, view.language) for sentence in view.pack.assumptions]
    left, right = st.columns(2, gap="large")
    if told or view.pack.set_aside:
        with left:
            if told:
                put(bullets(view.say("app.method.assumptions"), told))
            _put_set_aside(view)
    with right if told or view.pack.set_aside else left:
        made = view.pack.heng
        inputs = [
            view.say(
                "app.method.input", path=file.path, fingerprint=file.sha256[:FINGERPRINT_SHOWN]
            )
            for file in made.inputs
        ]
        put(bullets(view.say("app.method.sources"), inputs), foot(_made(view)))
        if made.attribution:
            put(foot(view.say("app.method.attribution", attribution=made.attribution)))


def _made(view: View) -> str:
    made = view.pack.heng
    return view.say(
        "app.method.made",
        version=made.version,
        created=figures.instant(made.created),
        seed=made.seed,
        seconds=figures.number(made.seconds),
    )


def _put_set_aside(view: View) -> None:
    rows = view.pack.set_aside
    if not rows:
        return
    lines = [
        view.say(
            "app.method.set_aside_row",
            row=figures.number(row.row),
            column=column_name(row.column, view.language),
            value=row.value,
            reason=row.reason,
        )
        for row in rows[:SET_ASIDE_SHOWN]
    ]
    if len(rows) > SET_ASIDE_SHOWN:
        count = figures.number(len(rows) - SET_ASIDE_SHOWN)
        lines.append(view.say("app.method.set_aside_more", count=count))
    put(bullets(view.say("app.method.set_aside", count=figures.number(len(rows))), lines))
