"""The document of a weights report under the keys of the contract."""

import json
from dataclasses import replace

import pytest

from engine.cli.optimise_document import conflict_document, optimise_document
from engine.cli.output import json_text
from tests.cli.weight_reports import full_report, report


def test_indicators_carry_every_source_and_why() -> None:
    document = json.loads(json_text(optimise_document(full_report(), "en")))

    first = document["indicators"][0]
    assert set(first) >= {
        *("id", "name", "group", "incumbent", "judged", "judged_interval", "evidence"),
        *("evidence_interval", "target", "least", "greatest", "recommended", "interval", "why"),
    }
    assert first["judged_interval"][0] <= first["judged"] <= first["judged_interval"][1]
    assert document["indicators"][2]["evidence"] is None
    assert document["weights"]["frt"] == first["recommended"]


def test_parts_carry_weights_by_id() -> None:
    document = optimise_document(full_report(), "zh")

    for part in ("frontier", "robust"):
        rows = document[part]
        assert isinstance(rows, list)
        assert all(set(row["weights"]) == {"frt", "fcr", "qa", "learning"} for row in rows)


def test_a_report_without_room_has_every_key_and_no_weights() -> None:
    whole, empty = (
        optimise_document(each, "en") for each in (full_report(), report(emphasis="too-much"))
    )

    assert set(whole) <= set(empty) | {"conflict_is_smallest", "conflict_premises"}
    assert empty["weights"] == {}
    assert empty["proven"] is None
    assert empty["conflicts"]


def test_nothing_clashes_where_there_is_room() -> None:
    found = conflict_document(None, "en")

    assert found == {"conflicts": [], "least_total_violation": None, "changes": []}


def test_an_unproven_answer_says_so() -> None:
    solver = full_report().solver
    assert solver is not None
    stopped = replace(solver, proven=False, why="limit", reproducible=False)

    document = optimise_document(replace(full_report(), solver=stopped), "en")

    assert (document["proven"], document["why"], document["reproducible"]) == (
        *(False, "limit", False),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sentences_are_told_in_the_language(language: str) -> None:
    document = optimise_document(full_report(), "zh" if language == "zh" else "en")

    found = json.dumps(document["summary"], ensure_ascii=False)
    assert ("权重" in found) == (language == "zh")
