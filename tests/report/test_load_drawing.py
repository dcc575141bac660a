"""A load's picture: capacity as steps, arrivals as a line, waits on a compressed scale."""

from dataclasses import replace

import pytest

from engine.domain.pack import DecisionPack, IntervalRow, ScenarioPart, WaveRow
from engine.domain.texts import Text
from engine.report.load_drawing import load_picture


@pytest.fixture
def load(pack: DecisionPack) -> ScenarioPart:
    rows = tuple(
        IntervalRow(3600.0 * hour, arrivals, 0.9 * arrivals, 1.1 * arrivals, 100.0, wait)
        for hour, arrivals, wait in [
            (0, 50.0, 0.0),
            (1, 150.0, None),
            (2, 80.0, 60.0),
            (3, 80.0, 60.0),
        ]
    )
    return replace(pack.scenarios[1], intervals=rows, waves=())


def test_capacity_is_a_step_line_over_the_whole_width(load: ScenarioPart) -> None:
    picture = load_picture(load, "en")

    assert picture is not None
    assert picture.capacity.startswith("M0.00 ")
    assert picture.capacity.count("L") == 7
    assert "100.00 " in picture.capacity


def test_shortfall_is_drawn_only_where_there_is_one(load: ScenarioPart) -> None:
    enough = tuple(replace(row, capacity_per_h=200.0) for row in load.intervals)

    short, held = load_picture(load, "en"), load_picture(replace(load, intervals=enough), "en")

    assert short is not None
    assert held is not None
    assert (short.short, held.short) == (True, False)


def test_waiting_line_breaks_where_nobody_came(load: ScenarioPart) -> None:
    picture = load_picture(load, "en")

    assert picture is not None
    assert picture.response.count("M") == 2
    assert picture.response.count("L") == 1


def test_long_waits_stay_inside_the_picture(load: ScenarioPart) -> None:
    rows = tuple(replace(row, first_response_p90_s=1e6) for row in load.intervals)

    picture = load_picture(replace(load, intervals=rows), "en")

    assert picture is not None
    heights = [float(point.split()[1]) for point in picture.response[1:].split("L")]
    assert set(heights) == {0.0}


def test_scale_of_waits_reaches_the_longest(load: ScenarioPart) -> None:
    """A wait of an hour was drawn flat along the rule of 15 minutes."""
    rows = tuple(replace(row, first_response_p90_s=3_500.0) for row in load.intervals)

    picture = load_picture(replace(load, intervals=rows), "en")

    assert picture is not None
    assert picture.response_ticks[-1].text == "3,600"
    heights = {float(point.split()[1]) for point in picture.response[1:].split("L")}
    assert all(picture.response_ticks[-1].at < height for height in heights)


def test_ticks_of_waits_descend_from_nought(load: ScenarioPart) -> None:
    picture = load_picture(load, "en")

    assert picture is not None
    assert [tick.text for tick in picture.response_ticks] == ["0", "60", "300", "900"]
    heights = [tick.at for tick in picture.response_ticks]
    assert heights[0] == 100
    assert heights == sorted(heights, reverse=True)
    assert picture.response_target is not None
    assert picture.response_target.at == pytest.approx(heights[1])


def test_numbers_of_waves_that_begin_together_stand_apart(load: ScenarioPart) -> None:
    name = Text("波", "wave")
    waves = (WaveRow(name, 0.0, 3600.0), WaveRow(name, 0.0, 7200.0), WaveRow(name, 60.0, 7200.0))

    picture = load_picture(replace(load, waves=waves), "en")

    assert picture is not None
    assert [wave.number for wave in picture.waves] == [1, 2, 3]
    assert [wave.label for wave in picture.waves] == [0.0, 3.5, 7.0]


def test_load_without_intervals_has_no_picture(load: ScenarioPart) -> None:
    assert load_picture(replace(load, intervals=()), "en") is None


def test_single_interval_is_an_hour_wide(load: ScenarioPart) -> None:
    picture = load_picture(replace(load, intervals=load.intervals[:1]), "en")

    assert picture is not None
    assert picture.capacity.endswith("L100.00 7.41")
