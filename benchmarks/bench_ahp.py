"""AHP of a whole panel at once, against plain power steps and against other packages.

Set ``HENG_PEERS_PYTHON`` to an interpreter that has ahpy and pyDecision to compare with them.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.ahp.consistency import BatchConsistency, consistency_of
from engine.ahp.priorities import Method, batched_priorities
from engine.ahp.scales import SAATY_VALUES, nearest_scale_value

ITEMS = 9
RESPONDENTS = 2_000
PEERS_RESPONDENTS = 500  # the packages take one matrix at a time
PEERS_ROUNDS = 3
SETTLED = 1e-9


def _panel(respondents: int, slip: float) -> np.ndarray:
    """Return what people say on the scale who mean a weight and slip by this much (log)."""
    rng = np.random.default_rng(1)
    meant = rng.normal(0, 0.7, (respondents, ITEMS))
    slips = rng.normal(0, slip, (respondents, ITEMS, ITEMS))
    logs = meant[:, :, None] - meant[:, None, :] + slips
    return _reciprocal(nearest_scale_value(np.exp(logs)))


def _at_random(respondents: int) -> np.ndarray:
    """Return answers drawn from the scale: the matrices of a random index."""
    drawn = np.random.default_rng(2).choice(SAATY_VALUES, (respondents, ITEMS, ITEMS))
    return _reciprocal(drawn)


def _reciprocal(drawn: np.ndarray) -> np.ndarray:
    logs = np.triu(np.log(drawn), 1)
    return np.exp(logs - np.swapaxes(logs, -1, -2))


def _power_iteration(matrices: np.ndarray) -> np.ndarray:
    """Return the weights by plain power steps on the stack until none moves: no CR, no GCI."""
    weights = np.full(matrices.shape[:2], 1 / matrices.shape[1])
    moved = np.inf
    while moved > SETTLED:
        step = (matrices @ weights[..., None])[..., 0]
        step /= step.sum(axis=1, keepdims=True)
        moved = np.abs(step - weights).max()
        weights = step
    return weights


def _same_weights(ours: BatchConsistency, other: np.ndarray) -> bool:
    return bool(np.allclose(ours.weights, other, atol=1e-7))


for told, prepare in {
    "half consistent": partial(_panel, RESPONDENTS, 0.4),
    "inconsistent": partial(_panel, RESPONDENTS, 1.0),
    "at random": partial(_at_random, RESPONDENTS),
}.items():
    duel(
        Duel(
            f"AHP, {RESPONDENTS} x {ITEMS}, {told}: CR, GCI / power steps",
            prepare,
            consistency_of,
            _power_iteration,
            _same_weights,
            least_ratio=1 / 3,
        )
    )


def _peers(python: str) -> tuple[np.ndarray, dict[str, Any]]:
    """Return a panel and what the other packages said of it, and how long each took."""
    matrices = _panel(PEERS_RESPONDENTS, 0.4)
    script = Path(__file__).with_name("peers_ahp.py")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "matrices.npy"
        np.save(file, matrices)
        command = [python, str(script), str(file), str(PEERS_ROUNDS)]
        answer = subprocess.run(command, capture_output=True, check=True, text=True)
    return matrices, json.loads(answer.stdout)


def _peer_duel(name: str, matrices: np.ndarray, told: dict[str, Any]) -> Duel:
    peer, kind = name.split(", ")
    method = Method(kind)
    return Duel(
        f"AHP, {PEERS_RESPONDENTS} x {ITEMS}, {method}: weights, lambda max / {peer}",
        lambda: matrices,
        lambda given: batched_priorities(given, method),
        lambda _: told,
        lambda ours, other: bool(np.allclose(ours[0], other["weights"], atol=1e-9)),
        other_seconds=lambda other: float(other["seconds"]),
    )


PEERS_PYTHON = os.environ.get("HENG_PEERS_PYTHON", "")
if PEERS_PYTHON:
    panel, answers = _peers(PEERS_PYTHON)
    for contender, answer in answers.items():
        duel(_peer_duel(contender, panel, answer))
else:
    print("HENG_PEERS_PYTHON is not set: other AHP packages are not compared.", file=sys.stderr)
