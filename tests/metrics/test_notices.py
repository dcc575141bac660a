"""What a reader is told about a table."""

from dataclasses import replace

import numpy as np

from engine.domain.tables import MetricTable
from engine.i18n.translate import render_sentence
from engine.metrics.notices import (
    small_samples,
    table_findings,
    targeted_samples,
    unweighted_samples,
    vetoed_samples,
)
from engine.metrics.records import OpenRecords, opened_records


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


def with_samples(records: OpenRecords) -> OpenRecords:
    records.define(
        "samples",
        """SELECT * FROM (VALUES ('2026-05', TRUE), ('2026-05', FALSE), ('2026-04', TRUE),
        ('2026-05', NULL)) AS given(month, targeted)""",
    )
    return records


def test_agents_with_tiny_samples_are_named() -> None:
    assert small_samples(table_of([[500, 300], [24, 12]], [0.4, 0.5])) == ("A1",)


def test_months_on_record_are_no_samples() -> None:
    table = table_of([[1, 0]], [np.nan])
    months = replace(table, indicators=("attendance", "rating_rate"))

    assert small_samples(months) == ()


def test_good_table_has_no_findings() -> None:
    assert table_findings(table_of([[500, 300]], [0.4])) == ()


def test_targeted_samples_of_the_period_are_counted() -> None:
    with opened_records([]) as records:
        assert targeted_samples(records, "2026-05") == 0
        assert targeted_samples(with_samples(records), "2026-05") == 1
        assert targeted_samples(records, "2026-Q2") == 2


def test_random_samples_of_unknown_chance_and_red_lines_with_a_score_are_counted() -> None:
    with opened_records([]) as records:
        records.define(
            "samples",
            """SELECT '2026-05' AS month, * FROM (VALUES (FALSE, 0.2, FALSE, 90),
            (FALSE, NULL, FALSE, 90), (NULL, 0.0, TRUE, 60), (TRUE, NULL, TRUE, 60),
            (FALSE, 0.5, TRUE, 0), (FALSE, 0.5, TRUE, NULL))
            AS given(targeted, inclusion_probability, red_line, session_score)""",
        )

        assert unweighted_samples(records, "2026-05") == 2
        assert vetoed_samples(records, "2026-05") == 1
        assert unweighted_samples(records, "2026-06") == 0
        findings = table_findings(table_of([[500, 300]], [0.4]), records)

    told = [render_sentence(finding.sentence, "en") for finding in findings]
    assert told[1].startswith("2 quality samples drawn at random do not say how likely")
    assert told[2].startswith("1 quality samples crossed a red line and keep a score above 0")
    assert all(render_sentence(finding.sentence, "zh") for finding in findings)


def test_samples_that_state_no_chance_at_all_weigh_the_same() -> None:
    with opened_records([]) as records:
        assert unweighted_samples(with_samples(records), "2026-05") == 0


def test_few_raters_and_targeted_samples_are_told_in_both_languages() -> None:
    with opened_records([]) as records:
        findings = table_findings(
            table_of([[500, 300], [24, 12]], [0.2, 0.1]), with_samples(records)
        )

    assert [finding.severity for finding in findings] == ["note", "caution", "caution"]
    told = [render_sentence(finding.sentence, "en") for finding in findings]
    assert told[0].startswith("1 quality samples were targeted")
    assert "A1" in told[1]
    assert "Only 19.6%" in told[2]
    assert all(render_sentence(finding.sentence, "zh") for finding in findings)


def test_nobody_invited_is_no_low_rate() -> None:
    assert table_findings(table_of([[500, 0]], [np.nan])) == ()
