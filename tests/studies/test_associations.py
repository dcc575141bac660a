"""Fits, bands and evidence weights of the generated shop."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.indicators import Scheme
from engine.domain.specification import BandQuestion, Specification
from engine.domain.texts import Text
from engine.studies.associations import associations

PLANTED = {
    "conversion": {
        "frt_s": {"coefficient": -0.3, "effect": -0.06, "unit": 1.0, "plus_10_s": -0.004}
    },
    "repurchase_90d": {"attitude": {"coefficient": 0.15, "effect": 0.03, "unit": 10.0}},
}


def test_truth_stands_beside_the_effect_in_the_effect_s_own_unit(
    shop: Any, scheme: Scheme, repurchase: Specification, rng: np.random.Generator
) -> None:
    found = associations(shop.source, [repurchase], [], scheme.tree, PLANTED, rng)

    attitude = next(row for row in found.fits[0].effects if row.column == "attitude")
    assert attitude.truth == pytest.approx(0.015)
    assert attitude.truth_coefficient == pytest.approx(0.075)


def test_ten_seconds_more_have_their_own_row_and_truth(
    shop: Any, scheme: Scheme, conversion: Specification, rng: np.random.Generator
) -> None:
    found = associations(shop.source, [conversion], [], scheme.tree, PLANTED, rng)

    rows = [row for row in found.fits[0].effects if row.column == "frt_s"]
    assert [row.per.key for row in rows] == ["effect.per_log_unit", "effect.per_shift"]
    assert [row.truth for row in rows] == [-0.06, -0.004]


def test_withheld_confounder_shows_what_it_does(
    shop: Any, scheme: Scheme, conversion: Specification, rng: np.random.Generator
) -> None:
    found = associations(shop.source, [conversion], [], scheme.tree, {}, rng)

    row = found.fits[0].effects[0]
    assert row.without_confounder is not None
    assert row.without_confounder.value < row.effect.value < 0


def test_evidence_speaks_for_the_levers_of_all_fits(
    shop: Any,
    scheme: Scheme,
    conversion: Specification,
    repurchase: Specification,
    rng: np.random.Generator,
) -> None:
    found = associations(shop.source, [conversion, repurchase], [], scheme.tree, {}, rng)

    assert found.evidence is not None
    assert found.evidence.weights.indicators == ("frt", "fcr", "qa_session")


def test_fits_without_a_value_give_no_weights(
    shop: Any, scheme: Scheme, conversion: Specification, rng: np.random.Generator
) -> None:
    found = associations(
        shop.source, [replace(conversion, value_cny=0.0)], [], scheme.tree, {}, rng
    )

    assert found.evidence is None


def test_bands_are_answered_without_a_scheme(shop: Any, rng: np.random.Generator) -> None:
    question = BandQuestion(
        "csat", Text("满意度", "CSAT"), "csat", "frt_s", (0.0, 30.0, 60.0), "agent", "s"
    )

    found = associations(shop.source, [], [question], None, {}, rng)

    assert [row.low for row in found.bands[0].rows] == [0.0, 30.0, 60.0]
