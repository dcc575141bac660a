"""The record names what went in, what was left out, and what made it."""

from dataclasses import replace

from engine.domain.pack import DecisionPack
from engine.report.record_tables import (
    inputs_table,
    record_table,
    sentences_table,
    set_aside_table,
    told_findings,
)


def test_inputs_are_named_with_their_fingerprints(pack: DecisionPack) -> None:
    rows = inputs_table(pack, "en").rows

    assert [(row[0].text, row[1].text) for row in rows] == [
        (file.path, file.sha256) for file in pack.heng.inputs
    ]


def test_rows_set_aside_are_listed_with_their_reason(bands_pack: DecisionPack) -> None:
    table = set_aside_table(bands_pack, "en")

    assert [cell.text for cell in table.rows[0]] == ["17", "response_min", "-3", "below 0"]
    assert table.subtitle == "1 rows were not used, each listed here"


def test_absent_parts_are_named(bands_pack: DecisionPack) -> None:
    kinds = [row[0].text for row in sentences_table(bands_pack, "en").rows]

    assert kinds.count("Absent") == len(bands_pack.absent)


def test_record_says_that_data_are_an_example(pack: DecisionPack) -> None:
    told = {row[0].text: row[1].text for row in record_table(pack, "en").rows}

    assert told["Data"] == "Example data"
    assert told["Seed"] == "618"
    assert told["Weights chosen by"].startswith("HiGHS 1.15: proven optimal")


def test_unproven_solution_says_so(pack: DecisionPack) -> None:
    assert pack.solver is not None
    solver = replace(pack.solver, proven=False, gap=0.031)

    told = {
        row[0].text: row[1].text for row in record_table(replace(pack, solver=solver), "en").rows
    }

    assert "not proven optimal" in told["Weights chosen by"]
    assert "3.10%" in told["Weights chosen by"]


def test_findings_on_the_weights_join_the_others_once_the_gravest_first(
    weights_pack: DecisionPack,
) -> None:
    report = weights_pack.weights_report
    assert report is not None
    twice = replace(weights_pack, findings=(*weights_pack.findings, *report.findings))

    told = told_findings(twice)

    order = ["alarm", "caution", "note"]
    assert all(finding in told for finding in report.findings)
    assert len(told) == len(set(map(repr, told)))
    assert [order.index(each.severity) for each in told] == sorted(
        order.index(each.severity) for each in told
    )
