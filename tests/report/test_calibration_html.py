"""The document: one file, no script, no network, both languages, everything escaped."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from engine.domain.calibration import PanelCalibration
from engine.domain.texts import Language
from engine.report.calibration_headline import calibration_headline
from engine.report.calibration_html import MOST_ASKED, calibration_document, calibration_page
from engine.report.calibration_words import CalibrationWords
from tests.report.calibration_samples import (
    HEAD,
    agreed,
    alone,
    hostile,
    published,
    shipped,
    small,
    undecided,
)

SAMPLES = [small, agreed, alone, undecided, hostile, shipped, published]
VOID = {"meta", "input", "link", "br", "img", "hr"}

Sample = Callable[[], PanelCalibration]


class Outline(HTMLParser):
    """The tags and texts of a document; raises where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str | None, list[str]] = {None: [], "zh": [], "en": []}
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
            self.texts[self.language].append(" ".join(data.split()))


def outline(calibration: PanelCalibration, language: Language = "zh") -> Outline:
    parsed = Outline()
    parsed.feed(calibration_document(calibration, HEAD, language))
    parsed.close()
    assert parsed.open == []
    return parsed


@pytest.mark.parametrize("sample", SAMPLES)
def test_document_has_no_script_and_asks_for_nothing(sample: Sample) -> None:
    parsed = outline(sample())

    names = {tag for tag, _ in parsed.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "a", "base"}
    attributes = {name for _, given in parsed.tags for name in given}
    assert not attributes & {"src", "href", "onerror", "onclick", "onload", "action"}


def test_style_asks_for_nothing_from_outside() -> None:
    text = calibration_document(shipped(), HEAD, "en")

    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    assert "http://" not in text
    assert "https://" not in text


def test_names_that_look_like_markup_stay_text() -> None:
    parsed = outline(hostile())

    assert not {tag for tag, _ in parsed.tags} & {"script", "i b", "u"}
    assert any('=<script>" (a)' in text for text in parsed.texts["en"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_document_opens_in_the_language_asked_for_and_holds_both(language: Language) -> None:
    parsed = outline(shipped(), language)

    switches = {given["id"]: "checked" in given for tag, given in parsed.tags if tag == "input"}
    assert switches == {"in-zh": language == "zh", "in-en": language == "en"}
    for each in ("zh", "en"):
        title = calibration_headline(CalibrationWords(shipped(), each)).title
        assert title in parsed.texts[each]


def test_chinese_half_has_no_english_sentence() -> None:
    texts = outline(shipped()).texts["zh"]

    assert not [text for text in texts if re.search(r"\b(the|of|respondents|weights)\b", text)]


def test_incoherent_panel_is_told_as_an_alarm() -> None:
    page = calibration_page(published(), HEAD, "en")

    assert any("28 of 175" in text for text in page.findings["alarm"])
    assert 'class="note alarm"' in calibration_document(published(), HEAD, "en")


def test_consistent_panel_carries_no_alarm_colour() -> None:
    body = calibration_document(agreed(), HEAD, "en").partition("</style>")[2]

    assert "note alarm" not in body
    assert "chip missed" not in body
    assert "class=above" not in body


def test_long_tables_are_cut_and_say_so() -> None:
    texts = outline(published()).texts["en"]

    assert f"{MOST_ASKED} of 147 rows; calibration.xlsx has them all." in texts


def test_method_names_what_was_chosen() -> None:
    told = " ".join(calibration_page(shipped(), HEAD, "en").method)

    for words in ("principal eigenvector", "random index (simulated)", "0.10", "200 times"):
        assert words in told


def test_every_node_has_its_square() -> None:
    page = calibration_page(shipped(), HEAD, "zh")

    assert [table.title for table in page.matrices] == [
        "绩效薪酬考核方案",
        "业绩",
        "服务质量",
        "行为表现",
    ]


def test_treatment_that_leaves_too_few_answers_says_why() -> None:
    calibration = small()
    impossible = replace(calibration.treatments[2], weights=None, largest_change=None)
    treatments = (*calibration.treatments[:2], impossible, *calibration.treatments[3:])

    page = calibration_page(replace(calibration, treatments=treatments), HEAD, "en")

    assert page.weights.treatments == ("weighed down", "as written", "own weights")
    assert page.tables["treatments"].rows[2][3].text == "\u2014"


def test_same_calibration_gives_the_same_document() -> None:
    assert calibration_document(small(), HEAD, "zh") == calibration_document(small(), HEAD, "zh")
