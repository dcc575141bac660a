"""How to count: the period, the zone of each file, the platforms' rules, the policies."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import streamlit as st

from engine.app.metrics_session import MAPS, Choices, Reader
from engine.app.metrics_sources_section import EXAMPLE
from engine.app.picks import pick_many, pick_one
from engine.app.uploads import Export
from engine.domain.texts import Text
from engine.files.attribution_file import read_attribution
from engine.files.locations import shipped
from engine.files.platform_file import shipped_platforms
from engine.files.scheme_file import read_scheme

ZONES = (
    *("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo"),
    *("Asia/Kolkata", "Asia/Dubai", "UTC", "Europe/London", "Europe/Berlin"),
    *("America/New_York", "America/Los_Angeles", "Australia/Sydney"),
)
EXAMPLE_RULES = ("taobao-3min",)
EXAMPLE_POLICIES = ("paid-last", "paid-first", "ordered-last")


class Named(Protocol):
    """Something shipped with an id and a name in two languages."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> Text:
        """What it is called."""


def put_choices(reader: Reader, source: str, exports: tuple[Export, ...]) -> Choices:
    """Draw every choice and return them."""
    example = source == EXAMPLE
    left, right = st.columns(2, gap="large")
    with left:
        period = _period(reader)
        rules = pick_many(
            f"metrics.{source}.rules",
            _names(reader, shipped_platforms()),
            reader.say("choices.rules"),
            reader.language,
            preferred=EXAMPLE_RULES if example else (),
            placeholder=reader.say("choices.none"),
        )
        policies = pick_many(
            f"metrics.{source}.policies",
            _names(reader, map(read_attribution, shipped("attribution"))),
            reader.say("choices.policies"),
            reader.language,
            preferred=EXAMPLE_POLICIES if example else (),
            placeholder=reader.say("choices.none"),
        )
    with right:
        zone, zones = (ZONES[0], {}) if example else _zones(reader, exports)
        scheme = _scheme(reader)
    maps = dict(st.session_state.get(MAPS, {}))
    return Choices(exports, example, maps, zone, zones, period, rules, policies, scheme)


def _period(reader: Reader) -> str:
    kept = "metrics.period"
    typed = st.text_input(
        reader.say("choices.period"),
        value=st.session_state.get(kept, ""),
        max_chars=40,
        placeholder=reader.say("choices.period_example"),
        key=f"{kept}-{reader.language}",
    )
    st.session_state[kept] = typed or ""
    return (typed or "").strip()


def _zones(reader: Reader, exports: Sequence[Export]) -> tuple[str, dict[str, str]]:
    """Return the time zone of most files, and those of single files that have another."""
    labels = dict(zip(ZONES, ZONES, strict=True))
    zone = pick_one("metrics.zone", labels, reader.say("choices.zone"), reader.language)
    names = {export.name: export.name for export in exports}
    if len(names) < len(ZONES[:2]):
        return zone, {}
    others = pick_many(
        "metrics.zoned",
        names,
        reader.say("choices.other_zone"),
        reader.language,
        placeholder=reader.say("choices.none"),
    )
    zones = {
        name: pick_one(
            f"metrics.zone.{name}",
            labels,
            reader.say("choices.zone_of", file=name),
            reader.language,
        )
        for name in others
    }
    return zone, zones


def _scheme(reader: Reader) -> str:
    names = _names(reader, map(read_scheme, shipped("schemes")))
    labels = {"": reader.say("choices.no_scheme"), **names}
    return pick_one("metrics.scheme", labels, reader.say("choices.scheme"), reader.language)


def _names(reader: Reader, shipped_ones: Iterable[Named]) -> Mapping[str, str]:
    return {each.id: each.name.in_language(reader.language) for each in shipped_ones}
