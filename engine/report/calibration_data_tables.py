"""Tables for the workbook alone: everything the figures can be computed from again."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from engine.domain.calibration import NodeAnswers, NodeGroup, RespondentResult
from engine.domain.judgements import JudgementMatrix
from engine.report.calibration_words import CalibrationWords, exact_ratio
from engine.report.tables import (
    DECIMALS_FORMAT,
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    text_cell,
)

Pair = tuple[str, str, str]
Voice = tuple[float, Mapping[str, JudgementMatrix]]  # a respondent's weight and answers


def answers_table(words: CalibrationWords) -> Table:
    """Return every answer that counts: first over second, changes made, gaps left out."""
    columns = (
        words.column("respondent"),
        words.column("node"),
        words.column("first"),
        words.column("second"),
        words.column("ratio_given", DECIMALS_FORMAT),
        words.column("fraction"),
    )
    rows = tuple(
        (text_cell(person.respondent), *_pair_cells(pair, words), *_ratio_cells(ratio))
        for person in words.calibration.respondents
        for answers in person.nodes
        for pair, ratio in _given(answers.node, answers.matrix)
    )
    title, subtitle = words.say("answers.title"), words.say("answers.subtitle")
    return Table("answers", title, subtitle, columns, rows)


def as_written_table(words: CalibrationWords) -> Table:
    """Return the answers that read as written are others than those that count."""
    columns = (
        words.column("respondent"),
        words.column("voice", DECIMALS_FORMAT),
        words.column("node"),
        words.column("first"),
        words.column("second"),
        words.column("ratio_written", DECIMALS_FORMAT),
        words.column("ratio_given", DECIMALS_FORMAT),
    )
    rows = tuple(
        (
            text_cell(respondent),
            _datum(weight),
            *_pair_cells(pair, words),
            _datum(written),
            _datum(given),
        )
        for respondent, weight, pair, written, given in _differing(words)
    )
    title, subtitle = words.say("written.title"), words.say("written.subtitle")
    return Table("as_written", title, subtitle, columns, rows)


def node_answers_table(words: CalibrationWords) -> Table:
    """Return what each respondent's answers about each node come to."""
    columns = (
        words.column("respondent"),
        words.column("voice", DECIMALS_FORMAT),
        words.column("node"),
        words.column("missing", WHOLE_FORMAT),
        words.column("lambda_max", DECIMALS_FORMAT),
        words.column("random_index_value", DECIMALS_FORMAT),
        words.column("ratio", DECIMALS_FORMAT),
        words.column("gci", DECIMALS_FORMAT),
        words.column("triads"),
        words.column("ratio_as_written", DECIMALS_FORMAT),
    )
    rows = tuple(
        _node_answers_row(person, answers, words)
        for person in words.calibration.respondents
        for answers in person.nodes
    )
    title, subtitle = words.say("node_answers.title"), words.say("node_answers.subtitle")
    return Table("node_answers", title, subtitle, columns, rows)


def own_weights_table(words: CalibrationWords) -> Table:
    """Return each respondent's own weights of the items of each node."""
    columns = (
        words.column("respondent"),
        words.column("node"),
        words.column("item"),
        words.column("weight", DECIMALS_FORMAT),
    )
    rows = tuple(
        (
            text_cell(person.respondent),
            text_cell(words.item(answers.node)),
            text_cell(words.item(item)),
            _datum(weight),
        )
        for person in words.calibration.respondents
        for answers in person.nodes
        for item, weight in zip(answers.matrix.items, answers.weights or (), strict=False)
    )
    title, subtitle = words.say("own_weights.title"), words.say("own_weights.subtitle")
    return Table("own_weights", title, subtitle, columns, rows)


def node_weights_table(words: CalibrationWords) -> Table:
    """Return the group's weights of the items of each node, by both aggregations."""
    columns = (
        words.column("node"),
        words.column("item"),
        words.column("by_judgements", DECIMALS_FORMAT),
        words.column("by_priorities", DECIMALS_FORMAT),
        words.column("by_priorities_arithmetic", DECIMALS_FORMAT),
    )
    rows = tuple(row for each in words.calibration.nodes for row in _node_weights_rows(each, words))
    title, subtitle = words.say("node_weights.title"), words.say("node_weights.subtitle")
    return Table("node_weights", title, subtitle, columns, rows)


