"""Tables of the record: what went in, what was set aside, what was assumed, what solved it."""

from engine.domain.pack import DecisionPack, SolverPart
from engine.domain.texts import Finding, Language
from engine.report import figures
from engine.report.labels import column_name, said, word
from engine.report.tables import Cell, Column, Table, text_cell

SEVERITIES = ("alarm", "caution", "note")


def told_findings(pack: DecisionPack) -> tuple[Finding, ...]:
    """Return the findings of the pack and of its weights, each once, the gravest first."""
    report = pack.weights_report
    found = (*pack.findings, *(() if report is None else report.findings))
    once = [finding for place, finding in enumerate(found) if finding not in found[:place]]
    return tuple(sorted(once, key=lambda finding: SEVERITIES.index(finding.severity)))


def inputs_table(pack: DecisionPack, language: Language) -> Table:
    """Return the files the pack was made from, with their fingerprints."""
    columns = (Column(word("table.file", language)), Column(word("table.fingerprint", language)))
    rows = tuple((text_cell(file.path), text_cell(file.sha256)) for file in pack.heng.inputs)
    return Table("inputs", word("table.inputs", language), "SHA-256", columns, rows)


def set_aside_table(pack: DecisionPack, language: Language) -> Table:
    """Return the rows of the user's file that were not used, and why."""
    columns = (
        Column(word("table.row", language), numeric=True),
        Column(word("table.column", language)),
        Column(word("table.value", language)),
        Column(word("table.reason", language)),
    )
    rows = tuple(
        (
            Cell(figures.number(row.row), (row.row,)),
            text_cell(column_name(row.column, language)),
            text_cell(row.value),
            text_cell(_reason(row.reason, language)),
        )
        for row in pack.set_aside
    )
    count = figures.number(len(rows))
    subtitle = word("table.set_aside_subtitle", language, count=count)
    return Table("set_aside", word("table.set_aside", language), subtitle, columns, rows)


def sentences_table(pack: DecisionPack, language: Language) -> Table:
    """Return what readers must know: findings by severity, absent parts, assumptions."""
    columns = (Column(word("table.kind", language)), Column(word("table.sentence", language)))
    told = [(f"severity.{each.severity}", each.sentence) for each in told_findings(pack)]
    told += [("table.absent", sentence) for sentence in pack.absent]
    told += [("table.assumption", sentence) for sentence in pack.assumptions]
    rows = tuple(
        (text_cell(word(kind, language)), text_cell(said(sentence, language)))
        for kind, sentence in told
    )
    return Table("sentences", word("table.sentences", language), "", columns, rows)


def record_table(pack: DecisionPack, language: Language) -> Table:
    """Return the record of the run: case, seed, time, versions, solver."""
    head = pack.heng
    entries = [
        ("case", head.case_name.in_language(language)),
        ("scheme", head.scheme_name.in_language(language) if head.scheme_name else figures.NONE),
        ("period", head.period or figures.NONE),
        ("data", word("example_data" if head.generated else "own_data", language)),
        ("seed", str(head.seed)),
        ("created", f"{figures.instant(head.created)} UTC"),
        ("duration", figures.quantity(head.seconds, "s", language)),
        ("version", head.version),
        ("packages", ", ".join(f"{name} {v}" for name, v in sorted(head.packages.items()))),
        ("solver", _solver_text(pack.solver, language)),
        ("attribution", head.attribution or figures.NONE),
    ]
    columns = (Column(word("table.kind", language)), Column(word("table.value", language)))
    rows = tuple((text_cell(word(f"record.{key}", language)), text_cell(v)) for key, v in entries)
    return Table("record", word("table.record", language), "", columns, rows)


def _solver_text(solver: SolverPart | None, language: Language) -> str:
    if solver is None:
        return figures.NONE
    return word(
        "record.solver_text" if solver.proven else "record.solver_unproven",
        language,
        name=f"{solver.solver} {solver.version}",
        objective=figures.number(solver.objective, 4),
        gap=figures.share(solver.gap, 2),
        seconds=figures.quantity(solver.seconds, "s", language),
    )


def _reason(reason: str, language: Language) -> str:
    """Return why a row was set aside: a sentence of ours by key, else the words as given."""
    from engine.i18n.translate import keys, render

    return render(reason, {}, language) if reason in keys(language) else reason
