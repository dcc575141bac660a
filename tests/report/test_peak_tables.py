"""Targets worst first, each with its doubt; loads side by side."""

from dataclasses import replace

from engine.domain.pack import DecisionPack, Estimate, MeasureRow, ScenarioPart
from engine.report.peak_tables import (
    loads_table,
    measures_table,
    reply_notes,
    told_measures,
    verdicts_table,
)


def measured(load: ScenarioPart, **means: float) -> ScenarioPart:
    """Return the load with these measures of its day."""
    rows = tuple(
        MeasureRow(name, "day", "count", Estimate(mean), mean, mean, mean, assumed=False)
        for name, mean in means.items()
    )
    return replace(load, measures=rows)


def test_reply_rate_says_how_many_replies_were_too_late(pack: DecisionPack) -> None:
    load = measured(pack.scenarios[1], reply_rate=1.0, late_messages=1830.0, offered=11600.0)
    target = replace(load.verdicts[0], measure="reply_rate")

    told = verdicts_table(replace(load, verdicts=(target,)), "en").notes[-1]

    assert told.endswith("15.8% of contacts were answered after the buyer had gone.")
    assert measures_table(load, "en").notes[-1] == told


def test_reply_rate_has_no_note_where_nobody_was_too_late(pack: DecisionPack) -> None:
    load = measured(pack.scenarios[1], reply_rate=1.0, late_messages=0.0, offered=11600.0)

    assert reply_notes(load, "en") == []
    assert reply_notes(measured(load, reply_rate=1.0), "en") == []


def test_service_level_stands_once_where_its_conventions_agree(pack: DecisionPack) -> None:
    same = measured(pack.scenarios[0], service_level_30_s=0.9, service_level_offered_30_s=0.9)
    apart = measured(pack.scenarios[0], service_level_30_s=0.9, service_level_offered_30_s=0.8)

    assert [row.measure for row in told_measures(same)] == ["service_level_30_s"]
    assert len(told_measures(apart)) == 2


def test_worst_target_comes_first(pack: DecisionPack) -> None:
    chips = [row[-1].chip for row in verdicts_table(pack.scenarios[1], "en").rows]

    assert chips == ["missed", "undecided", "held", "held"]


def test_only_a_missed_target_has_a_bar_in_the_alarm_colour(pack: DecisionPack) -> None:
    rows = verdicts_table(pack.scenarios[1], "en").rows

    bars = [cell.bar for row in rows for cell in row if cell.bar is not None]
    assert [bar.missed for bar in bars] == [True, False, False, False]
    assert {bar.mark for bar in bars} == {0.95}


def test_assumed_measure_is_labelled(pack: DecisionPack) -> None:
    table = verdicts_table(pack.scenarios[0], "en")

    assert any("assumed" in row[0].below for row in table.rows)
    assert any(note.startswith("Assumed") for note in table.notes)


def test_undecided_target_says_how_many_days_more(pack: DecisionPack) -> None:
    rows = verdicts_table(pack.scenarios[1], "en").rows

    assert rows[1][-1].below == "100 more days"


def test_measures_keep_mean_and_spread(pack: DecisionPack) -> None:
    table = measures_table(pack.scenarios[0], "en")

    assert table.rows[0][2].values == (24.2, 23.9, 24.6)
    assert [cell.values[0] for cell in table.rows[0][3:]] == [21, 24, 29]


def test_load_names_its_weakest_target(pack: DecisionPack) -> None:
    rows = loads_table(pack.scenarios, "en").rows

    assert [row[2].text for row in rows] == ["✓ 4/4", "✕ 2/4"]
    assert rows[1][3].text == "First response within 60 s \u2265 90%"
    assert rows[1][4].text == "8%"
