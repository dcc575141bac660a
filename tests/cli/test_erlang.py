"""``heng erlang``, as a shell calls it."""

import json
from typing import Any

import pytest

from engine.cli import main
from engine.queueing.constant_service import mean_wait_constant
from engine.queueing.waiting_room import limited_room

ERLANG_B = ["erlang", "--arrivals-per-h", "600", "--handle-time-s", "60", "--agents", "10"]
GMR = ["erlang", "--arrivals-per-h", "2880", "--handle-time-s", "60", "--agents", "50"]


def test_erlang_c_of_the_example_of_garnett_mandelbaum_and_reiman(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main([*GMR, "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["model"] == "erlang_c"
    assert found["wait_probability"] == pytest.approx(0.6944556111968344)
    assert found["mean_wait_s"] == pytest.approx(60 * 0.3472278055984172)
    assert found["occupancy"] == pytest.approx(0.96)
    assert found["abandonment"] == 0
    assert 0 < found["blocking"] < 1


def test_a_patience_turns_it_into_erlang_a(capsys: pytest.CaptureFixture[str]) -> None:
    flooded = ["--arrivals-per-h", "1800", "--handle-time-s", "300", "--agents", "50"]

    code = main(["erlang", *flooded, "--patience-s", "150", "--threshold-s", "30", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["model"] == "erlang_a"
    assert found["abandonment"] == pytest.approx(0.666666666666732)
    assert found["mean_wait_s"] == pytest.approx(100)


@pytest.mark.parametrize(("lang", "told"), [("en", "occupancy"), ("zh", "占用率")])
@pytest.mark.parametrize("patience", [[], ["--patience-s", "100"]])
def test_text_gives_every_figure(
    capsys: pytest.CaptureFixture[str], lang: str, told: str, patience: list[str]
) -> None:
    main([*GMR, *patience, "--lang", lang])

    text = capsys.readouterr().out
    assert told in text
    assert "48.00" in text


def test_blocking_is_given_where_no_steady_state_with_waiting_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(
        ["erlang", "--arrivals-per-h", "600", "--handle-time-s", "60", "--agents", "10", "--json"]
    )

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["steady_state"] is False
    assert found["blocking"] == pytest.approx(0.21458234310734736, rel=1e-12)
    assert found["mean_wait_s"] is None
    assert found["service_level"] is None


def test_an_overloaded_queue_says_why_it_has_no_waits(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["erlang", "--arrivals-per-h", "3000", "--handle-time-s", "60", "--agents", "50"])

    said = capsys.readouterr()
    assert code == 0
    assert "50" in said.err
    assert "Erlang B" in said.out


def found_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_waiting_room_refuses_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = found_of(capsys, *GMR, "--waiting-room", "10", "--patience-s", "60")

    expected = limited_room(2880.0, 60.0, 50, room=10, threshold_s=30.0, patience_s=60.0)
    assert code == 0
    assert found["model"] == "limited_room"
    assert found["blocking"] == expected.blocking
    assert found["abandonment"] == expected.abandonment


def test_no_waiting_room_is_erlang_b(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = found_of(capsys, *ERLANG_B, "--waiting-room", "0")

    assert found["model"] == "erlang_b"
    assert found["blocking"] == pytest.approx(0.21458234310734736, rel=1e-12)
    assert found["mean_wait_s"] == 0


def test_a_handle_cv_says_that_it_is_an_approximation(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = found_of(capsys, *GMR, "--handle-cv", "0")

    assert code == 0
    assert (found["model"], found["approximate"]) == ("general_service", True)
    assert found["mean_wait_s"] == pytest.approx(mean_wait_constant(2880.0, 60.0, 50))


def test_the_case_of_fixed_patience_from_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    desk = ["erlang", "--arrivals-per-h", "600", "--handle-time-s", "300", "--agents", "48"]

    _, found = found_of(capsys, *desk, "--patience-s", "90", "--patience-shape", "deterministic")

    assert found["model"] == "general_patience"
    assert found["wait_probability"] == pytest.approx(0.7629359539772192, rel=1e-11)
    assert found["abandonment"] == pytest.approx(0.06449969283147822, rel=1e-11)
    assert found["mean_wait_s"] / 60 == pytest.approx(0.6726478283160833, rel=1e-11)


def test_a_service_level_gives_the_fewest_agents(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--service-level", "0.8", "--threshold-s", "20"]
    code, found = found_of(capsys, *GMR[:-2], *asked)
    _, fewer = found_of(capsys, *GMR[:-1], str(found["agents"] - 1), "--threshold-s", "20")

    assert code == 0
    assert found["agents"] == found["required_agents"]
    assert found["service_level"] >= 0.8 > fewer["service_level"]
    assert found["meets_goals"] is True


def test_agents_that_fall_short_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = found_of(capsys, *GMR, "--max-occupancy", "0.8")

    assert code == 1
    assert found["required_agents"] == 60
    assert found["agents"] == 50
    assert found["meets_goals"] is False


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--handle-cv", "0.5"], "Kimura"),
        (["--waiting-room", "5"], "M/M/c/K"),
        (["--waiting-room", "0"], "Erlang B"),
        (["--patience-s", "60", "--patience-shape", "gamma", "--patience-cv", "2"], "M/M/c+G"),
        (["--max-occupancy", "0.97"], "50"),
    ],
)
def test_text_names_the_model_and_its_figures(
    capsys: pytest.CaptureFixture[str], options: list[str], told: str, lang: str
) -> None:
    code = main([*GMR, *options, "--lang", lang])

    assert code == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--handle-cv", "0.5", "--patience-s", "60"], "--handle-cv"),
        (["--waiting-room", "-1"], "-1"),
        (["--patience-shape", "gamma"], ""),
        (["--patience-s", "60", "--patience-shape", "gamma"], "gamma"),
        (["--patience-s", "60", "--patience-cv", "2"], "exponential"),
        (["--patience-s", "0"], "--patience-s"),
        (["--patience-s", "60", "--patience-shape", "uniform", "--patience-cv", "2"], "2.0"),
        (["--service-level", "80"], "80"),
        (["--threshold-s", "nan"], "nan"),
        (["--handle-cv", "-1"], "--handle-cv"),
    ],
)
def test_bad_input_exits_2_and_is_named(
    capsys: pytest.CaptureFixture[str], options: list[str], named: str, lang: str
) -> None:
    code = main([*GMR, *options, "--lang", lang])

    said = capsys.readouterr().err
    assert code == 2
    assert named in said
    assert "Traceback" not in said


def test_neither_agents_nor_a_goal_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GMR[:-2], "--lang", "en"]) == 2

    assert "service level" in capsys.readouterr().err


def test_a_handle_time_of_zero_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--arrivals-per-h", "60", "--handle-time-s", "0", "--agents", "5", "--lang", "zh"]

    code = main(["erlang", *arguments])

    assert code == 2
    assert "--handle-time-s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--arrivals-per-h", "-5", "--handle-time-s", "60"], "--arrivals-per-h"),
        (["--arrivals-per-h", "5", "--handle-time-s", "0"], "--handle-time-s"),
        ([*ERLANG_B[1:], "--waiting-room", "-1"], "--waiting-room"),
        ([*ERLANG_B[1:], "--threshold-s", "-1"], "--threshold-s"),
        ([*ERLANG_B[1:], "--handle-cv", "0.5", "--patience-s", "9"], "--patience-s"),
        ([*ERLANG_B[1:], "--service-level", "80"], "0.8"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_slip_is_told_by_the_option_that_holds_it(
    capsys: pytest.CaptureFixture[str], wrong: list[str], told: str, lang: str
) -> None:
    assert main(["erlang", *wrong, "--lang", lang]) == 2

    assert told in capsys.readouterr().err
