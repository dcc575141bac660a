"""``heng questionnaire``: the pairs of a scheme as an Excel workbook to send to respondents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header

if TYPE_CHECKING:
    from engine.files.questionnaire_workbook import Questionnaire


def questionnaire(
    scheme: Annotated[
        str, typer.Argument(metavar="SCHEME", help="A scheme file, or the id of a shipped scheme.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="Where to write it.")],
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Write a questionnaire that compares the items of a scheme in pairs.

    Send the workbook out, and read the filled copies with heng panel. Only the answers can be
    changed in it; each copy knows which scheme it asks about.
    """
    from engine.i18n.translate import render
    from engine.services.questionnaires import write_questionnaire

    language = chosen_language(lang)
    written = write_questionnaire(scheme, out, language)
    asked = written.questionnaire
    values = {
        "file": str(out),
        "questions": asked.questions,
        "sheets": len(asked.order),
        "minutes": asked.minutes,
    }
    document = {"heng": header([written.scheme]), **_document(asked, out), "language": language}
    emit(document, lambda: render("questionnaire.written", values, language), json_)


def _document(asked: "Questionnaire", out: Path) -> dict[str, object]:
    from engine.cli.output import shown_path
    from engine.files.questionnaire_identity import tree_fingerprint

    return {
        "scheme": asked.scheme,
        "file": shown_path(out),
        "fingerprint": tree_fingerprint(asked.tree),
        "questions": asked.questions,
        "minutes": asked.minutes,
        "nodes": [
            {"node": node, "items": list(asked.tree.items[node]), "questions": len(pairs)}
            for node, pairs in asked.order.items()
        ],
    }
