"""Tables of a calibration's weights: with bands, by treatment, by role, fuzzy beside crisp."""

from collections.abc import Sequence

from engine.domain.calibration import LeafResult, SubGroupResult, TreatmentResult
from engine.report import figures
from engine.report.calibration_words import CalibrationWords
from engine.report.tables import (
    DECIMALS_FORMAT,
    SHARE_FORMAT,
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    estimate_cell,
    estimate_column,
    number_cell,
    text_cell,
)

PATH_MARK = " \u203a "  # a single angle, as paths are written


def weights_table(words: CalibrationWords) -> Table:
    """Return every leaf's weight with its band, its share within its node, and its rank."""
    columns = (
        words.column("item"),
        words.column("node"),
        words.column("local", SHARE_FORMAT),
        estimate_column(words.say("column.weight"), figures.SHARE, words.ends()),
        words.column("rank", WHOLE_FORMAT),
    )
    return Table(
        "weights",
        words.say("weights.table"),
        words.say("weights.subtitle", level=words.level()),
        columns,
        tuple(_weight_row(leaf, words) for leaf in words.calibration.leaves),
        (words.say("weights.note"),),
    )


def ranks_table(words: CalibrationWords) -> Table:
    """Return how probable each rank of each leaf is, the greatest weight first."""
    leaves = by_rank(words.calibration.leaves)
    columns = (
        words.column("item"),
        *(
            Column(
                words.say("column.rank_number", rank=rank), numeric=True, number_format=SHARE_FORMAT
            )
            for rank in range(1, len(leaves) + 1)
        ),
    )
    rows = tuple(
        (
            text_cell(words.item(leaf.leaf)),
            *(Cell(_probability(each), (each,)) for each in leaf.rank_probabilities),
        )
        for leaf in leaves
    )
    draws = figures.number(len(words.calibration.uncertainty.draws))
    subtitle = words.say("ranks.subtitle", draws=draws)
    return Table("ranks", words.say("ranks.title"), subtitle, columns, rows)


def by_rank(leaves: Sequence[LeafResult]) -> list[LeafResult]:
    """Return the leaves, the greatest weight first."""
    return sorted(leaves, key=lambda leaf: -leaf.weight.value)


def treatments_table(words: CalibrationWords) -> Table:
    """Return what each treatment of the answers does, to how many, and how much it changes."""
    columns = (
        words.column("treatment"),
        words.column("respondents", WHOLE_FORMAT),
        words.column("group_ratio", DECIMALS_FORMAT),
        words.column("largest_change", SHARE_FORMAT),
    )
    rows = tuple(_treatment_row(each, words) for each in words.calibration.treatments)
    return Table(
        "treatments",
        words.say("treatments.title"),
        words.say("treatments.subtitle"),
        columns,
        rows,
        (words.say("treatments.note"),),
    )


def treatment_weights_table(words: CalibrationWords) -> Table:
    """Return the leaves' weights under every treatment, side by side."""
    possible = [each for each in words.calibration.treatments if each.weights is not None]
    return Table(
        "treatment_weights",
        words.say("treatment_weights.title"),
        "",
        (words.column("item"), *(_share_column(words.treatment(each.id)) for each in possible)),
        _side_by_side([each.weights or () for each in possible], words),
    )


def subgroups_table(words: CalibrationWords) -> Table:
    """Return how many hold each role, how far they agree, and how far they are from all."""
    columns = (
        words.column("role"),
        words.column("respondents", WHOLE_FORMAT),
        words.column("consensus", DECIMALS_FORMAT),
        words.column("largest_change", SHARE_FORMAT),
    )
    rows = tuple(_subgroup_row(each, words) for each in words.calibration.subgroups)
    return Table(
        "subgroups",
        words.say("subgroups.title"),
        words.say("subgroups.subtitle"),
        columns,
        rows,
        (words.say("subgroups.note"),),
    )


def subgroup_weights_table(words: CalibrationWords) -> Table:
    """Return the leaves' weights of each role alone, beside those of everybody."""
    known = [each for each in words.calibration.subgroups if each.weights is not None]
    everybody = tuple(leaf.weight.value for leaf in words.calibration.leaves)
    columns = (
        words.column("item"),
        _share_column(words.say("column.everybody")),
        *(_share_column(words.role(each.role)) for each in known),
    )
    weights = [everybody, *(each.weights or () for each in known)]
    rows = _side_by_side(weights, words) if known else ()
    title = words.say("subgroup_weights.title")
    return Table("subgroup_weights", title, "", columns, rows)


def fuzzy_table(words: CalibrationWords) -> Table:
    """Return fuzzy weights beside the crisp ones, when they were asked for."""
    columns = (
        words.column("item"),
        words.column("crisp", SHARE_FORMAT),
        estimate_column(words.say("column.fuzzy"), figures.SHARE, words.ends()),
        words.column("defuzzified", SHARE_FORMAT),
    )
    rows = tuple(
        (
            text_cell(words.item(each.leaf)),
            _share_cell(each.crisp),
            Cell(
                figures.share(each.fuzzy[1]),
                (each.fuzzy[1], each.fuzzy[0], each.fuzzy[2]),
                figures.quantity_range(each.fuzzy[0], each.fuzzy[2], figures.SHARE, words.language),
            ),
            _share_cell(each.defuzzified),
        )
        for each in words.calibration.fuzzy
    )
    subtitle = words.say("fuzzy.subtitle")
    note = (words.say("fuzzy.note"),)
    return Table("fuzzy", words.say("fuzzy.title"), subtitle, columns, rows, note)


def consensus_cell(value: float | None, words: CalibrationWords) -> Cell:
    """Return a consensus with its word below."""
    return Cell(figures.number(value, 2), (value,), words.consensus_word(value))


def _weight_row(leaf: LeafResult, words: CalibrationWords) -> tuple[Cell, ...]:
    return (
        text_cell(words.item(leaf.leaf)),
        text_cell(PATH_MARK.join(map(words.item, leaf.path))),
        _share_cell(leaf.local),
        estimate_cell(leaf.weight, figures.SHARE, words.language, strong=True),
        number_cell(leaf.rank),
    )


def _treatment_row(each: TreatmentResult, words: CalibrationWords) -> tuple[Cell, ...]:
    what = words.said(each.why) if each.why else words.say(f"treatment_does.{each.id}")
    ratio = max(each.consistency_ratios.values(), default=None)
    return (
        text_cell(words.treatment(each.id), below=what),
        number_cell(each.respondents),
        number_cell(ratio, 3),
        Cell(_change(each.largest_change, words), (each.largest_change,)),
    )


def _subgroup_row(each: SubGroupResult, words: CalibrationWords) -> tuple[Cell, ...]:
    return (
        text_cell(words.role(each.role)),
        number_cell(each.respondents),
        consensus_cell(each.consensus, words),
        Cell(_change(each.largest_change, words), (each.largest_change,)),
    )


def _side_by_side(
    weights: Sequence[Sequence[float]], words: CalibrationWords
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (text_cell(words.item(leaf.leaf)), *(_share_cell(each[place]) for each in weights))
        for place, leaf in enumerate(words.calibration.leaves)
    )


def _share_column(name: str) -> Column:
    return Column(name, numeric=True, number_format=SHARE_FORMAT)


def _share_cell(value: float) -> Cell:
    return Cell(figures.share(value), (value,))


def _change(value: float | None, words: CalibrationWords) -> str:
    """Return the size of a change in percentage points, without a sign."""
    return figures.points(value, words.language).lstrip("+±")


def _probability(value: float) -> str:
    return figures.probability(value) if value else figures.NONE
