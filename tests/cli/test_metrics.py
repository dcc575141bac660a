"""``heng metrics`` from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

LOG = """会话ID,客户ID,客服,问题类型,开始时间,首次响应时长(秒)
1,甲,张三,尺码,2026-05-01 09:00:00,10
2,乙,张三,尺码,2026-05-02 09:00:00,30
3,丙,李四,尺码,2026-05-03 09:00:00,50
"""


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="gb18030")
    return str(path)


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["metrics", *arguments, "--json", "--lang", "en"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_document_begins_with_heng_and_holds_the_contracts_keys(
    capsys: pytest.CaptureFixture[str], log: str
) -> None:
    found = document(capsys, log, "--period", "2026-05", "--show-names")

    assert next(iter(found)) == "heng"
    assert found["heng"]["inputs"][0]["path"] == "log.csv"
    agents = {each["agent"]: each["values"]["frt"]["value"] for each in found["agents"]}
    assert agents == {"张三": 20.0, "李四": 50.0}
    assert found["shop"]["frt"]["value"] == 30.0
    assert found["platform_rates"] == found["attribution"] == []
    assert found["findings"]


def test_names_go_into_their_own_file_only(
    capsys: pytest.CaptureFixture[str], log: str, tmp_path: Path
) -> None:
    code = main(["metrics", log, "--names", str(tmp_path / "names.csv"), "--lang", "zh"])

    out = capsys.readouterr()
    assert code == 0
    assert "张三" not in out.out + out.err
    assert "张三" in (tmp_path / "names.csv").read_text(encoding="utf-8-sig")


def test_rate_of_a_platform_is_over_the_log(capsys: pytest.CaptureFixture[str], log: str) -> None:
    found = document(capsys, log, "--platform", "taobao-3min", "--period", "2026-05")

    (rate,) = found["platform_rates"]
    assert (rate["rule"], rate["met"], rate["counted"]) == ("taobao-3min", 2, 2)
    assert found["shop"]["rate_3min"]["n"] == 3


def test_division_by_day(capsys: pytest.CaptureFixture[str], log: str) -> None:
    found = document(capsys, log, "--by", "day")

    assert [part["id"] for part in found["cut"]["parts"]] == [
        "2026-05-01",
        "2026-05-02",
        "2026-05-03",
    ]


def test_files_are_written_and_said_on_stderr(
    capsys: pytest.CaptureFixture[str], log: str, tmp_path: Path
) -> None:
    assert main(["metrics", log, "--out", str(tmp_path / "out"), "--lang", "en"]) == 0

    assert "report.xlsx" in capsys.readouterr().err
    assert (tmp_path / "out" / "report.xlsx").is_file()


def test_map_is_written_instead_of_computing(
    capsys: pytest.CaptureFixture[str], log: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"

    assert main(["metrics", log, "--write-map", str(path), "--lang", "en"]) == 0

    assert capsys.readouterr().out.startswith("Wrote own.toml")
    assert path.is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "at least one export"),
        (["--period", "May"], "May"),
        (["--platform", "eBay"], "eBay"),
        (["--attribution", "luck"], "luck"),
        (["--by", "weather"], "weather"),
        (["--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--scheme", "none-such"], "none-such"),
        (["absent.csv"], "absent.csv"),
    ],
)
def test_bad_input_is_named_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], log: str, arguments: list[str], told: str
) -> None:
    exports = [log] if arguments and arguments[0].startswith("--") else []

    assert main(["metrics", *exports, *arguments, "--lang", "en"]) == 2
    assert told in capsys.readouterr().err


def test_alarm_is_said_on_stderr_and_changes_no_exit_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [f"{n},{n},A,尺码,2026-05-{1 + n % 31:02d} 10:00:00" for n in range(200)]
    told_twice = [f"{line},{seconds}\n" for seconds in (10, 20) for line in lines]
    path = tmp_path / "log.csv"
    path.write_text(LOG.splitlines(keepends=True)[0] + "".join(told_twice), encoding="utf-8")

    assert main(["metrics", str(path), "--lang", "en"]) == 0
    assert "Alarms on data quality: " in capsys.readouterr().err