def draws_table(words: CalibrationWords) -> Table:
    """Return every joint draw of the leaves' weights, from which bands and ranks follow."""
    leaves = [words.item(leaf.leaf) for leaf in words.calibration.leaves]
    columns = (
        words.column("draw", WHOLE_FORMAT),
        *(Column(leaf, numeric=True, number_format=DECIMALS_FORMAT) for leaf in leaves),
    )
    draws = words.calibration.uncertainty.draws.tolist()
    rows = tuple((_datum(n), *map(_datum, draw)) for n, draw in enumerate(draws, 1))
    title, subtitle = words.say("draws.title"), words.say("draws.subtitle")
    return Table("draws", title, subtitle, columns, rows)


def _node_weights_rows(each: NodeGroup, words: CalibrationWords) -> Iterator[tuple[Cell, ...]]:
    nothing = (None,) * len(each.matrix.items)
    ways = (each.by_judgements, each.by_priorities, each.by_priorities_arithmetic)
    weights = zip(*(way or nothing for way in ways), strict=True)
    for item, own in zip(each.matrix.items, weights, strict=True):
        yield text_cell(words.item(each.node)), text_cell(words.item(item)), *map(_datum, own)


def _given(node: str, matrix: JudgementMatrix) -> Iterator[tuple[Pair, float]]:
    for i, j in combinations(range(len(matrix.items)), 2):
        ratio = float(matrix.values[i, j])
        if not np.isnan(ratio):
            yield (node, matrix.items[i], matrix.items[j]), ratio


def _differing(
    words: CalibrationWords,
) -> Iterator[tuple[str, float, Pair, float | None, float | None]]:
    """Yield respondent, weight, pair and the two readings of it wherever they are not the same."""
    careful: dict[str, Voice] = {
        person.respondent: (person.weight, {each.node: each.matrix for each in person.nodes})
        for person in words.calibration.respondents
    }
    written: dict[str, Voice] = {
        each.respondent: (each.weight, each.judgements)
        for each in words.calibration.as_written.responses
    }
    for respondent in dict.fromkeys([*careful, *written]):
        weight = (careful.get(respondent) or written[respondent])[0]
        readings = [_by_pair(panel.get(respondent)) for panel in (written, careful)]
        for pair in dict.fromkeys([*readings[0], *readings[1]]):
            printed, taken = (reading.get(pair) for reading in readings)
            if printed != taken:
                yield respondent, weight, pair, printed, taken


def _by_pair(voice: Voice | None) -> dict[Pair, float]:
    if voice is None:
        return {}
    return dict(told for node, matrix in voice[1].items() for told in _given(node, matrix))


def _node_answers_row(
    person: RespondentResult, answers: NodeAnswers, words: CalibrationWords
) -> tuple[Cell, ...]:
    circles = words.say("list_mark").join(_cycle(each, words) for each in answers.circular_triads)
    _, written = person.as_written.get(answers.node, ((), None))
    return (
        text_cell(person.respondent),
        _datum(person.weight),
        text_cell(words.item(answers.node)),
        _datum(answers.missing),
        _datum(answers.lambda_max),
        _datum(answers.random_index),
        _datum(answers.consistency_ratio),
        _datum(answers.gci),
        text_cell(circles),
        _datum(written),
    )


def _cycle(triad: tuple[str, str, str], words: CalibrationWords) -> str:
    return " > ".join(words.item(item) for item in (*triad, triad[0]))


def _pair_cells(pair: Pair, words: CalibrationWords) -> tuple[Cell, ...]:
    return tuple(text_cell(words.item(each)) for each in pair)


def _ratio_cells(ratio: float) -> tuple[Cell, ...]:
    return _datum(ratio), text_cell(exact_ratio(ratio))


def _datum(value: float | None) -> Cell:
    return Cell("", (value,))
