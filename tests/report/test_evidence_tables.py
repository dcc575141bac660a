"""Effects with and without their confounder, and outcomes by band."""

from dataclasses import replace

from engine.domain.pack import DecisionPack
from engine.domain.texts import Finding, Sentence
from engine.report.evidence_tables import bands_table, effects_table


def test_effect_stands_beside_the_one_without_its_confounder(pack: DecisionPack) -> None:
    fit = pack.evidence[0]

    table = effects_table(fit, "en")

    assert [column.name for column in table.columns][1:] == [
        "Effect",
        "Without Customer value",
        "Planted",
    ]
    shown = fit.effects[0].without_confounder
    assert shown is not None
    assert table.rows[0][2].values[0] == shown.value


def test_fit_without_a_withheld_confounder_has_no_such_column(pack: DecisionPack) -> None:
    assert len(effects_table(pack.evidence[1], "en").columns) == 3


def test_note_gives_rows_clusters_and_grade(pack: DecisionPack) -> None:
    note = effects_table(pack.evidence[0], "en").notes[0]

    assert "361,204 rows" in note
    assert "58 clusters" in note
    assert "evidence grade B" in note


def test_planted_values_say_how_often_an_interval_misses_one(pack: DecisionPack) -> None:
    assert any("once in twenty" in note for note in effects_table(pack.evidence[0], "en").notes)


def test_outcome_is_told_by_the_name_of_the_fit(pack: DecisionPack) -> None:
    fit = pack.evidence[0]

    told = effects_table(fit, "en").subtitle

    assert told.startswith(f"change of the probability: {fit.name.en};")


def test_figures_that_stand_in_the_table_are_no_note(pack: DecisionPack) -> None:
    values = {"column": "frt_s", "withheld": "customer_value", "adjusted": -0.1, "unadjusted": 0.1}
    finding = Finding("note", Sentence("finding.evidence.withheld", values))
    fit = replace(pack.evidence[0], findings=())

    told = effects_table(replace(fit, findings=(finding,)), "en")

    assert told.notes == effects_table(fit, "en").notes


def test_band_of_few_rows_tells_no_mean(bands_pack: DecisionPack) -> None:
    part = bands_pack.bands[0]
    rows = (*part.rows[:-1], replace(part.rows[-1], n=29))

    table = bands_table(replace(part, rows=rows), "zh")

    assert [cell.text for cell in table.rows[-1][1:]] == ["证据不足", "29", "\u2014"]
    assert table.notes[-1] == "不足 30 行的档记为“证据不足”。"


def test_last_band_is_open(bands_pack: DecisionPack) -> None:
    rows = bands_table(bands_pack.bands[0], "en").rows

    assert rows[0][0].text == "0 min to under 1 min"
    assert rows[-1][0].text == "from 1,440 min"
    assert [row[-1].text for row in rows] == ["1", "1", "1", "2", "3", "3", "3", "4"]
