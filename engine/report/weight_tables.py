"""Tables of the weights: four sets side by side, the rules that bind, how respondents answered."""

from collections.abc import Mapping

from engine.domain.pack import (
    INTERVAL_LEVEL,
    DecisionPack,
    JudgementPart,
    LeafWeights,
    RespondentSummary,
)
from engine.domain.texts import Language
from engine.report import figures
from engine.report.headline import LARGE_MOVE
from engine.report.labels import (
    node_name,
    origin_name,
    random_index_name,
    role_name,
    said,
    word,
)
from engine.report.tables import (
    DECIMALS_FORMAT,
    SHARE_FORMAT,
    Cell,
    Column,
    Table,
    estimate_cell,
    estimate_column,
    text_cell,
)
from engine.report.tokens import ORIGINS


def weights_table(pack: DecisionPack, language: Language) -> Table:
    """Return every indicator's share under the four weight sets, and its move."""
    ends = (word("table.low", language), word("table.high", language))
    columns = (
        Column(word("table.indicator", language)),
        Column(word("table.group", language)),
        *(estimate_column(origin_name(o, language), figures.SHARE, ends) for o in ORIGINS),
        Column(word("table.move", language), numeric=True, number_format=SHARE_FORMAT),
    )
    silent = sum(not leaf.evidence_speaks for leaf in pack.weights)
    notes = [word("table.weights_note", language, level=f"{INTERVAL_LEVEL:.0%}")]
    if silent:
        notes.append(word("table.weights_silent", language, silent=silent))
    return Table(
        "weights",
        word("table.weights", language),
        word("table.weights_subtitle", language, level=f"{INTERVAL_LEVEL:.0%}"),
        columns,
        tuple(_weights_row(leaf, language) for leaf in pack.weights),
        tuple(notes),
    )


def binding_table(pack: DecisionPack, language: Language) -> Table:
    """Return the policy rules that bind and what relaxing each by one point would gain."""
    columns = (
        Column(word("table.rule", language)),
        Column(word("table.cost", language), numeric=True, number_format=DECIMALS_FORMAT),
    )
    rows = tuple(
        (
            text_cell(said(rule.sentence, language)),
            Cell(figures.number(rule.shadow_price, 3), (rule.shadow_price,)),
        )
        for rule in pack.binding
    )
    name = pack.policy_name.in_language(language) if pack.policy_name else ""
    notes = (word("table.binding_note", language),)
    return Table("binding", word("table.binding", language), name, columns, rows, notes)


def respondents_table(pack: DecisionPack, part: JudgementPart, language: Language) -> Table:
    """Return how consistent each respondent was, the least consistent first."""
    nodes = {leaf.group: leaf.group_name.in_language(language) for leaf in pack.weights}
    columns = (
        Column(word("table.respondent", language)),
        Column(word("table.role", language)),
        Column(
            word("table.consistency_ratio", language),
            numeric=True,
            number_format=DECIMALS_FORMAT,
        ),
        Column(word("table.missing", language), numeric=True),
        Column(word("table.conclusion", language)),
    )
    ordered = sorted(part.respondents, key=lambda row: -(row.consistency_ratio or 0))
    note = word(
        "table.respondents_note",
        language,
        limit=figures.number(part.limit, 2),
        group=figures.number(part.group_consistency_ratio, 3),
        table=random_index_name(part.random_index, language),
        draws=figures.number(part.uncertainty_draws),
    )
    subtitle = word("table.respondents_subtitle", language, count=len(part.respondents))
    rows = tuple(_respondent_row(row, nodes, language) for row in ordered)
    return Table(
        "respondents", word("table.respondents", language), subtitle, columns, rows, (note,)
    )


def _weights_row(leaf: LeafWeights, language: Language) -> tuple[Cell, ...]:
    sets = (leaf.incumbent, leaf.judged, leaf.evidence, leaf.recommended)
    shares = tuple(estimate_cell(entry, figures.SHARE, language) for entry in sets)
    name = text_cell(leaf.name.in_language(language))
    group = text_cell(leaf.group_name.in_language(language))
    return (name, group, *shares, _move_cell(leaf, language))


def _move_cell(leaf: LeafWeights, language: Language) -> Cell:
    if leaf.incumbent is None or leaf.recommended is None:
        return Cell(figures.NONE, (None,))
    move = leaf.recommended.value - leaf.incumbent.value
    strong = abs(move) >= LARGE_MOVE - 1e-9
    return Cell(figures.points(move, language), (move,), strong=strong)


def _respondent_row(
    row: RespondentSummary, nodes: Mapping[str, str], language: Language
) -> tuple[Cell, ...]:
    node = nodes.get(row.worst_node, node_name(row.worst_node, language))
    if row.consistent is None:
        conclusion = Cell(word("table.incomplete", language), ("incomplete",), chip="undecided")
    elif row.consistent:
        conclusion = Cell(word("table.consistent", language), ("consistent",), chip="quiet")
    else:
        conclusion = Cell(word("table.inconsistent", language), ("inconsistent",), chip="missed")
    return (
        text_cell(row.name.in_language(language), below=row.respondent),
        text_cell(role_name(row.role, language)),
        Cell(figures.number(row.consistency_ratio, 3), (row.consistency_ratio,), node),
        Cell(figures.number(row.missing), (row.missing,)),
        conclusion,
    )
