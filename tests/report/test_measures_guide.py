"""The page of indicators is what the definitions say."""

from pathlib import Path

import pytest

from engine.metrics.definitions import DEFINITIONS
from engine.report.measures_guide import indicators_page, with_indicators

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def test_page_is_made_from_the_definitions() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_indicators(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_stands_there_once(language: str) -> None:
    page = indicators_page("zh" if language == "zh" else "en")

    for id_ in DEFINITIONS:
        assert page.count(f"\n| `{id_}` |") == 1
