"""Both languages say the same, and every error that is raised has its sentences."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.texts import Sentence, Text
from engine.errors import Fault, InputError, InternalError, MethodError
from engine.i18n.translate import (
    MissingSentenceWarning,
    keys,
    place_text,
    placeholders,
    render,
    render_error,
    render_sentence,
    sentences,
)

ENGINE = Path(__file__).parents[2] / "engine"
CJK = "\u3400-\u9fff"
ASCII_BESIDE_CHINESE = re.compile(rf"[{CJK}][,;:()!?]|[,;:()!?][{CJK}]")
ERRORS = {"InputError", "MethodError", "InternalError"}
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def raised_codes() -> Iterator[tuple[str, str]]:
    """Yield (kind, code) of every error and fault that the engine names with a constant."""
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                yield from codes_of(node.func.id, node.args[0])


def codes_of(name: str, first: ast.expr) -> Iterator[tuple[str, str]]:
    if name in ERRORS or name == "Fault":
        kind = "fault" if name == "Fault" else "error"
        # a choice between two codes holds both as constants; a comparison holds none
        constants = [n.value for n in ast.walk(first) if isinstance(n, ast.Constant)]
        yield from ((kind, c) for c in constants if isinstance(c, str) and CODE.fullmatch(c))


def named_faults() -> Iterator[str]:
    """Yield the codes that file readers and validators of file models note."""
    for path in sorted((ENGINE / "files").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"add", "fault", "PydanticCustomError"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                    yield str(first.value)


def test_both_languages_have_the_same_keys() -> None:
    assert keys("zh") ^ keys("en") == frozenset()


def key_paths(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield from (
            key_paths(value, f"{prefix}{name}.") if isinstance(value, dict) else [prefix + name]
        )


def test_no_sentence_stands_in_two_areas() -> None:
    areas = sorted((ENGINE / "i18n" / "en").glob("*.toml"))
    found = [
        key for area in areas for key in key_paths(tomllib.loads(area.read_text(encoding="utf-8")))
    ]

    assert sorted({key for key in found if found.count(key) > 1}) == []


def test_both_languages_have_the_same_placeholders() -> None:
    differing = [key for key in keys("zh") if placeholders(key, "zh") != placeholders(key, "en")]

    assert differing == []


def test_chinese_sentences_use_full_width_punctuation() -> None:
    wrong = {
        key: text for key, text in sentences("zh").items() if ASCII_BESIDE_CHINESE.search(text)
    }

    assert wrong == {}


def test_chinese_sentences_do_not_shout() -> None:
    shouting = [
        key for key, text in sentences("zh").items() if "\u8bf7\u52a1\u5fc5" in text or "！" in text
    ]

    assert shouting == []


def test_every_error_that_is_raised_has_its_sentence() -> None:
    needed = {f"error.{code}" for kind, code in raised_codes() if kind == "error"}

    assert sorted(needed - keys("zh")) == []
    assert len(needed) > 30


def test_every_fault_that_is_named_says_what_was_expected_and_what_to_do() -> None:
    codes = {code for kind, code in raised_codes() if kind == "fault"} | set(named_faults())
    needed = {f"fault.{code}.{part}" for code in codes for part in ("expected", "remedy")}

    assert sorted(needed - keys("zh")) == []
    assert len(codes) > 60


def test_a_sentence_fills_numbers_and_words_of_the_language() -> None:
    values = {"first": {"zh": "首响", "en": "first response"}, "second": Text("解决", "solved")}

    zh = render("fault.judgements.not_reciprocal.expected", values, "zh")
    en = render_sentence(Sentence("fault.judgements.not_reciprocal.expected", values), "en")  # type: ignore[arg-type]  # a Text renders too

    assert zh == "首响 比 解决 与 解决 比 首响 互为倒数。"
    assert en == "first response over solved to be the inverse of solved over first response."


def test_an_error_tells_file_place_value_expectation_and_remedy() -> None:
    fault = Fault(
        "document.per_cent", "targets[1].threshold (line 12)", "85", {"share": 0.85}, "618.toml"
    )
    error = InputError("document.invalid", [fault], file="618.toml", count=1)

    assert render_error(error, "en").splitlines() == [
        "618.toml: 1 fault(s).",
        "1. 618.toml: targets[1].threshold (line 12): 85. Expected: a share between 0 and 1.",
        "   Did you mean 0.85?",
    ]
    assert render_error(error, "zh").splitlines() == [
        "618.toml：有 1 处错误。",
        "1. 618.toml：targets[1].threshold（第 12 行）：85。应为：0 到 1 之间的比例。",
        "   是否想写 0.85？",
    ]


@pytest.mark.parametrize(
    ("place", "zh"),
    [
        ("line 3", "第 3 行"),
        ("row 1", "第 1 行"),
        ("row 17, column csat", "第 17 行，csat 列"),
        ("weights (line 2)", "weights（第 2 行）"),
        ("layout.columns.csat", "layout.columns.csat"),
    ],
)
def test_places_are_said_in_the_language(place: str, zh: str) -> None:
    assert place_text(place, "zh") == zh
    assert place_text(place, "en") == place


def test_a_fault_of_no_line_is_of_the_file_itself() -> None:
    assert place_text("file", "zh") == "文件本身"
    assert place_text("file", "en") == "the file itself"


def test_an_unknown_key_warns_and_still_gives_the_figures() -> None:
    with pytest.warns(MissingSentenceWarning, match="nowhere"):
        text = render("nowhere.key", {"total": 0.98}, "en")

    assert text == "nowhere.key (total = 0.98)"


def test_a_missing_value_warns_and_does_not_fail() -> None:
    with pytest.warns(MissingSentenceWarning, match=r"weights\.sum"):
        text = render("error.weights.sum", {}, "zh")

    assert text == "error.weights.sum"


def test_errors_without_faults_are_one_sentence() -> None:
    error = MethodError("weights.sum", total=0.98)

    assert render_error(error, "en") == "The weights sum to 0.98 instead of 1."
    assert isinstance(error, MethodError)
    assert not isinstance(error, InternalError)
