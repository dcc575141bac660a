"""Tables of trust: validation on other rows, drift, hidden confounders, roles and data checks."""

from engine.domain.evidence_figures import CoefficientRow, FitReport
from engine.domain.evidence_trust import DataCheckRow, RoleRow, SensitivityRow, ValidationRow
from engine.domain.pack import Estimate
from engine.domain.texts import Finding
from engine.report import figures
from engine.report.evidence_words import EvidenceWords
from engine.report.labels import errors_name
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

SCHEMES = ("in_sample", "random", "time", "unseen")
SEVERITIES = ("alarm", "caution", "note")
DECIMALS = 3


def validation_table(words: EvidenceWords) -> Table:
    """Return how each model predicts rows it has not seen: random beside later beside unseen."""
    ends = (words.say("low"), words.say("high"))
    rows = [row for report in words.report.validation for row in report.rows]
    scored = any(row.r2 is not None for row in rows)
    columns = (
        Column(words.say("question")),
        Column(words.say("validation.scheme")),
        Column(words.say("validation.tested"), numeric=True),
        Column("AUC", numeric=True, parts=ends),
        Column("Brier", numeric=True, parts=(words.say("validation.null"),)),
        Column(words.say("validation.slope"), numeric=True, parts=ends),
        Column(words.say("validation.level"), numeric=True, parts=ends),
        *([Column("R\u00b2", numeric=True)] if scored else []),
        Column(words.say("grade")),
    )
    rows.sort(key=lambda row: (row.fit, SCHEMES.index(row.scheme)))
    title, subtitle = words.say("validation.title"), words.say("validation.subtitle")
    notes = (words.say("validation.note"),) if rows else ()
    told = tuple(_validation(words, row, scored=scored) for row in rows)
    return Table("evidence_validation", title, subtitle, columns, told, notes)


