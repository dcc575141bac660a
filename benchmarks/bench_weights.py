"""Weights: many joint draws at once, against one solve or one eigenproblem each."""

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.ahp.groups import local_weights
from engine.ahp.hierarchy import global_weights
from engine.ahp.priorities import principal_eigenvector
from engine.ahp.uncertainty import bootstrap_weights
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.domain.weights import Origin, WeightSet
from engine.files.locations import scenarios_folder
from engine.files.policy_file import read_policy
from engine.files.responses_file import read_panel
from engine.files.scheme_file import read_scheme
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import closest_weights
from engine.optimisation.projection import project_draws

DRAWS = 20


def _target() -> tuple[Any, ...]:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    policy = read_policy(scenarios_folder() / "policies" / "performance-60-25-15.toml")
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent)
    rng = np.random.default_rng(1)
    draws = rng.dirichlet(40 * incumbent.shares, DRAWS)
    target = WeightSet(Origin.JUDGED, incumbent.indicators, incumbent.shares, draws)
    return target, admissible_set(replace(policy, grid=None), scheme.tree, incumbent)


def _one_by_one(given: tuple[Any, ...]) -> np.ndarray:
    target, admissible = given
    rows = [WeightSet(Origin.JUDGED, target.indicators, row) for row in target.draws]
    return np.array([closest_weights(row, admissible).weights.shares for row in rows])


duel(
    Duel(
        f"projection of {DRAWS} draws: water-filling / linear programmes",
        _target,
        lambda given: project_draws(*given),
        _one_by_one,
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-6)),
        rounds=3,
    )
)


def _panel() -> tuple[Any, ...]:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    panel = read_panel(scenarios_folder() / "cases" / "example" / "panel.csv", scheme.tree)
    complete = tuple(
        r for r in panel.responses if all(m.is_complete for m in r.judgements.values())
    )
    return Panel(complete), ItemTree.of(scheme.tree)


def _resampled_one_by_one(given: tuple[Any, ...]) -> np.ndarray:
    panel, tree = given
    rng = np.random.default_rng(1)
    n = len(panel.responses)
    rows = []
    for counts in rng.multinomial(n, np.full(n, 1 / n), size=DRAWS):
        drawn = tuple(
            replace(r, weight=r.weight * count)
            for r, count in zip(panel.responses, counts, strict=True)
        )
        shares = global_weights(tree, local_weights(Panel(drawn), tree))
        rows.append([shares[leaf] for leaf in tree.leaf_ids])
    return np.array(rows)


duel(
    Duel(
        f"bootstrap of {DRAWS} panels: batched / one by one",
        _panel,
        lambda given: bootstrap_weights(*given, np.random.default_rng(1), DRAWS),
        _resampled_one_by_one,
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-12)),
    )
)


def _matrix() -> np.ndarray:
    ratios = np.exp(np.random.default_rng(1).normal(0, 0.5, (15, 15)))
    upper = np.triu(ratios, 1)
    return upper + np.where(upper.T > 0, 1 / np.where(upper.T > 0, upper.T, 1), 0) + np.eye(15)


def _by_lapack(values: np.ndarray) -> np.ndarray:
    eigenvalues, vectors = np.linalg.eig(values)
    vector = np.abs(vectors[:, eigenvalues.real.argmax()].real)
    return vector / vector.sum()


duel(
    Duel(
        "principal eigenvector, n = 15: ours / numpy.linalg.eig",
        _matrix,
        lambda values: principal_eigenvector(values).weights,
        _by_lapack,
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-12)),
        rounds=101,
    )
)
