"""How robust ranks are before rollout: stability intervals, acceptability, sure preferences."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.domain.texts import Sentence
from engine.domain.weights_report import AcceptabilityPart, PreferencePart, StabilityRow
from engine.optimisation.grade_forms import weighted_scores
from engine.optimisation.preference import preference_part, preferences
from engine.optimisation.rules import AdmissibleSet
from engine.scoring.acceptability import Asked, acceptability, acceptability_part
from engine.scoring.weight_samples import polytope_of, uniform_weights
from engine.scoring.weight_stability import stability_rows, weight_stability
from engine.studies.weights_choice import Chosen
from engine.studies.weights_grades import aligned_scores
from engine.studies.weights_ready import Ready

Floats = NDArray[np.float64]


def ranked(ready: Ready, chosen: Chosen) -> ScoreTable | None:
    """Return the agents that the recommended set scores; None without any."""
    if ready.inputs.scores is None:
        return None
    table = aligned_scores(ready.inputs.scores, chosen.admissible)
    scored = ~np.isnan(weighted_scores(table.scores, chosen.weights.shares))
    agents = tuple(each for each, has in zip(table.agents, scored, strict=True) if has)
    return ScoreTable(agents, table.indicators, table.scores[scored]) if agents else None


def stability_of(ready: Ready, chosen: Chosen, table: ScoreTable) -> tuple[StabilityRow, ...]:
    """Return how far each recommended share may move before ranks or grades change."""
    found = weight_stability(table, chosen.weights, ready.inputs.grades)
    return stability_rows(table, found)


def acceptability_of(
    ready: Ready, chosen: Chosen, table: ScoreTable, rng: np.random.Generator
) -> AcceptabilityPart:
    """Return rank and grade acceptabilities over many weight sets.

    They are the joint draws of the recommended set where it has any, so that they carry the
    doubt of judgement and evidence; else uniform over everything that the rules allow.
    """
    weights, told = _drawn_weights(ready, chosen, rng)
    found = acceptability(table, weights, Asked(ready.inputs.grades))
    return acceptability_part(table, found, ready.inputs.grades, told)


def preference_of(chosen: Chosen, table: ScoreTable) -> PreferencePart:
    """Return which agents are ahead of which under every admissible set."""
    return preference_part(preferences(table, chosen.admissible))


def _drawn_weights(
    ready: Ready, chosen: Chosen, rng: np.random.Generator
) -> tuple[Floats, Sentence]:
    asked = ready.inputs.options.draws
    if chosen.weights.draws is not None:
        draws = chosen.weights.draws[:asked]
        whose = next(iter(ready.doubted)) if len(ready.doubted) == 1 else "sources"
        return draws, Sentence(f"measure.optimisation.draws_of_{whose}", {"draws": len(draws)})
    draws = _uniform(chosen.admissible, rng, asked)
    return draws, Sentence("measure.optimisation.draws_uniform", {"draws": len(draws)})


def _uniform(admissible: AdmissibleSet, rng: np.random.Generator, draws: int) -> Floats:
    polytope = polytope_of(admissible.rows, admissible.senses, admissible.limits)
    return uniform_weights(polytope, rng, draws)
