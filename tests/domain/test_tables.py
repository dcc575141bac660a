"""Tables are rectangular and read by name."""

import numpy as np
import pytest

from engine.domain.tables import CellTable, ColumnTable, MetricTable
from engine.errors import InputError


def metric_table(agents: tuple[str, ...] = ("A01", "A02"), wide: int = 2) -> MetricTable:
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    return MetricTable(
        "2026-05", agents, ("g", "g"), ("presale", "aftersale"), ("frt", "csat"),
        values, np.full((2, wide), 100), np.zeros((2, 2)),
    )  # fmt: skip


class TestColumnTable:
    def test_rows_are_kept_with_their_labels(self) -> None:
        table = ColumnTable(np.array([10, 20, 30]), {"x": np.array([1.0, 2.0, 3.0])})

        kept = table.where(np.array([True, False, True]))

        assert len(kept) == 2
        assert kept.labels.tolist() == [10, 30]
        assert kept.column("x").tolist() == [1, 3]

    def test_an_unknown_column_is_named_with_those_there_are(self) -> None:
        with pytest.raises(InputError, match=r"'y'.*'x'"):
            ColumnTable(np.array([1]), {"x": np.array([1.0])}).column("y")

    def test_columns_of_other_lengths_are_named(self) -> None:
        with pytest.raises(InputError, match="x, z"):
            ColumnTable(np.array([1]), {"x": np.ones(2), "y": np.ones(1), "z": np.ones(0)})


class TestMetricTable:
    def test_a_column_is_read_by_its_indicator(self) -> None:
        assert metric_table().column("csat").tolist() == [2, 4]

    def test_every_array_has_agents_by_indicators(self) -> None:
        with pytest.raises(InputError, match="sample_sizes"):
            metric_table(wide=3)

    def test_agents_are_different(self) -> None:
        with pytest.raises(InputError, match=r"table\.duplicate_agent"):
            metric_table(agents=("A01", "A01"))


def test_cells_have_a_key_for_each_count() -> None:
    with pytest.raises(InputError, match=r"table\.ragged \(columns='frt_s'\)"):
        CellTable(
            keys={"frt_s": np.array([0])},
            edges={"frt_s": (0.0, 60.0)},
            outcome="solved",
            n=np.array([3, 4]),
            sums=np.array([1.0, 2.0]),
            squares=np.array([1.0, 2.0]),
        )
