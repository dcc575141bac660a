"""Questionnaires on a scheme: what to ask, in a balanced order, as a workbook to send out."""

from dataclasses import dataclass
from pathlib import Path

from engine.ahp.question_order import question_order
from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import Indicator, Scheme
from engine.domain.texts import Language, Text
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.questionnaire_workbook import Questionnaire, questionnaire_workbook
from engine.files.scheme_file import read_scheme
from engine.i18n.translate import render

MOST_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Written:
    """A questionnaire that was written, and the scheme file it asks about."""

    questionnaire: Questionnaire
    scheme: Path


def write_questionnaire(scheme: str, out: Path, language: Language) -> Written:
    """Write the questionnaire on a scheme as an Excel workbook.

    Parameters
    ----------
    scheme
        Path of a scheme file, or the id of a shipped scheme.

    Raises
    ------
    InputError
        ``questionnaire.unknown_scheme``, ``questionnaire.not_xlsx``,
        ``questionnaire.nothing_to_ask``, ``questionnaire.too_many_items``,
        ``questionnaire.folder``; as :func:`engine.files.scheme_file.read_scheme`.
    """
    if out.suffix.lower() != ".xlsx":
        raise InputError("questionnaire.not_xlsx", name=out.name)
    path = named_scheme(scheme)
    questionnaire = questionnaire_on(read_scheme(path))
    content = questionnaire_workbook(questionnaire, language)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("questionnaire.folder", name=out.name, reason=reason) from refused
    return Written(questionnaire, path)


def named_scheme(name: str) -> Path:
    """Return the file of a scheme that is named by its path or, if shipped, by its id.

    Raises
    ------
    InputError
        ``questionnaire.unknown_scheme`` naming the shipped ones.
    """
    if Path(name).is_file():
        return Path(name)
    known = {path.stem: path for path in shipped("schemes")}
    if name not in known:
        raise InputError("questionnaire.unknown_scheme", name=name, known=", ".join(known))
    return known[name]


def questionnaire_on(scheme: Scheme) -> Questionnaire:
    """Return what to ask about a scheme: every pair of every group, in a balanced order.

    Raises
    ------
    InputError
        ``questionnaire.nothing_to_ask`` or ``questionnaire.too_many_items``.
    """
    tree = ItemTree.of(scheme.tree)
    if not tree.asked:
        raise InputError("questionnaire.nothing_to_ask", scheme=scheme.id)
    most = max(map(len, tree.asked.values()))
    if most > MOST_ITEMS:
        raise InputError("questionnaire.too_many_items", items=most, most=MOST_ITEMS)
    return Questionnaire(
        scheme=scheme.id,
        name=scheme.name,
        tree=tree,
        order={node: question_order(items) for node, items in tree.asked.items()},
        definitions={leaf.id: definition(leaf) for leaf in scheme.tree.leaves},
    )


def definition(indicator: Indicator) -> Text:
    """Return an indicator's unit and better direction in words."""

    def told(language: Language) -> str:
        words = {
            "unit": render(f"questionnaire.unit.{indicator.unit}", {}, language),
            "direction": render(
                f"questionnaire.direction.{indicator.direction.value}", {}, language
            ),
        }
        return render("questionnaire.definition", words, language)

    return Text(told("zh"), told("en"))
