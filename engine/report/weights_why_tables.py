"""Tables of the recommendation: each share with its reason, and what the rules cost."""

from engine.domain.weights_report import ConflictPart, LeafDecision, RulePart
from engine.report import figures
from engine.report.tables import (
    DECIMALS_FORMAT,
    POINTS_FORMAT,
    SHARE_FORMAT,
    Cell,
    Column,
    Table,
    text_cell,
)
from engine.report.weights_page_words import PERCENT, WeightsWords
from engine.report.weights_words import (
    conflict_lines,
    price_words,
    proof_words,
    rule_words,
    why_words,
)

NO_PRICE = 1e-7  # a shadow price below is that of a rule which costs nothing


def why_table(words: WeightsWords) -> Table:
    """Return what each source says of an indicator, the room it has, what came out and why."""
    ends = (words.say("low"), words.say("high"))
    columns = (
        Column(words.say("indicator")),
        *(
            Column(words.say(source), numeric=True, number_format=SHARE_FORMAT, parts=ends)
            for source in ("incumbent", "judged", "evidence", "recommended")
        ),
        Column(words.say("move"), numeric=True, number_format=POINTS_FORMAT),
        words.interval_column("room"),
        Column(words.say("why")),
    )
    rows = tuple(_why(words, leaf) for leaf in words.report.indicators)
    silent = sum(leaf.evidence is None for leaf in words.report.indicators)
    notes = [words.say("why_note", level=words.level)]
    if silent:
        notes.append(words.say("why_silent", silent=silent, all=len(rows)))
    title, subtitle = words.say("why_title"), words.say("why_subtitle", level=words.level)
    return Table("weights_why", title, subtitle, columns, rows, tuple(notes))


def rules_table(words: WeightsWords) -> Table:
    """Return the rules that bind, the dearest first, and what one point more room would gain."""
    columns = (
        Column(words.say("rule")),
        Column(words.say("price"), numeric=True, number_format=DECIMALS_FORMAT),
        Column(words.say("price_words")),
    )
    ordered = sorted(words.report.binding, key=lambda rule: -(rule.shadow_price or 0.0))
    rows = tuple(_rule(words, rule) for rule in ordered)
    subtitle = words.say(
        "rules_subtitle",
        policy=words.report.policy_name.in_language(words.language),
        count=len(rows),
        all=len(words.report.rules),
    )
    return Table("weights_rules", words.say("rules_title"), subtitle, columns, rows, proof(words))


def all_rules_table(words: WeightsWords) -> Table:
    """Return every rule of the policy, and whether it binds."""
    binding = {words.said(rule.sentence) for rule in words.report.binding}
    told = [words.said(sentence) for sentence in words.report.rules]
    rows = tuple(
        (text_cell(rule), text_cell(words.say("binds" if rule in binding else "slack")))
        for rule in told
    )
    columns = Column(words.say("rule")), Column(words.say("state"))
    title = words.say("all_rules_title", count=len(rows))
    return Table("weights_all_rules", title, words.say("all_rules_subtitle"), columns, rows)


def conflict_table(words: WeightsWords) -> Table | None:
    """Return why nothing is admissible, line by line; None where something is."""
    part = words.report.conflict
    if part is None:
        return None
    rows = tuple((text_cell(line),) for line in conflict_text(part, words))
    columns = (Column(words.say("rule")),)
    return Table("weights_conflict", words.say("conflict_title"), "", columns, rows)


def conflict_text(part: ConflictPart, words: WeightsWords) -> list[str]:
    """Return a clash in words, a line for each rule and each change."""
    return [line.strip() for line in conflict_lines(part, words.language)]


def proof(words: WeightsWords) -> tuple[str, ...]:
    """Return what is proven of the recommended set, by which solver, and how prices are read."""
    solver = words.report.solver
    if solver is None:
        return ()
    told = words.say(
        "proof",
        proof=proof_words(solver, words.language),
        solver=solver.solver,
        version=solver.version,
    )
    return told, words.say("price_note")


def _why(words: WeightsWords, leaf: LeafDecision) -> tuple[Cell, ...]:
    move = None if leaf.incumbent is None else leaf.recommended.value - leaf.incumbent.value
    told = figures.NONE if move is None else figures.signed(PERCENT * move)
    return (
        text_cell(leaf.name.in_language(words.language), strong=True),
        words.share_cell(leaf.incumbent),
        words.share_cell(leaf.judged),
        words.share_cell(leaf.evidence),
        words.share_cell(leaf.recommended, strong=True),
        Cell(told, (None if move is None else PERCENT * move,)),
        words.interval_cell(leaf.least, leaf.greatest),
        text_cell(why_words(leaf, words.language)),
    )


def _rule(words: WeightsWords, rule: RulePart) -> tuple[Cell, ...]:
    price = rule.shadow_price
    costs = price is not None and price > NO_PRICE
    return (
        text_cell(rule_words(rule, words.language)),
        Cell(figures.number(price, 3), (price,), strong=costs),
        text_cell(price_words(rule, words.language) or figures.NONE),
    )
