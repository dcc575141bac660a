"""A command line that cannot be read is said in the reader's language, with the way out."""

import json

import pytest

from engine.cli import main


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, str], str]:
    """Return the one fault of a command line, and what stands on the screen."""
    assert main([*arguments, "--json"]) == 2
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["code"] == "cli.usage"
    (fault,) = error["faults"]
    return fault, said.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("arguments", "place", "value"),
    [
        (["optimise", "--policy", "p.toml", "--grid", "abc"], "--grid", "abc"),
        (["optimise", "--policy", "p.toml", "--draws", "1.5"], "--draws", "1.5"),
        (["recalibrate", "--seed", "-1"], "--seed", "-1"),
    ],
)
def test_a_value_is_told_apart_from_what_was_expected(
    arguments: list[str],
    place: str,
    value: str,
    language: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fault, said = told([*arguments, "--lang", language], capsys)

    assert (fault["place"], fault["value"]) == (place, value)
    assert fault["expected"] in said
    assert place in fault["remedy"]
    assert "Input should" not in said
    assert ("应为" in said) == (language == "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("arguments", "place", "named"),
    [
        (["optimise"], "--policy", "--policy"),
        (["run"], "CASE.toml", "CASE.toml"),
        (["optimise", "--polcy", "p.toml"], "--polcy", "--policy"),
        (["optimise", "--policy=p.toml", "--json=3"], "--json", "--help"),
        (["optimise", "--policy", "p.toml", "stray"], "command line", "--help"),
        (["optmise"], "command line", "--help"),
    ],
)
def test_what_is_missing_or_unknown_is_named_with_a_remedy(
    arguments: list[str],
    place: str,
    named: str,
    language: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fault, said = told([*arguments, "--lang", language], capsys)

    assert fault["file"].startswith("heng")
    assert fault["place"] == place
    assert fault["value"]
    assert fault["expected"]
    assert named in fault["remedy"]
    assert fault["remedy"] in said


@pytest.mark.parametrize(
    ("port", "limit"), [("0", "A number of at least 1."), ("70000", "A number of at most 65535.")]
)
def test_limits_are_numbers_of_the_sentence(
    port: str, limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["app", "--port", port, "--lang", "en"]) == 2

    assert f"heng app: --port: {port}. Expected: {limit}" in capsys.readouterr().err
