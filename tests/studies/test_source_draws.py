"""Draws for sources that come with intervals only."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.weights import Origin, WeightSet
from engine.i18n.translate import LANGUAGES, render_sentence
from engine.studies.source_draws import drawn_inputs
from engine.studies.weights_inputs import OptimiseInputs, Source
from tests.studies.trigger_samples import IN_FORCE, TREE, policy

JUDGED = WeightSet.from_mapping(
    Origin.JUDGED, {"frt": 0.25, "fcr": 0.25, "csat": 0.25, "sales": 0.25}
)


def inputs(judged: Source | None, evidence: Source | None = None) -> OptimiseInputs:
    return OptimiseInputs(TREE, policy(), IN_FORCE, judged, evidence)


def test_intervals_become_draws_of_the_same_width() -> None:
    source = Source(JUDGED, JUDGED.shares - 0.02, JUDGED.shares + 0.02)

    found, notes = drawn_inputs(inputs(source), np.random.default_rng(1))

    assert found.judged is not None
    draws = found.judged.weights.draws
    assert draws is not None
    np.testing.assert_allclose(draws.sum(axis=1), 1, atol=1e-12)
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    np.testing.assert_allclose(high - low, 0.04 * np.sqrt(0.75), rtol=0.1)
    assert [each.sentence.key for each in notes] == ["finding.recalibration.judged_from_intervals"]


@pytest.mark.parametrize("origin", [Origin.JUDGED, Origin.EVIDENCE])
def test_a_share_without_an_interval_takes_no_doubt_from_the_others(origin: Origin) -> None:
    high = JUDGED.shares + 0.02
    high[0] = np.nan
    source = Source(replace(JUDGED, origin=origin), JUDGED.shares - 0.02, high)
    is_judged = origin is Origin.JUDGED
    given = inputs(source if is_judged else None, None if is_judged else source)

    found, notes = drawn_inputs(given, np.random.default_rng(1))

    drawn = found.judged if is_judged else found.evidence
    assert drawn is not None
    assert drawn.weights.draws is not None
    assert drawn.weights.draws.std(axis=0)[1:] == pytest.approx(0.0105, rel=0.05)
    (partly,) = (note for note in notes if note.sentence.values.get("indicators") == "frt")
    for language in LANGUAGES:
        assert "frt" in render_sentence(partly.sentence, language)


def test_draws_that_are_there_stay() -> None:
    drawn = WeightSet(Origin.JUDGED, JUDGED.indicators, JUDGED.shares, np.full((3, 4), 0.25))
    source = Source(drawn)

    found, notes = drawn_inputs(inputs(source), np.random.default_rng(1))

    assert found.judged is source
    assert notes == ()


@pytest.mark.parametrize("judged", [True, False])
def test_a_source_without_doubt_is_said_to_be_certain(judged: bool) -> None:
    source = Source(JUDGED)

    found, notes = drawn_inputs(
        inputs(source if judged else None, None if judged else source), np.random.default_rng(1)
    )

    assert source in (found.judged, found.evidence)
    assert [each.sentence.key for each in notes] == ["finding.recalibration.certain_judged"]


def test_an_interval_reaching_below_nought_stays_a_share() -> None:
    source = Source(JUDGED, JUDGED.shares - 3, JUDGED.shares + 3)

    found, _ = drawn_inputs(inputs(source), np.random.default_rng(1))

    assert found.judged is not None
    draws = found.judged.weights.draws
    assert draws is not None
    assert draws.min() >= 0
    np.testing.assert_allclose(draws.sum(axis=1), 1, atol=1e-12)
