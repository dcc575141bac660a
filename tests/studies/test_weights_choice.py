"""Every objective picks an admissible set, proven, from the same question."""

import numpy as np
import pytest

from engine.domain.policy import Distances, Norm, Objective
from engine.errors import InputError, MethodError
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet
from engine.studies.weights_choice import Chosen, choose
from tests.studies.weight_inputs_samples import RAISED, TOO_MUCH, lined_up, policy


def keeps(chosen: Chosen, admissible: AdmissibleSet) -> bool:
    shares = chosen.weights.shares
    slack = admissible.rows @ shares - admissible.limits
    above = np.array([sense is not Sense.AT_LEAST for sense in admissible.senses])
    below = np.array([sense is not Sense.AT_MOST for sense in admissible.senses])
    held = (slack[above] <= 1e-9).all() and (slack[below] >= -1e-9).all()
    return bool(held) and abs(float(shares.sum()) - 1) <= 1e-9


@pytest.mark.parametrize("objective", list(Objective))
def test_every_objective_picks_an_admissible_set(objective: Objective) -> None:
    ready = lined_up(policy=policy(objective=objective))

    chosen = choose(ready)

    assert keeps(chosen, ready.admissible)
    assert chosen.record.feasible


@pytest.mark.parametrize("objective", list(Objective))
def test_the_same_question_has_the_same_answer(objective: Objective) -> None:
    first, second = (choose(lined_up(policy=policy(objective=objective))) for _ in range(2))

    assert first.weights.shares.tobytes() == second.weights.shares.tobytes()


def test_a_blend_within_the_policy_is_returned_as_it_is_with_its_draws() -> None:
    ready = lined_up()

    chosen = choose(ready)

    assert chosen.weights.shares == pytest.approx(ready.target.shares, abs=1e-9)
    assert chosen.record.objective == pytest.approx(0, abs=1e-9)
    assert chosen.weights.draws is not None
    assert chosen.weights.draws.sum(axis=1) == pytest.approx(1.0)


def test_the_greatest_difference_is_minimised_where_the_policy_says_so() -> None:
    """Speed must give 0.0 to 0.1: two leaves of care take half of what it gives each."""
    narrow = policy(norm=Norm.LINF, group_shares={"speed": (0.5, 0.5)})

    chosen = choose(lined_up(policy=narrow))

    assert chosen.record.objective == pytest.approx(0.05, abs=1e-9)
    assert chosen.weights.draws is None


def test_distances_trust_each_source_by_its_own() -> None:
    only_judged = policy(objective=Objective.DISTANCES, distances=Distances(1.0, 0.0, 0.0))
    ready = lined_up(policy=only_judged)

    chosen = choose(ready)

    assert ready.judged is not None
    assert chosen.weights.shares == pytest.approx(ready.judged.weights.shares, abs=1e-9)
    assert chosen.target is None


def test_distances_that_trust_no_source_given_are_refused() -> None:
    only_evidence = policy(objective=Objective.DISTANCES, distances=Distances(0.0, 1.0, 0.0))

    with pytest.raises(InputError, match="needs_trusted"):
        choose(lined_up(policy=only_evidence, evidence=None))


def test_an_emphasis_is_kept() -> None:
    ready = lined_up()

    chosen = choose(ready, RAISED)

    assert chosen.weights.share("frt") >= 1.2 * 0.3 - 1e-9
    assert keeps(chosen, ready.admissible)


def test_an_emphasis_without_room_names_the_clash() -> None:
    with pytest.raises(MethodError, match=r"policy\.infeasible") as refused:
        choose(lined_up(), TOO_MUCH)

    assert "frt" in str(refused.value.values["rules"])


def test_a_robust_record_tells_the_guaranteed_figure() -> None:
    chosen = choose(lined_up(policy=policy(objective=Objective.REGRET)))

    assert chosen.record.objective >= chosen.record.bound - 1e-9
    assert np.isfinite(chosen.record.objective)
    assert all(each.shadow_price is None for each in chosen.binding)
