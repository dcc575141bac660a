"""The frontier between judgement and evidence with the recommended set among its points."""

import numpy as np
import pytest

from engine.studies.weights_choice import choose
from engine.studies.weights_frontier import frontier_part
from tests.studies.weight_inputs_samples import lined_up, policy


def test_points_run_from_judgement_to_evidence_without_a_dominated_one() -> None:
    ready = lined_up()

    part = frontier_part(ready, choose(ready).weights, ready.admissible)

    assert part is not None
    assert part.proven
    judged = [point.distance_judged for point in part.points]
    evidence = [point.distance_evidence for point in part.points]
    assert judged == sorted(judged)
    assert evidence == sorted(evidence, reverse=True)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_recommended_set_is_marked_once_with_its_own_distances(share: float) -> None:
    ready = lined_up(policy=policy(evidence_share=share, grid=0.05))
    chosen = choose(ready).weights

    part = frontier_part(ready, chosen, ready.admissible)

    assert part is not None
    (marked,) = [point for point in part.points if point.recommended]
    assert ready.judged is not None
    shares = np.array(list(marked.shares.values()))
    assert shares == pytest.approx(chosen.shares, abs=1e-6)
    distance = float(np.abs(shares - ready.judged.weights.shares).sum())
    assert marked.distance_judged == pytest.approx(distance, abs=1e-9)


@pytest.mark.parametrize("lacking", ["judged", "evidence"])
def test_one_source_alone_has_no_frontier(lacking: str) -> None:
    ready = lined_up(**{lacking: None})

    assert frontier_part(ready, choose(ready).weights, ready.admissible) is None
