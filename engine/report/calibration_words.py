"""A calibration in one language: what its items, people, treatments and ratios are called."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.ahp.consensus import consensus_word
from engine.domain.calibration import PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Language, Sentence
from engine.i18n.translate import place_text, render
from engine.report import figures
from engine.report.labels import node_name, random_index_name, role_name, said
from engine.report.tables import Cell, Column

LARGEST_DENOMINATOR = 100
SAME_RATIO = 1e-12  # of a ratio: what dividing twice may cost


@dataclass(frozen=True, slots=True)
class CalibrationWords:
    """A calibration and the language it is told in; names that two items share carry the id."""

    calibration: PanelCalibration
    language: Language
    _names: Mapping[str, str] = field(init=False)
    _people: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        people = {
            each.respondent: each.name.in_language(self.language)
            for each in self.calibration.respondents
        }
        object.__setattr__(self, "_names", _item_names(self.calibration.tree, self.language))
        object.__setattr__(self, "_people", people)

    @property
    def has_several_nodes(self) -> bool:
        """Whether more than one node was asked about: a pair is then told with its node."""
        return len(self.calibration.tree.asked) > 1

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the calibration's own area."""
        return render(f"calibration.{key}", values, self.language)

    def said(self, sentence: Sentence) -> str:
        """Return a sentence of the result; a role is told by its name."""
        values = dict(sentence.values)
        if isinstance(role := values.get("role"), str):
            values["role"] = self.role(role)
        return said(Sentence(sentence.key, values), self.language)

    def item(self, id_: str) -> str:
        """Return what a node or leaf is called."""
        return self._names[id_]

    def pair(self, first: str, second: str) -> str:
        """Return a pair as ``first : second``."""
        return f"{self.item(first)} : {self.item(second)}"

    def items(self, ids: tuple[str, ...]) -> str:
        """Return several items as a list."""
        return self.say("list_mark").join(map(self.item, ids))

    def person(self, respondent: str) -> str:
        """Return what a respondent is called; who gave no usable answer has only an id."""
        return self._people.get(respondent, respondent)

    def person_column(self) -> Column:
        """Return the column of respondents; a spreadsheet has their ids beside their names."""
        return Column(self.say("column.respondent"), parts=(self.say("column.id"),))

    def person_cell(self, respondent: str) -> Cell:
        """Return a respondent by name, with the id below where the two differ."""
        name = self.person(respondent)
        return Cell(name, (name, respondent), respondent if name != respondent else "")

    def role(self, role: str) -> str:
        """Return a role, or a dash where none was given."""
        return role_name(role, self.language) if role else figures.NONE

    def treatment(self, id_: str) -> str:
        """Return what a treatment of the answers is called."""
        return self.say(f"treatment.{id_}")

    def consensus(self, value: float | None) -> str:
        """Return a consensus as figure and word; none is a dash."""
        if value is None:
            return figures.NONE
        word = self.consensus_word(value)
        return self.say("consensus", value=figures.number(value, 2), word=word)

    def consensus_word(self, value: float | None) -> str:
        """Return how a consensus is called; nothing for none."""
        if value is None:
            return ""
        return render(f"group.words.{consensus_word(value)}", {}, self.language)

    def random_index(self) -> str:
        """Return the name of the table of random indices."""
        return random_index_name(self.calibration.random_index, self.language)

    def place(self, place: str) -> str:
        """Return where an answer stands in its file."""
        return place_text(place, self.language)

    def level(self) -> str:
        """Return the level of the bands."""
        return f"{self.calibration.uncertainty.level:.0%}"

    def column(self, key: str, number_format: str = "") -> Column:
        """Return a column by its heading's key; one with a format is numeric."""
        return Column(self.say(f"column.{key}"), bool(number_format), number_format)

    def ends(self) -> tuple[str, str]:
        """Return what the two ends of a band are called."""
        return self.say("column.low"), self.say("column.high")


def ratio_text(ratio: float) -> str:
    """Return a ratio for reading: 3, 1/3, 2.35 or, below one, 1/2.35.

    >>> ratio_text(7.0), ratio_text(1 / 7), ratio_text(0.4)
    ('7', '1/7', '1/2.5')
    """
    greater = f"{max(ratio, 1 / ratio):.2f}".rstrip("0").rstrip(".")
    return greater if ratio >= 1 or greater == "1" else f"1/{greater}"


def chosen_ratio(limit: float) -> str:
    """Return a chosen consistency ratio with all its decimals, two at least.

    >>> chosen_ratio(0.1), chosen_ratio(0.125), chosen_ratio(3 * 0.1)
    ('0.10', '0.125', '0.30')
    """
    whole, _, decimals = f"{limit:.10g}".partition(".")
    return f"{whole}.{decimals:0<2}"


def exact_ratio(ratio: float) -> str:
    """Return a ratio as the fraction it is, ``1/7``; empty where it is none with a small divisor.

    >>> exact_ratio(1 / 7), exact_ratio(5.0), exact_ratio(2**0.5)
    ('1/7', '5', '')
    """
    fraction = Fraction(ratio).limit_denominator(LARGEST_DENOMINATOR)
    return str(fraction) if abs(fraction / ratio - 1) <= SAME_RATIO else ""


def _item_names(tree: ItemTree, language: Language) -> dict[str, str]:
    ids = dict.fromkeys([*tree.items, *tree.leaf_ids])
    names = {id_: tree.name(id_).in_language(language) for id_ in ids}
    shared = Counter(names.values())
    told = {id_: f"{name} ({id_})" if shared[name] > 1 else name for id_, name in names.items()}
    if names[tree.root] == tree.root:  # a root without a name of its own: the goal
        told[tree.root] = node_name(tree.root, language)
    return told
