"""Measure ids that targets may name."""

import pytest

from engine.domain.measures import (
    MEASURES,
    OUTCOME_MEASURES,
    meaning,
    nearest_measure,
    platform_measure,
    threshold_of,
)
from engine.errors import InputError
from engine.files.platform_file import shipped_platforms


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_listed_measure_means_what_the_list_says(measure: str) -> None:
    assert meaning(measure) == MEASURES[measure]


def test_a_threshold_stands_in_the_id() -> None:
    assert threshold_of("frt_attainment_60_s") == ("frt_attainment", 60.0)
    assert threshold_of("service_level_offered_30_s") == ("service_level_offered", 30.0)
    assert meaning("service_level_30_s").unit == "share"
    assert meaning("answered_within_20_s").unit == "count"


def test_a_platforms_rule_stands_in_the_id() -> None:
    units = {platform_measure(rule): rule.quantity for rule in shipped_platforms()}

    assert units["platform_rate:taobao-3min"] == "rate"
    assert units["platform_mean_s:jd-mean"] == "mean"
    for id_, quantity in units.items():
        assert meaning(id_).unit == {"rate": "share", "mean": "s"}[quantity]


@pytest.mark.parametrize(
    "measure",
    [
        *("service_level", "service_level_0_s", "frt_attainment_1.5_s", "fame"),
        *("platform_rate:", "platform_other:jd-30s", "platform_rate:a b"),
    ],
)
def test_an_id_that_means_nothing_is_named(measure: str) -> None:
    with pytest.raises(InputError, match=measure.replace(".", r"\.")):
        meaning(measure)


def test_what_an_input_decides_is_marked_as_assumed() -> None:
    assumed = {name for name, told in MEASURES.items() if told.assumed}

    assert assumed == {"fcr", "repeat", *OUTCOME_MEASURES}


def test_the_nearest_measure_keeps_the_threshold() -> None:
    assert nearest_measure("frt_attainmet_90_s") == "frt_attainment_90_s"
    assert nearest_measure("abandonnement") == "abandonment"
    assert nearest_measure("zz") is None
