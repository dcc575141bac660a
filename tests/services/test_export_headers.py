"""How the headers of an export are understood, and the map a user makes of that."""

from pathlib import Path

import pytest

from engine.services.export_headers import answered_map, export_headers, free_names
from engine.services.indicators import IndicatorRequest, shop_indicators

HEADER = "会话ID,客服,开始时间,首响时长(秒)值,备注"
ROW = "1,甲,2026-05-01 09:00:00,10,x"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    return path


def test_unknown_headers_come_with_the_names_like_them(log: Path) -> None:
    found = export_headers(log)

    assert [each.header for each in found.match.unknown] == ["首响时长(秒)值", "备注"]
    assert found.suggested[0].target.column == "frt_s"
    assert [each.id for each in found.bases] == ["contacts"]
    assert not found.settled


def test_names_that_are_taken_are_not_offered(log: Path) -> None:
    found = export_headers(log)
    (base,) = found.bases

    columns = [base.target(name).column for name in free_names(found, base)]

    assert not {"contact_id", "agent", "started"} & set(columns)
    assert len(set(columns)) == len(columns)
    assert "frt_s" in columns


def test_confirmed_header_is_used_and_the_others_are_left_out(log: Path, tmp_path: Path) -> None:
    found = export_headers(log)
    answers = {"首响时长(秒)值": "首次响应时长(秒)", "备注": ""}
    confirmed = tmp_path / "map.toml"
    confirmed.write_text(answered_map(found, found.bases[0], answers), encoding="utf-8")

    again = export_headers(log, [confirmed])
    report = shop_indicators(IndicatorRequest((log,), maps=(confirmed,))).report

    assert [each.header for each in again.match.unknown] == ["备注"]
    assert again.match.guessed == ()
    assert report.by_agent.column("frt").tolist() == [10.0]


def test_nothing_is_used_before_it_is_confirmed(log: Path) -> None:
    report = shop_indicators(IndicatorRequest((log,))).report

    assert "frt" not in report.by_agent.indicators


def test_every_map_is_offered_where_none_fits(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("aa,bb\n1,2\n", encoding="utf-8")

    found = export_headers(odd)

    assert found.match.chosen is None
    assert {"contacts", "orders", "messages"} <= {each.id for each in found.bases}
