"""What rows in doubt do to the figures, worked by hand."""

from engine.domain.metric_report import Effect
from engine.domain.records import TableKind
from engine.metrics.counting import Counting
from engine.metrics.doubts import Doubt
from engine.metrics.issue_effects import effects_of, figures
from tests.metrics.issue_tables import Columns, hours, opened

FRT = [10.0, 12.0, 14.0, 700.0, 20.0, 22.0, 24.0, 22.0]
CONTACTS: tuple[TableKind, Columns] = (
    TableKind.CONTACTS,
    {"agent": list("AAAABBBB"), "started": hours(8), "frt_s": FRT, "handle_s": [100.0] * 8},
)
SLOW = "SELECT source_file, source_row FROM contacts WHERE frt_s > 600"


def effects(doubt: Doubt) -> dict[str, Effect]:
    with opened(CONTACTS) as records:
        known = figures(records, "2026-05", Counting())
        assert known is not None
        return {each.indicator: each for each in effects_of(records, doubt, known)}


def test_the_shop_s_mean_is_told_with_and_without_the_rows() -> None:
    found = effects(Doubt("slow", "note", "contacts", "frt_s", touched=SLOW))

    assert found["frt"].with_issue == sum(FRT) / 8
    assert found["frt"].without_issue == (sum(FRT) - 700) / 7
    assert "aht" not in found  # the doubt is about another column


def test_agents_who_move_by_more_than_a_standard_error_are_counted() -> None:
    everything = "SELECT source_file, source_row FROM contacts WHERE agent = 'B'"

    found = effects(Doubt("gone", "note", "contacts", "agent", touched=everything))

    assert found["throughput"] == Effect("throughput", 8.0, 4.0, 1)


def test_a_doubt_without_rows_has_no_effect() -> None:
    assert not effects(Doubt("empty_days", "caution", "contacts", "started"))


def test_a_period_without_rows_has_no_figures() -> None:
    with opened(CONTACTS) as records:
        assert figures(records, "2026-07", Counting()) is None
