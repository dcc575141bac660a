"""What may be chosen, and what is refused."""

import pytest

from engine.ahp.consistency import CUSTOMARY_LIMIT
from engine.errors import InputError
from engine.studies.panel_options import PanelOptions


def test_customary_limit_is_the_default() -> None:
    assert PanelOptions().limit == CUSTOMARY_LIMIT


@pytest.mark.parametrize("limit", [0.0, -0.1, float("nan"), float("inf")])
def test_a_limit_that_is_no_positive_number_is_refused(limit: float) -> None:
    with pytest.raises(InputError, match=r"panel_study\.limit"):
        PanelOptions(limit=limit)


def test_no_draws_are_refused() -> None:
    with pytest.raises(InputError, match=r"panel_study\.draws"):
        PanelOptions(draws=0)


@pytest.mark.parametrize("level", [0.0, 1.0, 90.0])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    with pytest.raises(InputError, match=r"panel_study\.level"):
        PanelOptions(level=level)


def test_an_unknown_random_index_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="saaty1980"):
        PanelOptions(random_index="saaty")
