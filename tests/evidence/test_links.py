"""Slopes and curvatures of the links are derivatives of their means."""

import numpy as np
import pytest

from engine.evidence.links import CLOGLOG, IDENTITY, LINKS, LOG, LOGIT, Link

ETA = np.linspace(-6.0, 2.5, 41)


@pytest.mark.parametrize("link", [LOGIT, LOG, IDENTITY, CLOGLOG], ids=lambda link: link.name)
def test_derivatives_are_differences(link: Link) -> None:
    step = 1e-5

    slope = (link.mean(ETA + step) - link.mean(ETA - step)) / (2 * step)
    curvature = (link.slope(ETA + step) - link.slope(ETA - step)) / (2 * step)

    assert link.slope(ETA) == pytest.approx(slope, rel=1e-7, abs=1e-9)
    assert link.curvature(ETA) == pytest.approx(curvature, rel=1e-6, abs=1e-9)


def test_every_family_with_a_mean_has_a_link() -> None:
    assert {family.value for family in LINKS} == {
        "logit", "grouped", "poisson", "negative_binomial", "linear", "hazard"
    }  # fmt: skip
