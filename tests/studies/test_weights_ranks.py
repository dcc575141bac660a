"""How robust ranks are: over the sources' draws, or over everything that the rules allow."""

import numpy as np
import pytest

from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin
from engine.studies.weights_choice import choose
from engine.studies.weights_inputs import Source
from engine.studies.weights_ranks import acceptability_of, preference_of, ranked, stability_of
from tests.studies.weight_inputs_samples import LEAVES, evidence, lined_up, scores, weights


def test_acceptabilities_come_from_the_joint_draws() -> None:
    ready = lined_up()
    chosen = choose(ready)
    table = ranked(ready, chosen)
    assert table is not None

    part = acceptability_of(ready, chosen, table, np.random.default_rng(1))

    assert part.weights.key == "measure.optimisation.draws_of_sources"
    assert part.draws == 200
    assert all(sum(row.grades) == pytest.approx(1.0) for row in part.agents)


def test_draws_of_one_source_are_not_called_joint() -> None:
    ready = lined_up(evidence=evidence(spread=0))
    chosen = choose(ready)
    table = ranked(ready, chosen)
    assert table is not None

    part = acceptability_of(ready, chosen, table, np.random.default_rng(1))

    assert part.weights.key == "measure.optimisation.draws_of_judged"


def test_without_draws_they_are_uniform_over_what_is_allowed_and_repeat() -> None:
    exact = Source(weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1))
    ready = lined_up(judged=exact, evidence=evidence(spread=0))
    chosen = choose(ready)
    table = ranked(ready, chosen)
    assert table is not None

    first, second = (
        acceptability_of(ready, chosen, table, np.random.default_rng(1)) for _ in range(2)
    )

    assert first.weights.key == "measure.optimisation.draws_uniform"
    assert first == second


def test_who_is_sure_to_be_ahead_is_ahead_in_every_draw() -> None:
    ready = lined_up()
    chosen = choose(ready)
    table = ranked(ready, chosen)
    assert table is not None

    part = preference_of(chosen, table)

    assert part.pairs == 20
    assert part.necessary <= part.possible <= part.pairs


def test_a_stability_interval_holds_the_share() -> None:
    ready = lined_up()
    chosen = choose(ready)
    table = ranked(ready, chosen)
    assert table is not None

    for row in stability_of(ready, chosen, table):
        assert row.rank_low - 1e-9 <= row.share <= row.rank_high + 1e-9


def test_agents_without_a_score_are_left_out() -> None:
    table = scores()
    values = np.vstack([table.scores, np.full(4, np.nan)])
    ready = lined_up(scores=ScoreTable((*table.agents, "new"), LEAVES, values))
    chosen = choose(ready)

    found = ranked(ready, chosen)

    assert found is not None
    assert "new" not in found.agents


def test_without_scores_nobody_is_ranked() -> None:
    ready = lined_up(scores=None)

    assert ranked(ready, choose(ready)) is None
