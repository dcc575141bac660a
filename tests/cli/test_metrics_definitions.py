"""What each indicator is, and its query, without any data."""

import json

import duckdb
import pytest

from engine.cli import main
from engine.metrics.definitions import DEFINITIONS


def test_catalogue_is_whole_and_says_what_each_indicator_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["metrics", "--definitions", "--json", "--lang", "en"])

    told = {each["id"]: each for each in json.loads(capsys.readouterr().out)["indicators"]}
    assert code == 0
    assert set(told) == set(DEFINITIONS)
    frt = told["frt"]
    assert (frt["unit"], frt["direction"], frt["controllability"]) == ("s", "lower", "agent")
    assert frt["denominator"] == "contacts an agent answered"
    assert frt["gaming_risk"]
    assert frt["countered_by"] == ["art", "resolution"]


@pytest.mark.parametrize(("language", "word"), [("zh", "分母"), ("en", "counted over")])
def test_people_read_the_same(capsys: pytest.CaptureFixture[str], language: str, word: str) -> None:
    main(["metrics", "--definitions", "--lang", language])

    text = capsys.readouterr().out
    assert text.count(word) == len(DEFINITIONS)
    assert "[fcr] share" in text


def test_scheme_selects_and_orders(capsys: pytest.CaptureFixture[str]) -> None:
    main(["metrics", "--definitions", "--scheme", "performance-scheme", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in document["indicators"]][:3] == ["conversion", "frt", "fcr"]
    assert document["heng"]["inputs"][0]["sha256"]


def test_printed_query_runs_and_gives_the_figure(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["metrics", "--sql", "frt", "--period", "2026-05"])

    query = capsys.readouterr().out
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE contacts AS SELECT * FROM (VALUES "
            "('A', TIMESTAMP '2026-05-01', 10, FALSE, TRUE), "
            "('A', TIMESTAMP '2026-05-31 23:59:59', 20, FALSE, TRUE), "
            "('A', TIMESTAMP '2026-06-01', 999, FALSE, TRUE)) "
            "t(agent, started, frt_s, bot_ended, replied)"
        )
        found = connection.execute(query).fetchdf()
    assert code == 0
    assert found["frt"].tolist() == [15.0]


def test_query_of_an_unknown_indicator_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "--sql", "nonsense", "--lang", "en"]) == 2
    assert "nonsense" in capsys.readouterr().err
