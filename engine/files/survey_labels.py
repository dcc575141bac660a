"""Column headers of survey platforms, taken apart: question numbers, question texts, two items.

What the items are is left to :mod:`engine.files.survey_columns`.
"""

import re
import unicodedata
from collections.abc import Iterator

_BLANKS = re.compile(r"\s+")
_DASHES = "\u2014\u2013\u2015\u2500\u30fc~"
_EDGES = " \t\"'\u2018\u2019“”「」『』【】《》〈〉[]" + _DASHES
_NUMBERED = re.compile(
    r"(?:第\s*\d{1,3}\s*题|q\s*\d{1,3}(?:[-_.]\d{1,3})*|[(]?\d{1,3}(?:[-.]\d{1,3})*(?=\s*[、.):]))"
    r"(?:\s*[、.):_|\s-]\s*(?!vs)|(?=[\[【]))",  # q1_vs_q2 compares two items
    re.IGNORECASE,
)
# "[单选题]", "(必填)": the kind of a question, which some platforms put before its text
_KIND = re.compile(
    r"\s*[(\[【](?:单选|多选|矩阵|量表|打分|评分|填空|滑动|必填|必答)[^()\[\]【】]*[)\]】]\s*"
)
_POLITE = re.compile(
    r"^(?:请(?:您)?(?:比较|对比|判断)|(?:您|你)(?:认为|觉得)|在?(?:您|你)看来)[:,]?\s*"
)
_ASKED = re.compile(
    r"\s*(?:相比较?|比较|对比)?\s*,?\s*"
    r"(?:的?相对重要[性度]|的?重要(?:性|度|程度)(?:的?(?:比较|对比|如何))?"
    r"|(?:哪个|哪一个|谁)更?(?:为)?重要|更?重要(?:多少|几)倍?|的?比较)?\s*[?。:]*$"
)
_UNDER = re.compile(r"(?P<pair>.+?)\s+(?:wrt|w\.r\.t\.|under|with respect to)\s+(?P<node>.+)", re.I)
_HINT = re.compile(r"\s*[(\[【][^()\[\]【】]*[)\]】]\s*$")
_BRACKETED = re.compile(r"[(\[【「《]([^()\[\]【】「」《》]+)[)\]】」》]")

# from the plainest to the most doubtful; a sign of a later line may well stand inside a name
SEPARATORS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"_vs\.?_|\s+(?:vs\.?|versus)\s+|(?<=[\u3400-\u9fff)])\s*vs\.?\s*(?=[\u3400-\u9fff(])",
        r"\|",
        r"相对于|相较于|相比于|对比",
        r"比|与|和|跟",
        r"比",  # where items are called "price and cost"
        rf"[{_DASHES}]+",
        r"[:\u2236]",
        r"(?<!_)_(?!_)",
        r"\s+-+\s+|-+|/",
        r"\s+(?:to|over|and)\s+|&|、|,|对|较|同|及",
    )
)

PLAIN_SEPARATORS = SEPARATORS[:-3]  # the others stand in headers of any table


def label(text: str) -> str:
    """Return a name as names are compared: NFKC, in lower case, blanks single, edges bare."""
    plain = unicodedata.normalize("NFKC", text)
    return _BLANKS.sub(" ", plain).strip(_EDGES).casefold()


def without_number(header: str) -> str:
    """Return a header without the question's number and kind: ``Q3_``, ``*3、``, ``3.[单选题]``."""
    text = header.strip().lstrip("*").strip()
    found = _NUMBERED.match(text)
    bare = text[found.end() :] if found else text
    kind = _KIND.match(bare)
    return bare[kind.end() :] if kind else bare


def without_question(name: str) -> str:
    """Return an item without the words of the question: ``请比较A``, ``B 相比``, ``B哪个重要?``."""
    return _ASKED.sub("", _POLITE.sub("", name))


def without_hint(name: str) -> str:
    """Return an item without a remark in brackets at the end: ``B (1 to 9)``."""
    return _HINT.sub("", name)


def spellings(name: str) -> Iterator[str]:
    """Yield what may be meant by an item in a header, as names are compared, as it is first."""
    for text in (name, without_question(name), without_hint(name), without_number(name)):
        yield label(text)
    if found := _BRACKETED.fullmatch(name.strip()):
        yield label(found[1])


def under(header: str) -> tuple[str, str]:
    """Return a header without what it is asked under, and that node's name or ``""``."""
    found = _UNDER.fullmatch(header)
    return (found["pair"], found["node"]) if found else (header, "")


def splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield every way to divide a text into two items at a sign that may stand between them."""
    for separator in SEPARATORS:
        for found in separator.finditer(text):
            yield text[: found.start()], text[found.end() :]


def parts(header: str) -> Iterator[tuple[str, str]]:
    """Yield (text that may be the pair, what stands before it) of a header.

    Platforms put the question's text in front, ended by a colon or a dash, or the items in
    brackets.
    """
    for text in dict.fromkeys((without_number(header), header)):
        yield text, ""
        for found in re.finditer(rf"[:{_DASHES}]+", text):
            yield text[found.end() :], text[: found.start()]
        for found in _BRACKETED.finditer(text):
            yield found[1], text[: found.start()]
