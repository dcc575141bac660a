"""Quality scores: random samples only, targeted ones apart."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.metrics.quality_values import quality_values, random_samples, targeted_count


@pytest.fixture
def samples() -> ColumnTable:
    columns = {
        "month": np.array(["2026-05"] * 6 + ["2026-06"], dtype=object),
        "agent": np.array(["A1", "A1", "A2", "A2", "A2", "A1", "A1"], dtype=object),
        "targeted": np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]),
        "session_score": np.array([80.0, 90.0, 70.0, 10.0, 74.0, np.nan, 0.0]),
    }
    return ColumnTable(np.arange(7), columns)


def test_mean_is_over_random_samples_with_a_score(samples: ColumnTable) -> None:
    found = quality_values("qa_session", random_samples(samples, "2026-05"))

    assert found.agents == ("A1", "A2")
    assert found.values == pytest.approx([85, 72])
    assert found.sizes.tolist() == [2, 2]


def test_few_samples_borrow_the_teams_spread(samples: ColumnTable) -> None:
    found = quality_values("qa_session", random_samples(samples, "2026-05"))

    pooled = (50 + 8) / 2
    assert found.errors == pytest.approx([np.sqrt(pooled / 2)] * 2)


def test_targeted_samples_are_counted(samples: ColumnTable) -> None:
    assert targeted_count(samples, "2026-05") == 1
    assert targeted_count(samples, "2026-06") == 0


def test_table_without_the_column_holds_random_samples() -> None:
    table = ColumnTable(np.arange(1), {"month": np.array(["2026-05"], dtype=object)})

    assert len(random_samples(table, "2026-05")) == 1
