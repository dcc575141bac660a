"""A map of unknown headers for the user to check, which then is used."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.header_schema import read_header_map
from engine.services.header_map_files import write_suggested_map
from engine.services.indicators import IndicatorRequest, shop_indicators

LOG = """会话ID,客户ID,客服,开始时间,首次响应时长秒数,备注
1,甲,A,2026-05-01 09:00:00,10,x
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_suggestions_are_marked_and_used_only_after_the_user_passes_the_map(log: Path) -> None:
    path = log.with_name("maps") / "own.toml"
    write_suggested_map([log], [], path)

    text = path.read_text(encoding="utf-8")
    assert "# ? 首次响应时长秒数 = 首次响应时长" in text
    assert read_header_map(path).confirmed
    before = shop_indicators(IndicatorRequest((log,))).report
    after = shop_indicators(IndicatorRequest((log,), maps=(path,))).report
    assert "frt" in before.absent
    assert after.by_agent.column("frt").tolist() == [10.0]


def test_headers_without_anything_like_them_are_listed(log: Path) -> None:
    path = log.with_name("own.toml")
    write_suggested_map([log], [], path)

    assert "# - 备注" in path.read_text(encoding="utf-8").splitlines()


def test_file_that_no_map_fits_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("x,y\n1,2\n", encoding="utf-8")

    with pytest.raises(InputError):
        write_suggested_map([other], [], tmp_path / "own.toml")


def test_map_that_cannot_be_written_and_no_export_are_refused(log: Path) -> None:
    with pytest.raises(InputError, match=r"indicators\.folder"):
        write_suggested_map([log], [], log.parent)
    with pytest.raises(InputError, match="no_exports"):
        write_suggested_map([], [], log.with_name("own.toml"))
