"""Tables of people: consistency, what to ask again, what is open."""

from dataclasses import replace

import pytest

from engine.report.calibration_people_tables import (
    ask_again_table,
    gaps_table,
    least_consistent_first,
    limit_text,
    people_table,
)
from tests.report.calibration_samples import agreed, english, shipped, small, texts

CIRCLE_RATIO = "6.779"  # (1 + 9 + 1/9 - 3) / 2 / 0.5245, worked by hand


def test_people_without_a_ratio_come_first_then_the_least_consistent() -> None:
    words = english(small())

    assert [p.respondent for p in least_consistent_first(words)][:2] == ["P4", "P3"]
    assert [row[0].text for row in people_table(words).rows][:2] == ["P4", "P3"]


def test_person_is_shown_with_ratio_circles_and_conclusion() -> None:
    rows = {row[0].text: row for row in people_table(english(small())).rows}

    assert texts(rows["P3"])[3] == CIRCLE_RATIO
    assert rows["P3"][5].values == (1,)
    assert rows["P3"][7].chip == "missed"
    assert rows["P4"][7].chip == "undecided"
    assert rows["P1"][7].chip == "quiet"


def test_judgement_to_ask_again_is_shown_with_all_its_figures() -> None:
    [row] = ask_again_table(english(small())).rows

    # 9 against 1/9 x 1/9 = 1/81; agreeing with 1/9 leaves lambda_max 1 + 9 ** (1/3) + 9 ** -(1/3)
    assert texts(row)[:5] == ["P3", "Alpha : Beta", "9", "1/81", "1/9"]
    assert row[5].text == f"{CIRCLE_RATIO} \u2192 0.535"
    assert row[5].values[1] == pytest.approx(0.535, abs=0.001)


def test_nobody_within_the_limit_is_asked_again_but_the_workbook_has_all() -> None:
    words = english(shipped())

    assert [row[0].text for row in ask_again_table(words).rows] == ["QA lead"]
    assert len(ask_again_table(words, everything=True).rows) > 10
    assert ask_again_table(english(agreed())).rows == ()


def test_gaps_are_named_with_what_is_not_linked_and_what_to_ask() -> None:
    [row] = gaps_table(english(small())).rows

    assert texts(row) == ["P4", "Alpha : Gamma, Beta : Gamma", "Alpha : Gamma"]
    assert "Alpha, Beta | Gamma" in row[1].below


def test_gaps_of_several_nodes_name_the_node() -> None:
    table = gaps_table(english(shipped()))

    assert [row[1].text for row in table.rows] == ["Performance", "Behaviour"]


def test_limit_is_told_as_it_was_chosen() -> None:
    assert limit_text(english(small())) == "0.10"
    assert limit_text(english(replace(small(), limit=0.125))) == "0.125"
