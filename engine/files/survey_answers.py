"""One answer as people and survey platforms write it, to a ratio.

Which pair it is about is left to :mod:`engine.files.survey_columns`, what to do with several
answers about one pair to :mod:`engine.files.survey_file`.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from engine.domain.survey import Coding, Treatment
from engine.domain.texts import Sentence

Side = Literal["left", "right"]

SCALE_TOLERANCE = 1e-9
BEYOND = "survey.out_of_scale"
REPAIRED_BEYOND = "survey.repaired_out_of_scale"
_MARKS = str.maketrans({"\u2212": "-", "\u2044": "/", "\u2215": "/", "\u00f7": "/", "\u2236": ":"})
_NUMBER = r"(?:\d{1,15}(?:\.\d{0,40})?|\.\d{1,40})"
_PLAIN = re.compile(rf"([+-]?)({_NUMBER}(?:e[+-]?\d{{1,3}})?) ?[倍分]?")
_QUOTIENT = re.compile(rf"({_NUMBER}) ?[/:] ?({_NUMBER})")
# 0,14 can only be a decimal comma; 1,2 may be two options and 1,234 a thousand
_DECIMAL_COMMA = re.compile(r"[+-]?0,\d+")
_SIDED = re.compile(rf"(?:(左|left)|(右|right))(?:边|侧)? ?:? ?({_NUMBER})")
# an entry's words must not name the side that its arrow does not point to
_ENTRY = re.compile(
    r"(←(?!.*(?:右|right))|→(?!.*(?:左|left))|↔(?!.*(?:左|右|left|right))) ?([1-9])(?!\d).*",
    re.DOTALL,
)
# what platforms and people write where there is no answer
_BLANK = frozenset({
    "", "(空)", "空", "(跳过)", "跳过", "未作答", "未答", "未填", "未填写", "无", "不清楚",
    "不知道", "不确定", "-", "--", "\u2014", "/", "n/a", "#n/a", "na", "nan", "null", "none",
    "skip", "skipped",
})  # fmt: skip
_EQUAL = frozenset({
    "同等重要", "同样重要", "一样重要", "两者同等重要", "两者同样重要", "equal",
    "equally important", "equal importance",
})  # fmt: skip
_DATE = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|\d{1,2}:\d{2}:\d{2}.*|\d{1,2}月\d{1,2}日?|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{1,2}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How answers are read; what is not said is found out from the file, never guessed.

    Parameters
    ----------
    coding
        None: :func:`engine.files.survey_coding.detected_coding`.
    negative
        Which item of the pair a negative number of the signed coding prefers.
    greatest
        The greatest ratio of the scale, >= 2; answers beyond it are rejected.
    """

    coding: Coding | None = None
    negative: Side = "left"
    greatest: float = 9.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell says: ratios of the left item over the right one.

    ``taken`` is the careful reading and None where the answer is rejected or blank; ``printed``
    is the number as it is written, None where the cell holds no positive number. ``treatment``
    and ``why`` are None where the answer is taken as it stands.
    """

    taken: float | None
    printed: float | None
    treatment: Treatment | None = None
    why: Sentence | None = None


CAREFUL = Reading()


@lru_cache(maxsize=4096)  # for speed: a panel repeats few texts; 2,000 x 36 answers 1.8 x as fast
def read_answer(cell: str, coding: Coding, reading: Reading) -> Answer:
    """Return what a cell says about its pair.

    Texts that name their side (``9:1``, ``1/7``, ``left 5``, ``← 5 ..``) mean the same in every
    coding; a plain number means what the coding says.
    """
    text = normalised(cell)
    if text in _BLANK:
        return Answer(None, None, Treatment.BLANK, Sentence("survey.blank"))
    if (ratio := spelled_out_ratio(text)) is not None:
        return within_scale(ratio, reading.greatest)
    return _coded(text, coding, reading)


def normalised(cell: str) -> str:
    """Return a cell's text with full-width signs made plain, in lower case, blanks single."""
    text = unicodedata.normalize("NFKC", cell).translate(_MARKS).casefold()
    text = " ".join(text.split())
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def spelled_out_ratio(text: str) -> float | None:
    """Return the ratio of a normalised text that names its side or is a quotient, else None."""
    ratio = 1.0 if text in _EQUAL else None
    if found := _ENTRY.fullmatch(text):
        ratio = _entry(found[1], int(found[2]))
    elif found := _SIDED.fullmatch(text):
        size = float(found[3])
        ratio = _quotient(size, 1.0) if found[1] else _quotient(1.0, size)
    elif found := _QUOTIENT.fullmatch(text):
        ratio = _quotient(float(found[1]), float(found[2]))
    return ratio


