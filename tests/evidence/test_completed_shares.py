"""Evidence completed with judgement: the judged share where it is silent, draws kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.evidence.completed_shares import complete_with_judgement


def test_indicators_without_evidence_keep_the_judged_share() -> None:
    evidence = WeightSet.from_mapping(Origin.EVIDENCE, {"fcr": 0.75, "frt": 0.25})
    judged = WeightSet.from_mapping(Origin.JUDGED, {"frt": 0.3, "aov": 0.5, "fcr": 0.2})

    completed = complete_with_judgement(evidence, judged)

    assert completed.indicators == ("frt", "aov", "fcr")
    assert completed.shares == pytest.approx([0.125, 0.5, 0.375])
    assert completed.origin is Origin.EVIDENCE
    assert completed.draws is None


@given(seed=st.integers(0, 10_000), rows=st.tuples(st.integers(1, 30), st.integers(1, 30)))
@settings(derandomize=True, deadline=None)
def test_completed_draws_lie_on_the_simplex(seed: int, rows: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    found = WeightSet(
        Origin.EVIDENCE, ("a", "b"), np.array([0.5, 0.5]), rng.dirichlet([2, 2], rows[0])
    )
    judged = WeightSet(
        Origin.JUDGED, ("b", "c", "a"), np.full(3, 1 / 3), rng.dirichlet([2, 2, 2], rows[1])
    )

    completed = complete_with_judgement(found, judged)

    assert completed.draws is not None
    assert completed.draws.shape == (min(rows), 3)
    assert completed.draws.sum(axis=1) == pytest.approx(np.ones(min(rows)))
    assert judged.draws is not None
    assert completed.draws[:, 1] == pytest.approx(judged.draws[: min(rows), 1])


def test_uncertainty_of_one_side_alone_is_kept() -> None:
    rng = np.random.default_rng(2)
    found = WeightSet.from_mapping(Origin.EVIDENCE, {"a": 0.6, "b": 0.4})
    judged = WeightSet(Origin.JUDGED, ("a", "b"), np.array([0.5, 0.5]), rng.dirichlet([2, 2], 7))

    completed = complete_with_judgement(found, judged)

    assert completed.draws is not None
    assert completed.draws == pytest.approx(np.tile([0.6, 0.4], (7, 1)))


def test_evidence_beyond_the_judged_indicators_is_refused() -> None:
    evidence = WeightSet.from_mapping(Origin.EVIDENCE, {"fcr": 1.0})
    judged = WeightSet.from_mapping(Origin.JUDGED, {"frt": 1.0})

    with pytest.raises(InputError, match=r"not_judged .indicators='fcr'"):
        complete_with_judgement(evidence, judged)
