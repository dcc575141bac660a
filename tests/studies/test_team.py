"""A month's metrics for the scheme."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.indicators import IndicatorNode, IndicatorTree, Scheme
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.scheme_file import read_scheme
from engine.studies.team import team

PERIOD = "2026-05"


def test_month_has_a_column_for_every_leaf(shop: Any, scheme: Scheme) -> None:
    month = team(shop.sources, scheme, PERIOD)

    assert set(month.table.indicators) == set(scheme.tree.leaf_ids)
    assert month.findings


def test_base_pay_is_read_for_every_scheduled_agent(shop: Any, scheme: Scheme) -> None:
    month = team(shop.sources, scheme, PERIOD)

    assert set(month.base_pay_cny) <= set(month.table.agents)
    assert max(month.base_pay_cny.values()) > 4000


def test_leaves_that_the_data_lack_stay_empty_and_are_named(shop: Any, scheme: Scheme) -> None:
    without_raters = replace(scheme, raters=())

    month = team(shop.sources, without_raters, PERIOD)

    told = next(f for f in month.findings if f.sentence.key == "finding.team.not_measured")
    assert np.isnan(month.table.column("collaboration")).all()
    assert told.sentence.values["indicators"] == "collaboration"


def test_every_shipped_scheme_scores_the_example_team(shop: Any) -> None:
    for path in sorted((scenarios_folder() / "schemes").glob("*.toml")):
        month = team(shop.sources, read_scheme(path), PERIOD)

        assert np.isfinite(month.table.values).any(), path.name


def test_curve_in_another_unit_than_the_metric_is_refused(shop: Any, scheme: Scheme) -> None:
    leaf = scheme.tree.leaf("learning")
    groups = scheme.tree.root.children
    changed = replace(leaf, unit="points")
    root = replace(
        scheme.tree.root,
        children=tuple(
            replace(g, children=tuple(changed if c.id == leaf.id else c for c in g.children))
            for g in groups
            if isinstance(g, IndicatorNode)
        ),
    )
    other = replace(scheme, tree=IndicatorTree(root))

    with pytest.raises(InputError, match=r"indicators\.learning\.unit"):
        team(shop.sources, other, PERIOD)