def entry_ratio(cell: str) -> float | None:
    """Return the ratio of an entry of our own questionnaires' drop-down list, else None."""
    found = _ENTRY.fullmatch(normalised(cell))
    return _entry(found[1], int(found[2])) if found else None


def plain_number(text: str) -> float | None:
    """Return the number that a normalised text is, or None."""
    found = _PLAIN.fullmatch(text)
    number = float(found[1] + found[2]) if found else math.inf
    return number if math.isfinite(number) else None


def within_scale(ratio: float, greatest: float) -> Answer:
    """Return a positive ratio as an answer, rejected beyond 1/greatest to greatest."""
    limit = greatest * (1 + SCALE_TOLERANCE)
    if 1 / limit <= ratio <= limit:
        return Answer(ratio, ratio)
    return _rejected(BEYOND, ratio, greatest=greatest)


def rounded_reciprocal(text: str, greatest: float) -> int | None:
    """Return k where a decimal below 1 is 1/k rounded or cut off by hand, for exactly one k.

    None where the number already is some 1/k in double precision, or fits none or several of
    k = 2 .. greatest: 0.3 may be a third or, rounded up, a quarter.

    >>> rounded_reciprocal("0.14", 9), rounded_reciprocal("0.2", 9), rounded_reciprocal("0.3", 9)
    (7, None, None)
    """
    written = Fraction(text)
    whole = range(2, int(greatest) + 1)
    if not 0 < written < 1 or any(float(text) == 1 / k for k in whole):
        return None
    shift = _power_of_ten(written)
    fitting = [
        k for k in whole if written * shift in {shift // k, (2 * shift + k) // (2 * k)}
    ]  # cut off, or rounded with halves up
    return fitting[0] if len(fitting) == 1 else None


def _power_of_ten(decimal: Fraction) -> int:
    """Return the least power of ten that makes a decimal whole: its decimals as written."""
    shift = 1
    while shift % decimal.denominator:
        shift *= 10
    return shift


def _coded(text: str, coding: Coding, reading: Reading) -> Answer:
    """Return what a plain number says in a coding."""
    if (number := plain_number(text)) is None:
        excel = _DATE.fullmatch(text) is not None
        return _rejected("survey.date" if excel else "survey.not_an_answer", None)
    if coding is Coding.SIGNED:
        return _signed(number, reading)
    if coding is Coding.POSITION:
        return _position(number, reading.greatest)
    return _ratio(text, number, reading.greatest)


def _ratio(text: str, number: float, greatest: float) -> Answer:
    if number <= 0:
        return _rejected("survey.negative" if number < 0 else "survey.zero", None)
    digits = text.rstrip("倍分 ").lstrip("+")
    if number < 1 and (k := rounded_reciprocal(digits, greatest)):
        beyond = within_scale(number, greatest).taken is None  # 0.11 is less than 1/9
        told = Sentence(REPAIRED_BEYOND if beyond else "survey.repaired", {"k": k})
        return Answer(1 / k, number, Treatment.REPAIRED, told)
    return within_scale(number, greatest)


def _signed(number: float, reading: Reading) -> Answer:
    size = abs(number)
    if size < 1:
        return _rejected("survey.not_signed", None, greatest=reading.greatest)
    prefers_left = (number < 0) == (reading.negative == "left")
    return within_scale(size if prefers_left else 1 / size, reading.greatest)


def _position(number: float, greatest: float) -> Answer:
    middle = int(greatest)
    if not number.is_integer() or not 1 <= number < 2 * middle:
        return _rejected("survey.not_a_position", None, last=2 * middle - 1)
    steps = middle - int(number)
    return within_scale(1.0 + steps if steps >= 0 else 1 / (1.0 - steps), greatest)


def _entry(arrow: str, size: int) -> float | None:
    if (arrow == "↔") != (size == 1):
        return None
    return 1 / size if arrow == "→" else float(size)


def _quotient(above: float, below: float) -> float | None:
    return above / below if above > 0 and below > 0 else None


def _rejected(key: str, printed: float | None, **values: float) -> Answer:
    # a number so small that its inverse overflows cannot stand in a matrix
    usable = printed is not None and math.isfinite(1 / printed)
    return Answer(None, printed if usable else None, Treatment.REJECTED, Sentence(key, values))
