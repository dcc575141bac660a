"""Which of the three codings a survey's numbers are written in, found out with care."""

from collections.abc import Iterable, Sequence

from engine.domain.survey import Coding
from engine.errors import Fault
from engine.files.survey_answers import normalised, plain_number, spelled_out_ratio

# a few slips of the hand must not turn a whole file round; published rules of this reader
SHARE = 0.05
SIGNED_SHARE, LEAST_SIGNED = 0.20, 2
SIGNED_FROM = -2  # -1 says equal, and so does 1
# what one platform writes for a question not answered, and for one not shown
SKIPPED = frozenset({-2.0, -3.0})


def detected_coding(cells: Iterable[str], greatest: float) -> Coding | Fault:
    """Return the coding that the answers of a file show, or the fault that it must be stated.

    A value strictly between 0 and 1 occurs only among ratios. Without any, the file is signed
    where at least two and 20 % of the answers are -2 or less. It cannot be told where fewer are
    (a slip, or a panel that mostly prefers the other side), where at least 5 % are 0 besides
    (such a file counts steps from equal, and each size is one less), or where at least 5 % are
    whole numbers beyond the scale up to the last position (it lists positions, or slips).
    """
    numbers = _numbers(cells)
    if any(0 < number < 1 for number in numbers):
        return Coding.RATIO
    last = 2 * int(greatest) - 1
    values = {"greatest": int(greatest), "last": last, "steps": int(greatest) - 1}

    def common(count: int) -> bool:
        return count > 0 and count >= SHARE * len(numbers)

    if any(number <= SIGNED_FROM for number in numbers):
        steps = common(sum(number == 0 for number in numbers))
        return Fault("survey.coding_steps", "file", "0", values) if steps else _signed(numbers)
    if common(sum(greatest < number <= last and number.is_integer() for number in numbers)):
        return Fault("survey.coding", "file", "", values)
    return Coding.RATIO


def _signed(numbers: Sequence[float]) -> Coding | Fault:
    """Return that signs say the side, or the fault that too few are negative to tell."""
    negative = sum(number <= SIGNED_FROM for number in numbers)
    if negative >= max(LEAST_SIGNED, SIGNED_SHARE * len(numbers)):
        return Coding.SIGNED
    told = {"negative": negative, "answers": len(numbers)}
    return Fault("survey.coding_signs", "file", str(negative), told)


def may_be_skips(cells: Iterable[str]) -> bool:
    """Return whether the only negative numbers are those that a platform writes for no answer."""
    negative = {number for number in _numbers(cells) if number < 0}
    return bool(negative) and negative <= SKIPPED


def _numbers(cells: Iterable[str]) -> list[float]:
    """Return the numbers among some answers, spelled-out ratios included."""
    numbers = []
    for cell in cells:
        text = normalised(cell)
        ratio = spelled_out_ratio(text)
        number = plain_number(text) if ratio is None else ratio
        numbers += [] if number is None else [number]
    return numbers
