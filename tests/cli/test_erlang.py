"""``heng erlang``, as a shell calls it."""

import json

import pytest

from engine.cli import main

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


def test_a_handle_time_of_zero_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--arrivals-per-h", "60", "--handle-time-s", "0", "--agents", "5", "--lang", "zh"]

    code = main(["erlang", *arguments])

    assert code == 2
    assert "handle_time_s" in capsys.readouterr().err
