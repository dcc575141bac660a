"""``docs/validation.md`` lists every figure of the exact cases, as the long samples found it."""

import re
from pathlib import Path

import pytest

from tests.statistical.case_figures import CLOSE, figures
from tests.statistical.test_long_samples import LONG

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
ROW = re.compile(
    r"^\| (\S+) \| (\S+) \| `(\S+)` \| (\S+) \| (\S+) \| (\S+) \| (\d+) \|$", re.MULTILINE
)
SHOWN = 5e-7  # six decimals


@pytest.mark.parametrize("case_id", LONG)
def test_page_shows_what_the_long_sample_found(case_id: str) -> None:
    rows = {
        row[1]: row for row in ROW.findall(PAGE.read_text(encoding="utf-8")) if row[0] == case_id
    }

    assert list(rows) == [figure.name for figure in figures(case_id)]
    for figure in figures(case_id):
        _, _, measure, exact, found, width, replications = rows[figure.name]
        assert measure == figure.measure
        assert float(exact) == pytest.approx(figure.value, abs=SHOWN)
        assert abs(float(found) - figure.value) <= max(float(width), CLOSE) + SHOWN
        assert int(replications) == LONG[case_id]
