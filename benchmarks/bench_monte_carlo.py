"""Monte Carlo over judgements: whole hierarchies against the bare power iteration they contain."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.ahp.judgement_errors import ErrorModel, LogNormal, Rounding, perturbed
from engine.ahp.scales import nearest_scale_value
from engine.ahp.uncertainty import leaf_draws, monte_carlo
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text

DRAWS = 10_000
GROUPS, LEAVES = 4, 5  # 20 indicators
SEED = 1
SETTLED = 1e-10


def _manager() -> tuple[Panel, ItemTree]:
    rng = np.random.default_rng(SEED)
    groups = tuple(f"group{g}" for g in range(GROUPS))
    leaves = {group: tuple(f"{group}-{n}" for n in range(LEAVES)) for group in groups}
    tree = ItemTree({"goal": groups} | leaves, {})
    judgements = {node: _judged(items, rng) for node, items in tree.asked.items()}
    return Panel((Response("R1", Text("R1", "R1"), "manager", judgements),)), tree


def _judged(items: tuple[str, ...], rng: np.random.Generator) -> JudgementMatrix:
    """Return what somebody not quite consistent says on the scale."""
    meant = rng.normal(0, 0.8, len(items))
    rows, columns = np.triu_indices(len(items), 1)
    slips = rng.normal(0, 0.3, len(rows))
    values = np.ones((len(items), len(items)))
    values[rows, columns] = nearest_scale_value(np.exp(meant[rows] - meant[columns] + slips))
    values[columns, rows] = 1 / values[rows, columns]
    return JudgementMatrix(items, values)


def _given(model: ErrorModel) -> tuple[Any, ...]:
    """Return the panel, and the very matrices that Monte Carlo will weigh, ready made."""
    panel, tree = _manager()
    rng = np.random.default_rng(SEED)
    matrices = {
        node: np.exp(perturbed(np.log(matrix.values), model, rng, DRAWS))
        for node, matrix in panel.responses[0].judgements.items()
    }
    return panel, tree, model, matrices


def _ours(given: tuple[Any, ...]) -> np.ndarray:
    panel, tree, model, _ = given
    return monte_carlo(panel, tree, model, np.random.default_rng(SEED), DRAWS)


def _power_iteration(given: tuple[Any, ...]) -> dict[str, np.ndarray]:
    """Return the local shares by plain power steps on the stack of each node, and no more."""
    shares = {}
    for node, matrices in given[3].items():
        weights = np.full(matrices.shape[:2], 1 / matrices.shape[1])
        moved = np.inf
        while moved > SETTLED:
            step = (matrices @ weights[..., None])[..., 0]
            step /= step.sum(axis=1, keepdims=True)
            moved = np.abs(step - weights).max()
            weights = step
        shares[node] = weights
    return shares


def _same(ours: np.ndarray, other: dict[str, np.ndarray]) -> bool:
    _, tree = _manager()
    local = {node: dict(zip(tree.items[node], other[node].T, strict=True)) for node in other}
    return bool(np.allclose(ours, leaf_draws(tree, local, DRAWS), atol=1e-8))


for error_model in (Rounding(), LogNormal(0.3)):
    duel(
        Duel(
            f"Monte Carlo, 10,000 x 20, {type(error_model).__name__} / power iteration",
            partial(_given, error_model),
            _ours,
            _power_iteration,
            _same,
        )
    )
