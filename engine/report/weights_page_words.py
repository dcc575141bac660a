"""How the chapter on recommended weights is said: names, points of weight, moves, proofs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.domain.pack import INTERVAL_LEVEL, Estimate
from engine.domain.texts import Language, Sentence
from engine.domain.weights_report import WeightsReport
from engine.i18n.translate import render, render_sentence
from engine.report import figures
from engine.report.tables import SHARE_FORMAT, Cell, Column

PERCENT = 100.0
STILL = 0.0005  # a share that moves less has not moved: half a tenth of a point
NAMED_MOVES = 3


@dataclass(frozen=True)
class WeightsWords:
    """A report on weights with the words of one language."""

    report: WeightsReport
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the chapter."""
        return render(f"weights_page.{key}", values, self.language)

    def said(self, sentence: Sentence) -> str:
        """Return a result's sentence."""
        return render_sentence(sentence, self.language)

    def name(self, indicator: str) -> str:
        """Return what the report calls an indicator; an unknown id as it is."""
        return self._names.get(indicator, indicator)

    def joined(self, names: list[str]) -> str:
        """Return names as a list."""
        return render("report.list_mark", {}, self.language).join(names)

    def moves(self, shares: Mapping[str, float], most: int = NAMED_MOVES) -> str:
        """Return the greatest moves of weight by name, in points; that nothing moves otherwise."""
        moved = sorted(
            ((id_, move) for id_, move in shares.items() if abs(move) >= STILL),
            key=lambda each: -abs(each[1]),
        )
        told = [f"{self.name(id_)} {figures.signed(PERCENT * move)}" for id_, move in moved[:most]]
        if not told:
            return self.say("no_move")
        listed = self.joined(told)
        more = len(moved) - len(told)
        return self.say("more_moves", moves=listed, count=more) if more else listed

    def has_moves(self, shares: Mapping[str, float]) -> bool:
        """Tell whether any share moves."""
        return any(abs(move) >= STILL for move in shares.values())

    def from_recommended(self, shares: Mapping[str, float]) -> dict[str, float]:
        """Return by how much a set's shares differ from the recommended ones."""
        return {id_: share - self.recommended[id_] for id_, share in shares.items()}

    def share_cell(self, part: Estimate | None, *, strong: bool = False) -> Cell:
        """Return a share with its interval below; none is a dash."""
        if part is None:
            return Cell(figures.NONE, (None, None, None))
        below = "" if part.low is None else self.shares(part.low, part.high)
        values = (part.value, part.low, part.high)
        return Cell(figures.share(part.value), values, below, strong=strong)

    def shares(self, low: float | None, high: float | None) -> str:
        """Return an interval of shares."""
        return figures.quantity_range(low, high, figures.SHARE, self.language)

    def plain_range(self, low: float, high: float) -> str:
        """Return an interval of shares in per cent without its unit, for a picture."""
        mark = figures.WAVE if self.language == "zh" else figures.DASH
        return mark.join(figures.number(PERCENT * end, 1) for end in (low, high))

    def interval_cell(self, low: float | None, high: float | None) -> Cell:
        """Return an interval of shares as a cell of its own; none is a dash."""
        return Cell(self.shares(low, high), (low, high))

    def interval_column(self, name: str) -> Column:
        """Return the column of such cells; a spreadsheet has the two ends beside each other."""
        parts = (self.say("to"),)
        return Column(self.say(name), numeric=True, number_format=SHARE_FORMAT, parts=parts)

    def emphasis(self, id_: str) -> str:
        """Return what an emphasis is called."""
        named = {row.id: row.name for row in self.report.emphases}
        return named[id_].in_language(self.language) if id_ in named else id_

    @property
    def level(self) -> str:
        """The level of the intervals of shares."""
        return f"{INTERVAL_LEVEL:.0%}"

    @cached_property
    def recommended(self) -> Mapping[str, float]:
        """The recommended shares by indicator."""
        return {leaf.indicator: leaf.recommended.value for leaf in self.report.indicators}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {
            leaf.indicator: leaf.name.in_language(self.language) for leaf in self.report.indicators
        }
