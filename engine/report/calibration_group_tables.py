"""Tables of what a panel says together: agreement by node, division by pair, the matrices."""

from itertools import combinations

from engine.ahp.disagreement import most_disputed
from engine.domain.calibration import NodeGroup, PairDisagreement
from engine.report import figures
from engine.report.calibration_tables import consensus_cell
from engine.report.calibration_words import CalibrationWords, ratio_text
from engine.report.tables import (
    DECIMALS_FORMAT,
    SHARE_FORMAT,
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    number_cell,
    text_cell,
)

FILLED = "*"


def nodes_table(words: CalibrationWords) -> Table:
    """Return how consistent and how united the panel is about each node."""
    columns = (
        words.column("node"),
        words.column("weight", SHARE_FORMAT),
        words.column("respondents", WHOLE_FORMAT),
        words.column("group_ratio", DECIMALS_FORMAT),
        words.column("gci", DECIMALS_FORMAT),
        words.column("consensus", DECIMALS_FORMAT),
        words.column("incompatibility", DECIMALS_FORMAT),
        words.column("violations", DECIMALS_FORMAT),
        words.column("methods"),
    )
    rows = tuple(_node_row(each, words) for each in words.calibration.nodes)
    if words.has_several_nodes:
        rows = (*rows, _whole_row(words))
    title, subtitle = words.say("nodes.title"), words.say("nodes.subtitle")
    return Table("nodes", title, subtitle, columns, rows, (words.say("nodes.note"),))


def disagreement_table(words: CalibrationWords) -> Table:
    """Return how the panel divides over every pair, node by node."""
    columns = (
        words.column("node"),
        words.column("first"),
        words.column("second"),
        words.column("answers", WHOLE_FORMAT),
        words.column("mean_ratio", DECIMALS_FORMAT),
        words.column("spread", DECIMALS_FORMAT),
        words.column("least", DECIMALS_FORMAT),
        words.column("greatest", DECIMALS_FORMAT),
        words.column("share_first", SHARE_FORMAT),
        words.column("share_equal", SHARE_FORMAT),
        words.column("share_second", SHARE_FORMAT),
    )
    pairs = [pair for each in words.calibration.nodes for pair in each.pairs]
    rows = tuple(_pair_row(pair, words) for pair in pairs)
    title, subtitle = words.say("disagreement.title"), words.say("disagreement.subtitle")
    return Table("disagreement", title, subtitle, columns, rows, (words.say("disagreement.note"),))


def disputed_pairs(words: CalibrationWords) -> tuple[PairDisagreement, ...]:
    """Return every pair on which the answers differ, the widest spread first."""
    pairs = [pair for each in words.calibration.nodes for pair in each.pairs]
    return most_disputed(pairs, len(pairs))


def matrix_tables(words: CalibrationWords) -> tuple[Table, ...]:
    """Return each node's aggregated judgements as a square, for people."""
    return tuple(_matrix_table(each, words) for each in words.calibration.nodes)


def group_matrices_table(words: CalibrationWords) -> Table:
    """Return every node's aggregated judgements pair by pair, for the workbook."""
    columns = (
        words.column("node"),
        words.column("first"),
        words.column("second"),
        words.column("mean_ratio", DECIMALS_FORMAT),
        words.column("filled"),
    )
    rows = tuple(
        (
            text_cell(words.item(each.node)),
            text_cell(words.item(each.matrix.items[i])),
            text_cell(words.item(each.matrix.items[j])),
            number_cell(float(each.matrix.values[i, j]), 4),
            text_cell(words.say("yes") if _is_filled(each, i, j) else ""),
        )
        for each in words.calibration.nodes
        for i, j in combinations(range(len(each.matrix.items)), 2)
    )
    title, subtitle = words.say("matrices.title"), words.say("matrices.subtitle")
    return Table("group_matrices", title, subtitle, columns, rows)


def _node_row(each: NodeGroup, words: CalibrationWords) -> tuple[Cell, ...]:
    methods = words.say("nodes.disagree" if each.methods_disagree else "nodes.agree")
    return (
        text_cell(words.item(each.node)),
        Cell(figures.share(each.share), (each.share,)),
        number_cell(each.respondents),
        number_cell(each.consistency_ratio, 3),
        number_cell(each.gci, 3),
        consensus_cell(each.consensus, words),
        number_cell(each.incompatibility, 3),
        number_cell(each.priority_violations, 3),
        Cell(methods, (methods,), chip="undecided" if each.methods_disagree else "quiet"),
    )


def _whole_row(words: CalibrationWords) -> tuple[Cell, ...]:
    """Return the consensus over all nodes, averaged by their weights."""
    told, empty = consensus_cell(words.calibration.consensus, words), Cell("", (None,))
    return (text_cell(words.say("nodes.whole")), *[empty] * 4, told, *[empty] * 3)


def _pair_row(pair: PairDisagreement, words: CalibrationWords) -> tuple[Cell, ...]:
    return (
        text_cell(words.item(pair.node)),
        text_cell(words.item(pair.first)),
        text_cell(words.item(pair.second)),
        number_cell(pair.n),
        *(_ratio_cell(each) for each in (pair.mean, pair.spread, pair.least, pair.greatest)),
        *(
            Cell(figures.share(each, 0), (each,))
            for each in (pair.share_first, pair.share_equal, pair.share_second)
        ),
    )


def _ratio_cell(ratio: float | None) -> Cell:
    return Cell(figures.NONE if ratio is None else ratio_text(ratio), (ratio,))


def _matrix_table(each: NodeGroup, words: CalibrationWords) -> Table:
    items = each.matrix.items
    columns = (Column(""), *(Column(words.item(item), numeric=True) for item in items))
    rows = tuple(
        (
            text_cell(words.item(item)),
            *(_square_cell(each, i, j) for j in range(len(items))),
        )
        for i, item in enumerate(items)
    )
    ratio = figures.number(each.consistency_ratio, 3)
    subtitle = words.say("matrices.of_node", ratio=ratio, respondents=each.respondents)
    notes = (words.say("matrices.filled_note"),) if each.filled else ()
    return Table(f"matrix_{each.node}", words.item(each.node), subtitle, columns, rows, notes)


def _square_cell(each: NodeGroup, i: int, j: int) -> Cell:
    ratio = float(each.matrix.values[i, j])
    return Cell(ratio_text(ratio) + FILLED * _is_filled(each, i, j), (ratio,))


def _is_filled(each: NodeGroup, i: int, j: int) -> bool:
    pair = {each.matrix.items[i], each.matrix.items[j]}
    return any(pair == set(filled) for filled in each.filled)
