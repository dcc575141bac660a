"""Measure ids that targets may name."""

import pytest

from engine.domain.measures import MEASURES, meaning, threshold_of
from engine.errors import InputError


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_listed_measure_means_what_the_list_says(measure: str) -> None:
    assert meaning(measure) == MEASURES[measure]


def test_a_threshold_stands_in_the_id() -> None:
    assert threshold_of("frt_attainment_60_s") == ("frt_attainment", 60.0)
    assert threshold_of("service_level_offered_30_s") == ("service_level_offered", 30.0)
    assert meaning("service_level_30_s").unit == "share"


@pytest.mark.parametrize(
    "measure", ["service_level", "service_level_0_s", "frt_attainment_1.5_s", "csat"]
)
def test_an_id_that_means_nothing_is_named(measure: str) -> None:
    with pytest.raises(InputError, match=measure.replace(".", r"\.")):
        meaning(measure)


def test_what_an_input_decides_is_marked_as_assumed() -> None:
    assert {name for name, told in MEASURES.items() if told.assumed} == {"fcr", "repeat"}
