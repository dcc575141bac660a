"""The five shipped schemes say what their sources say, and survive writing and reading."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.locations import scenarios_folder, shipped
from engine.files.scheme_file import equal_weights, read_scheme, write_scheme
from engine.scoring.scorecards import scores

SCHEMES = shipped("schemes")


@pytest.fixture(params=SCHEMES, ids=lambda path: path.stem)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    path: Path = request.param
    return read_scheme(path)


def test_the_five_schemes_are_shipped() -> None:
    assert {path.stem for path in SCHEMES} == {
        "assessment-training",
        "performance-scheme",
        "quality-evaluation",
        "quality-inspection",
        "team-2026",
    }


def test_a_shipped_scheme_survives_writing_and_reading(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"

    write_scheme(scheme, path)

    assert read_scheme(path) == scheme


def test_grades_are_a_from_90_b_from_70_and_c_below(scheme: Scheme) -> None:
    assert scheme.grades.cutoffs == (90.0, 70.0)
    assert scheme.grades.labels == ("A", "B", "C")


def test_a_shipped_scheme_scores_a_table_from_0_to_100(scheme: Scheme) -> None:
    leaves = scheme.tree.leaves
    by_score = [sorted(leaf.curve.points, key=lambda point: point[1]) for leaf in leaves]
    worst = [points[0][0] for points in by_score]
    best = [points[-1][0] for points in by_score]
    table = MetricTable(
        period="2026-05",
        agents=("a", "b"),
        groups=("g", "g"),
        populations=("all", "all"),
        indicators=scheme.tree.leaf_ids,
        values=np.array([worst, best], dtype=np.float64),
        sample_sizes=np.full((2, len(leaves)), 100, dtype=np.int64),
        standard_errors=np.zeros((2, len(leaves))),
    )

    cards = scores(table, WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent), scheme)

    assert np.allclose(cards.scores, [0, 100], atol=1e-9)
    assert scheme.grades.ranks(cards.scores).tolist() == [2, 0]


def test_only_the_performance_scheme_publishes_weights(scheme: Scheme) -> None:
    assert scheme.published == (scheme.id == "performance-scheme")
    if not scheme.published:
        assert scheme.incumbent == equal_weights(scheme.tree)
        assert "No published weights" in scheme.note.en


def test_published_weights_are_60_25_15() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")

    by_group = {
        group.id: round(sum(scheme.incumbent[leaf.id] for leaf in group.leaves()), 9)
        for group in scheme.tree.groups[1:]
    }
    assert by_group == {"performance": 0.60, "service_quality": 0.25, "behaviour": 0.15}


def test_equal_weights_divide_each_level_evenly() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "quality-evaluation.toml")

    weights = equal_weights(scheme.tree)

    assert weights["csat_score"] == pytest.approx(1 / 3 / 3)
    assert weights["compliance"] == pytest.approx(1 / 3 / 4)
    assert weights["frt"] == pytest.approx(1 / 3 / 4 / 3)
    assert sum(weights.values()) == pytest.approx(1)


def test_targets_are_the_sources() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")

    stated = {leaf.id: leaf.target.threshold for leaf in scheme.tree.leaves if leaf.target}
    assert stated == {
        "conversion": 0.30,
        "frt": 28,
        "fcr": 0.70,
        "csat_rate": 0.90,
        "attendance": 0.95,
    }
    fcr = scheme.tree.leaf("fcr").target
    assert fcr is not None
    assert fcr.threshold_high == 0.75


def test_raters_share_30_50_20() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")

    assert [(rater.id, rater.share) for rater in scheme.raters] == [
        ("self", 0.3),
        ("supervisor", 0.5),
        ("others", 0.2),
    ]


@pytest.mark.parametrize("name", ["open", "performance-presale"])
def test_a_policy_is_told_from_a_scheme_in_one_fault(name: str) -> None:
    with pytest.raises(InputError) as refused:
        read_scheme(scenarios_folder() / "policies" / f"{name}.toml")

    assert [fault.code for fault in refused.value.faults] == ["scheme.is_policy"]