def drift_table(words: EvidenceWords) -> Table:
    """Return every week's observed beside its expected outcome, alarms marked."""
    heads = ("question", "week", "n", "observed", "expected", "z", "alarm", "grade")
    columns = tuple(Column(words.say(f"drift.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(words.question(report.fit)),
            text_cell(week.week),
            number_cell(week.n),
            number_cell(week.observed, DECIMALS),
            number_cell(week.expected, DECIMALS),
            number_cell(week.z, 2),
            _alarm(words, alarm=week.alarm),
            text_cell(words.grade(report.fit)),
        )
        for report in words.report.validation
        for week in report.drift
    )
    rates = [r.false_alarm for r in words.report.validation if r.false_alarm is not None]
    notes = [words.say("drift.note", rate=f"{rate:.0%}") for rate in sorted(set(rates))]
    title, subtitle = words.say("drift.title"), words.say("drift.subtitle")
    return Table("evidence_drift", title, subtitle, columns, rows, tuple(notes))


def sensitivity_table(words: EvidenceWords) -> Table:
    """Return how strong a confounder nobody measured would have to be."""
    heads = ("question", "lever", "e_value", "robustness", "strongest", "grade")
    columns = (
        Column(words.say(heads[0])),
        Column(words.say(heads[1])),
        Column(words.say("sensitivity.e_value"), numeric=True, parts=(words.say("limit"),)),
        Column(words.say("sensitivity.robustness"), numeric=True, parts=(words.say("limit"),)),
        Column(words.say("sensitivity.strongest"), parts=(words.say("partial_r2"),)),
        Column(words.say("grade")),
    )
    rows = tuple(_sensitivity(words, row) for row in words.report.sensitivity)
    title, subtitle = words.say("sensitivity.title"), words.say("sensitivity.subtitle")
    notes = (words.say("sensitivity.note"),)
    return Table("evidence_sensitivity", title, subtitle, columns, rows, notes)


def collinearity_table(words: EvidenceWords) -> Table:
    """Return each numeric term's variance inflation and what it is tied to."""
    heads = ("question", "metric", "vif", "tied", "grade")
    columns = tuple(Column(words.say(head), numeric=head == "vif") for head in heads)
    rows = tuple(
        (
            text_cell(words.question(row.fit)),
            text_cell(words.column(row.column)),
            number_cell(row.vif, 2),
            text_cell(words.joined([words.column(each) for each in row.tied]) or figures.NONE),
            text_cell(words.grade(row.fit)),
        )
        for row in words.report.collinearity
    )
    title, subtitle = words.say("collinearity.title"), words.say("collinearity.subtitle")
    return Table("evidence_collinearity", title, subtitle, columns, rows)


def roles_table(words: EvidenceWords) -> Table:
    """Return what each column is, who says so, and what speaks against it."""
    heads = ("column", "role", "source", "auc_jump", "remark")
    columns = tuple(Column(words.say(f"roles.{head}")) for head in heads)
    rows = tuple(_role(words, row) for row in words.report.roles)
    title, subtitle = words.say("roles.title"), words.say("roles.subtitle")
    return Table("evidence_roles", title, subtitle, columns, rows)


def checks_table(words: EvidenceWords) -> Table:
    """Return every choice about the data with what another choice would move."""
    heads = ("choice", "rows", "taken", "effect_moved", "share_moved")
    columns = tuple(Column(words.say(f"checks.{head}")) for head in heads)
    rows = tuple(_check(words, row) for row in words.report.checks)
    title, subtitle = words.say("checks.title"), words.say("checks.subtitle")
    return Table("evidence_checks", title, subtitle, columns, rows)


def coefficients_table(words: EvidenceWords) -> Table:
    """Return every coefficient on its link's scale, the plain errors beside those in force."""
    columns = (
        Column(words.say("question")),
        Column(words.say("coefficients.term")),
        Column(words.say("effect"), numeric=True, parts=(words.say("low"), words.say("high"))),
        Column(words.say("coefficients.error"), numeric=True),
        Column(words.say("coefficients.plain"), numeric=True),
        Column(words.say("coefficients.few"), numeric=True),
        Column(words.say("p"), numeric=True),
        Column(words.say("grade")),
    )
    rows = tuple(
        _coefficient(words, fit, row) for fit in words.report.fits for row in fit.coefficients
    )
    notes = tuple(_fit_note(words, fit) for fit in words.report.fits)
    title, subtitle = words.say("coefficients.title"), words.say("coefficients.subtitle")
    return Table("evidence_coefficients", title, subtitle, columns, rows, notes)


def notes_table(words: EvidenceWords) -> Table:
    """Return everything to know, the gravest first."""
    columns = (Column(words.say("notes.kind")), Column(words.say("notes.sentence")))
    rows = tuple(
        (text_cell(words.say(f"severity.{each.severity}")), text_cell(words.said(each.sentence)))
        for each in all_findings(words)
    )
    return Table("evidence_notes", words.say("notes.title"), "", columns, rows)


def all_findings(words: EvidenceWords) -> list[Finding]:
    """Return every finding of the report and its parts once, the gravest first."""
    report = words.report
    found = [
        *report.findings,
        *(told for fit in report.fits for told in fit.findings),
        *(told for role in report.roles for told in role.findings),
        *(told for claim in report.claims for told in claim.findings),
        *(told for shape in report.shapes for told in shape.findings),
        *(told for tested in report.promotions for told in tested.findings),
        *(told for part in report.importance for told in part.findings),
        *(told for checked in report.validation for told in checked.findings),
        *(told for dealt in report.dispatch for told in dealt.findings),
    ]
    found = [each for place, each in enumerate(found) if each not in found[:place]]
    return sorted(found, key=lambda each: SEVERITIES.index(each.severity))


def _validation(words: EvidenceWords, row: ValidationRow, *, scored: bool) -> tuple[Cell, ...]:
    null = "" if row.brier_null is None else f"{row.brier_null:.4f}"
    return (
        text_cell(words.question(row.fit)),
        text_cell(words.say(f"scheme.{row.scheme}")),
        number_cell(row.n_test),
        _estimate(words, row.auc),
        Cell(
            figures.number(row.brier, 4),
            (row.brier, row.brier_null),
            words.say("validation.null_text", null=null) if null else "",
        ),
        _estimate(words, row.calibration_slope),
        _estimate(words, row.calibration_level),
        *([number_cell(row.r2, DECIMALS)] if scored else []),
        text_cell(words.grade(row.fit)),
    )


def _estimate(words: EvidenceWords, estimate: Estimate | None) -> Cell:
    if estimate is None:
        return Cell(figures.NONE, (None, None, None))
    ends = ""
    if estimate.low is not None and estimate.high is not None:
        low, high = (figures.number(end, DECIMALS) for end in (estimate.low, estimate.high))
        ends = words.say("range", low=low, high=high)
    values = (estimate.value, estimate.low, estimate.high)
    return Cell(figures.number(estimate.value, DECIMALS), values, ends)


def _alarm(words: EvidenceWords, *, alarm: bool) -> Cell:
    told = words.say("drift.alarm_yes") if alarm else ""
    return Cell(told, (told,), chip="missed" if alarm else "")


def _sensitivity(words: EvidenceWords, row: SensitivityRow) -> tuple[Cell, ...]:
    limit = "" if row.e_value_limit is None else figures.number(row.e_value_limit, 2)
    robust = figures.share(row.robustness_value_limit)
    strongest = text_cell(words.column(row.benchmark) if row.benchmark else figures.NONE)
    if row.benchmark_partial_r2 is not None:
        partial = figures.share(row.benchmark_partial_r2)
        told = words.say("sensitivity.partial", partial=partial)
        strongest = Cell(strongest.text, (strongest.text, row.benchmark_partial_r2), told)
    return (
        text_cell(words.question(row.fit)),
        text_cell(words.column(row.metric)),
        Cell(
            figures.number(row.e_value, 2),
            (row.e_value, row.e_value_limit),
            words.say("limit_text", limit=limit) if limit else "",
        ),
        Cell(
            figures.share(row.robustness_value),
            (row.robustness_value, row.robustness_value_limit),
            words.say("limit_text", limit=robust),
        ),
        strongest,
        text_cell(words.grade(row.fit)),
    )


def _role(words: EvidenceWords, row: RoleRow) -> tuple[Cell, ...]:
    remark = " ".join(words.said(each.sentence) for each in row.findings)
    return (
        text_cell(words.column(row.column)),
        text_cell(words.known(f"role.{row.role}", row.role)),
        text_cell(words.known(f"source.{row.source}", row.source)),
        Cell(figures.signed(row.auc_jump, DECIMALS), (row.auc_jump,)),
        text_cell(remark or figures.NONE),
    )


def _check(words: EvidenceWords, row: DataCheckRow) -> tuple[Cell, ...]:
    moved = figures.NONE if row.moved is None else figures.points(row.moved, words.language)
    choice = words.known(f"choice.{row.choice}", row.choice)
    taken = words.say("checks.taken_yes" if row.taken else "checks.taken_no")
    return (
        text_cell(choice, below=words.column(row.column) if row.column else ""),
        number_cell(row.rows),
        text_cell(taken),
        number_cell(row.effect_moved, 2),
        Cell(moved, (row.moved,)),
    )


def _coefficient(words: EvidenceWords, fit: FitReport, row: CoefficientRow) -> tuple[Cell, ...]:
    ends = [figures.number(end, 4) for end in (row.low, row.high)]
    return (
        text_cell(words.question(fit.id)),
        text_cell(row.name),
        Cell(
            figures.number(row.value, 4),
            (row.value, row.low, row.high),
            words.say("range", low=ends[0], high=ends[1]),
        ),
        number_cell(row.standard_error, 4),
        number_cell(row.plain_standard_error, 4),
        number_cell(row.few_cluster_error, 4),
        Cell(words.p_value(row.p_value), (row.p_value,)),
        text_cell(fit.grade),
    )


def _fit_note(words: EvidenceWords, fit: FitReport) -> str:
    clusters = words.joined(
        [f"{words.column(each.column)} {each.clusters:,}" for each in fit.clusters]
    )
    return words.say(
        "coefficients.note",
        question=fit.name.in_language(words.language),
        family=words.known(f"family.{fit.family}", fit.family),
        method=words.known(f"method.{fit.method}", fit.method),
        n=figures.number(fit.n),
        dropped=figures.number(fit.dropped),
        events=figures.number(fit.events),
        clusters=clusters or figures.NONE,
        errors=errors_name(fit.errors, words.language),
        grade=fit.grade,
    )
