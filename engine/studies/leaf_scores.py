"""A month's metrics as scores of the leaves: what every weight set then weighs."""

from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable, ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.scoring.scorecards import scores


def leaf_score_table(table: MetricTable, scheme: Scheme) -> ScoreTable:
    """Return what each agent scores on each leaf, 0..100; nan where a leaf does not apply.

    Raises
    ------
    InputError
        As :func:`engine.scoring.scorecards.scores`.
    """
    in_force = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent)
    cards = scores(table, in_force, scheme)
    return ScoreTable(cards.agents, cards.indicators, cards.leaf_scores)
