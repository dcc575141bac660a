"""The document: one file, no script, no network, both languages, everything escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from engine.domain.pack import DecisionPack
from engine.domain.texts import Finding, Language, Sentence
from engine.report.headline import decision_headline, peak_headline
from engine.report.html import MOST_ROWS, document, page

KINDS = ["pack", "weights_pack", "bands_pack", "evidence_pack", "hostile_pack", "empty_pack"]
VOID = {"meta", "input", "link", "br", "img", "hr"}


class Outline(HTMLParser):
    """The tags and texts of a document; raises where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str | None, str]] = []
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "section":
            self.language = dict(attrs)["lang"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.texts.append((self.language, data.strip()))


def outline(text: str) -> Outline:
    parsed = Outline()
    parsed.feed(text)
    parsed.close()
    assert parsed.open == []
    return parsed


@pytest.mark.parametrize("kind", KINDS)
def test_document_has_no_script_and_asks_for_nothing(
    kind: str, request: pytest.FixtureRequest
) -> None:
    parsed = outline(document(request.getfixturevalue(kind), "zh"))

    names = {tag for tag, _ in parsed.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "a", "base"}
    attributes = {name for _, given in parsed.tags for name in given}
    assert not attributes & {"src", "href", "onerror", "onclick", "onload", "action"}


def test_style_asks_for_nothing_from_outside(pack: DecisionPack) -> None:
    text = document(pack, "en")

    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    assert "http://" not in text
    assert "https://" not in text


def test_figures_stay_on_one_line_with_their_units(pack: DecisionPack) -> None:
    texts = " ".join(text for _, text in outline(document(pack, "en")).texts)

    assert re.findall(r"\d (?:s|h|min|pp|秒|小时)\b", texts) == []
    assert re.findall(r"[≥≤] \d", texts) == []
    assert re.search(r"≥\u00a0\d", texts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_document_opens_in_the_language_asked_for_and_holds_both(
    pack: DecisionPack, language: Language
) -> None:
    parsed = outline(document(pack, language))

    switches = {given["id"]: "checked" in given for tag, given in parsed.tags if tag == "input"}
    assert switches == {"in-zh": language == "zh", "in-en": language == "en"}
    for each in ("zh", "en"):
        texts = [text.replace("\u00a0", " ") for where, text in parsed.texts if where == each]
        peak = peak_headline(pack, each)
        assert decision_headline(pack, each).title in texts
        assert peak is not None
        assert peak.title in texts


def test_generated_data_are_labelled_at_every_picture_and_result(pack: DecisionPack) -> None:
    texts = [text for where, text in outline(document(pack, "en")).texts if where == "en"]

    assert texts.count("Example data") >= 10


def test_recorded_data_are_not_labelled_as_an_example(bands_pack: DecisionPack) -> None:
    assert "Example data" not in document(bands_pack, "en")


def test_absent_parts_and_the_caution_are_said(bands_pack: DecisionPack) -> None:
    texts = [text for _, text in outline(document(bands_pack, "en")).texts]

    assert "What this case lacks" in texts
    assert any("titled minutes" in text for text in texts)


def test_alarm_stands_before_caution(pack: DecisionPack) -> None:
    findings = tuple(
        Finding(kind, Sentence("report.example_data")) for kind in ("caution", "alarm")
    )

    told = page(replace(pack, findings=findings), "en")

    assert [severity for severity, _ in told.warnings] == ["alarm", "caution"]


def test_held_targets_carry_no_alarm_colour(pack: DecisionPack) -> None:
    quiet = replace(pack, scenarios=pack.scenarios[:1], judgement=None, evidence_report=None)

    body = document(quiet, "en").partition("</style>")[2]

    assert "chip missed" not in body
    assert "bar missed" not in body
    assert 'class="short"' not in body


def test_long_tables_are_cut_and_say_so(pack: DecisionPack) -> None:
    texts = [text for where, text in outline(document(pack, "en")).texts if where == "en"]

    assert f"{MOST_ROWS} of 60 rows; tables.xlsx has them all." in texts


def test_same_pack_gives_the_same_document(pack: DecisionPack) -> None:
    assert document(pack, "zh") == document(pack, "zh")


def test_chapter_of_the_records_has_answer_grade_and_folded_tables(pack: DecisionPack) -> None:
    text = document(pack, "en")

    assert "2 claims: 1 contradicted, 1 not decidable" in text
    assert "Best grade B." in text
    assert text.count("<summary>Agents, by assignment") == 1
    assert "<summary>Claims, put to the test" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_document_tells_the_recommended_weights(
    weights_pack: DecisionPack, language: Language
) -> None:
    texts = {text for told, text in outline(document(weights_pack, "zh")).texts if told == language}

    chosen = page(weights_pack, language).chosen
    assert chosen is not None
    assert chosen.frontier is not None
    assert set(chosen.summary) <= texts
    assert {spot.text for spot in chosen.frontier.spots} <= texts
    for table in (*chosen.shown, *chosen.folded):
        assert table.title in texts


def test_findings_on_the_weights_stand_with_the_others(weights_pack: DecisionPack) -> None:
    told = dict(page(weights_pack, "en").warnings)

    assert any("A clock ended the search" in text for text in told["caution"])
