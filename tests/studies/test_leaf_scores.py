"""A month's metrics as scores of the leaves."""

import numpy as np

from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.scoring.curves import leaf_scores
from engine.studies.leaf_scores import leaf_score_table


def test_metrics_are_read_through_the_curves_and_blanks_stay_blank(scheme: Scheme) -> None:
    leaves = scheme.tree.leaves
    values = np.array([[leaf.curve.points[0][0] for leaf in leaves]])
    values[0, -1] = np.nan
    table = MetricTable(
        "2026-05",
        ("a1",),
        ("team",),
        ("all",),
        scheme.tree.leaf_ids,
        values,
        np.ones_like(values, dtype=np.int64),
        np.zeros_like(values),
    )

    found = leaf_score_table(table, scheme)

    expected = leaf_scores([leaf.curve for leaf in leaves], values)
    np.testing.assert_allclose(found.scores, expected)
    assert np.isnan(found.scores[0, -1])
    assert found.indicators == scheme.tree.leaf_ids
