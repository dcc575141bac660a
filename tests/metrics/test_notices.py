"""What a reader is told about a table."""

import numpy as np

from engine.domain.tables import ColumnTable, MetricTable
from engine.i18n.translate import render_sentence
from engine.metrics.notices import small_samples, table_findings


def table_of(sizes: list[list[int]], rates: list[float]) -> MetricTable:
    n = len(sizes)
    return MetricTable(
        "2026-05",
        tuple(f"A{i}" for i in range(n)),
        ("g",) * n,
        ("all",) * n,
        ("frt", "rating_rate"),
        np.column_stack([np.full(n, 30.0), rates]),
        np.array(sizes),
        np.full((n, 2), 0.1),
    )


def test_agents_with_tiny_samples_are_named() -> None:
    assert small_samples(table_of([[500, 300], [24, 12]], [0.4, 0.5])) == ("A1",)


def test_good_table_has_no_findings() -> None:
    assert table_findings(table_of([[500, 300]], [0.4])) == ()


def test_few_raters_and_targeted_samples_are_told_in_both_languages() -> None:
    samples = ColumnTable(
        np.arange(2),
        {
            "month": np.array(["2026-05", "2026-05"], dtype=object),
            "targeted": np.array([1.0, 0.0]),
        },
    )

    findings = table_findings(table_of([[500, 300], [24, 12]], [0.2, 0.1]), samples)

    assert [finding.severity for finding in findings] == ["note", "caution", "caution"]
    told = [render_sentence(finding.sentence, "en") for finding in findings]
    assert told[0].startswith("1 quality samples were targeted")
    assert "A1" in told[1]
    assert "Only 19.6%" in told[2]
    assert all(render_sentence(finding.sentence, "zh") for finding in findings)
