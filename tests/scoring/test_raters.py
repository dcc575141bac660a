"""Ratings of several sides, on rated leaves only."""

import numpy as np
import pytest

from engine.domain.indicators import Scheme
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.scoring.raters import combined_ratings

NAN = np.nan


def test_values_are_weighted_by_the_raters_shares(scheme: Scheme) -> None:
    """0.3 * 100 + 0.5 * 80 + 0.2 * 60 = 82."""
    ratings = {
        "self": {"attitude": np.array([100.0])},
        "supervisor": {"attitude": np.array([80.0])},
        "others": {"attitude": np.array([60.0])},
    }

    assert combined_ratings(ratings, scheme)["attitude"] == pytest.approx([82])


def test_a_missing_rating_is_shared_among_those_who_rated(scheme: Scheme) -> None:
    """Second agent: (0.3 * 100 + 0.2 * 60) / 0.5 = 84; third agent: nobody rated."""
    ratings = {
        "self": {"attitude": np.array([100.0, 100.0, NAN])},
        "supervisor": {"attitude": np.array([80.0, NAN, NAN])},
        "others": {"attitude": np.array([60.0, 60.0, NAN])},
    }

    combined = combined_ratings(ratings, scheme)["attitude"]

    assert combined[:2] == pytest.approx([82, 84])
    assert np.isnan(combined[2])


def test_no_ratings_give_no_values(scheme: Scheme) -> None:
    assert combined_ratings({}, scheme) == {}


def test_every_fault_is_named_at_once(scheme: Scheme) -> None:
    ratings = {
        "self": {"attitude": np.array([1.0]), "frt": np.array([1.0])},
        "supervisor": {"attitude": np.array([1.0, 2.0]), "unheard": np.array([1.0])},
        "customer": {"attitude": np.array([1.0])},
    }

    with pytest.raises(InputError, match=r"raters\.invalid") as raised:
        combined_ratings(ratings, scheme)

    assert {(fault.code, fault.place) for fault in raised.value.faults} == {
        ("raters.unknown_rater", "customer"),
        ("raters.measured_leaf", "self.frt"),
        ("raters.length", "supervisor.attitude"),
        ("raters.unknown_leaf", "supervisor.unheard"),
    }
    assert all(render_error(raised.value, language) for language in ("zh", "en"))
