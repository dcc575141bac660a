"""``heng check`` and ``heng schema``: what is wrong with files, and what they may hold."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.failures import BAD_INPUT
from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    shown_path,
)
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.services.checks import FileCheck

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="Schemes, policies, platforms, scenarios, cases, panels, packs."
    ),
]
SchemeOption = Annotated[
    Path | None,
    typer.Option("--scheme", help="The scheme that panels answer; by default the best fit."),
]


def check(
    files: FilesArgument,
    scheme: SchemeOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Check files and name every fault at once, with place, value, expectation and remedy.

    The kind of each file is told from its keys; a case is checked with the files it names.
    Exit code 0: no faults; 2: faults.
    """
    from engine.services.checks import check_files

    language = chosen_language(lang)
    checks = check_files(files, scheme)
    emit(checks_document(checks, language), lambda: checks_text(checks, language), json_)
    if any(each.error for each in checks):
        raise typer.Exit(BAD_INPUT)


def schema(
    name: Annotated[str, typer.Argument(help="scheme, policy, platform, traffic or case.")],
    lang: LanguageOption = None,
) -> None:
    """Print the JSON Schema of a kind of file, for completion in an editor."""
    from engine.services.checks import json_schema

    chosen_language(lang)  # the schema has no language; a wrong --lang is still said
    print(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


def checks_document(checks: "tuple[FileCheck, ...]", language: Language) -> dict[str, object]:
    """Return the checks as the JSON document of ``heng check --json``."""
    from engine.i18n.translate import fault_texts

    faults = [
        {
            **fault_texts(fault, language),
            "code": fault.code,
            "place": fault.place,
            "value": fault.value,
        }
        for each in checks
        for fault in each.faults
    ]
    return {
        "heng": header(each.path for each in checks if each.path.is_file()),
        "ok": not faults,
        "files": [
            {"path": shown_path(each.path), "kind": each.kind, "ok": each.error is None}
            for each in checks
        ],
        "faults": faults,
    }


def checks_text(checks: "tuple[FileCheck, ...]", language: Language) -> str:
    """Return the checks for people: a line for each right file, every fault of the others."""
    from engine.i18n.translate import render, render_error

    lines = []
    for each in checks:
        if each.error:
            lines.append(render_error(each.error, language))
        else:
            kind = render(f"check.kind.{each.kind}", {}, language)
            lines.append(render("check.ok", {"file": str(each.path), "kind": kind}, language))
    return "\n".join(lines)
