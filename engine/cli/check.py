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
    from collections.abc import Iterator

    from engine.domain.records import ReadingNote, SetAsideRow
    from engine.domain.survey import Survey
    from engine.services.checks import FileCheck

MOST_ROWS = 10  # rows set aside that are named; a table may have thousands

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="Schemes, policies, platforms, scenarios, cases, panels, filled questionnaires, "
        "answers from survey platforms, contacts and other records, weights, scores, packs.",
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

    The kind of each file is told from its keys or headers; a case is checked with the files that
    it names.
    Exit code 0: no faults; 2: faults.
    """
    from engine.services.checks import check_files

    language = chosen_language(lang)
    checks = check_files(files, scheme)
    emit(checks_document(checks, language), lambda: checks_text(checks, language), json_)
    if any(each.error for each in checks):
        raise typer.Exit(BAD_INPUT)


def schema(
    name: Annotated[
        str, typer.Argument(help="A kind of file: scheme, policy, traffic, evidence, case ...")
    ],
    lang: LanguageOption = None,
) -> None:
    """Print the JSON Schema of a kind of file, for completion in an editor."""
    from engine.services.checks import json_schema

    chosen_language(lang)  # the schema has no language; a wrong --lang is still said
    print(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


def checks_document(checks: "tuple[FileCheck, ...]", language: Language) -> dict[str, object]:
    """Return the checks as the JSON document of ``heng check --json``."""
    return {
        "heng": header(each.path for each in checks if each.path.is_file()),
        "ok": not any(each.error for each in checks),
        "files": [_file_document(each, language) for each in checks],
        "faults": [fault for each in checks for fault in _fault_documents(each, language)],
    }


def _file_document(check: "FileCheck", language: Language) -> dict[str, object]:
    told = {"path": shown_path(check.path), "kind": check.kind, "ok": check.error is None}
    if check.survey:
        return {**told, **_answer_counts(check.survey)}
    if not check.records:
        return told
    return {
        **told,
        "rows": check.records.rows,
        "set_aside": len(check.records.set_aside),
        "known_columns": check.known_columns,
        "unknown_headers": [
            {"header": header, "suggestion": near or None} for header, near in check.unknown_headers
        ],
        "set_aside_rows": [
            _set_aside_row(each, language) for each in check.records.set_aside[:MOST_ROWS]
        ],
        "notes": [_note(each, language) for each in check.records.notes],
    }


def _set_aside_row(row: "SetAsideRow", language: Language) -> dict[str, object]:
    from engine.i18n.translate import render

    told = {"row": row.row, "column": row.column, "value": row.value}
    return {**told, "reason": render(row.reason, {}, language), "code": row.reason}


def _note(note: "ReadingNote", language: Language) -> dict[str, object]:
    from engine.i18n.translate import place_text, render

    told = {"column": place_text(note.column, language), "cells": note.cells}
    text = render(note.reading, {}, language)
    return {**told, "example": note.example, "text": text, "code": note.reading}


def _answer_counts(survey: "Survey") -> dict[str, int]:
    """Return how many respondents gave usable answers, and what became of the other answers."""
    from engine.domain.survey import Treatment

    treated = [note.treatment for note in survey.notes if note.node]
    counts = {treatment.value: treated.count(treatment) for treatment in Treatment}
    return {"respondents": len(survey.panel.responses), **counts}


def _fault_documents(check: "FileCheck", language: Language) -> list[dict[str, str]]:
    from engine.i18n.translate import fault_texts, render_error

    if check.error and not check.faults:  # one sentence says it all: an empty file, say
        said = render_error(check.error, language)
        told = {"file": str(check.path), "place": "file", "value": "", "expected": said}
        return [{**told, "remedy": "", "code": check.error.code}]
    return [
        {
            **fault_texts(fault, language),
            "code": fault.code,
            "place": fault.place,
            "value": fault.value,
        }
        for fault in check.faults
    ]


def checks_text(checks: "tuple[FileCheck, ...]", language: Language) -> str:
    """Return the checks for people: a line for each right file, every fault of the others."""
    from engine.i18n.translate import render_error

    return "\n".join(
        render_error(each.error, language) if each.error else _right_text(each, language)
        for each in checks
    )


def _right_text(check: "FileCheck", language: Language) -> str:
    from engine.i18n.translate import render

    kind = render(f"check.kind.{check.kind}", {}, language)
    told: dict[str, object] = {"file": str(check.path), "kind": kind}
    if check.survey:
        return render("check.ok_answers", {**told, **_answer_counts(check.survey)}, language)
    if not check.records:
        return render("check.ok", told, language)
    told["rows"] = check.records.rows
    told["set_aside"] = len(check.records.set_aside)
    told["columns"] = len(check.known_columns)
    key = "check.with_set_aside" if check.records.set_aside else "check.ok_records"
    return "\n".join([render(key, told, language), *_remarks(check, language)])


def _remarks(check: "FileCheck", language: Language) -> "Iterator[str]":
    """Yield the rows set aside, the headers that are not known, and how cells were read."""
    from engine.i18n.translate import render

    if check.records is None:
        return
    aside = check.records.set_aside
    for row in aside[:MOST_ROWS]:
        key = "check.set_aside_cell" if row.column else "check.set_aside_row"
        yield render(key, _set_aside_row(row, language), language)
    if len(aside) > MOST_ROWS:
        yield render("check.set_aside_more", {"count": len(aside) - MOST_ROWS}, language)
    for name, near in check.unknown_headers:
        key = "check.unknown_header_near" if near else "check.unknown_header"
        yield render(key, {"header": name, "near": near}, language)
    for note in check.records.notes:
        yield render("check.note", _note(note, language), language)
