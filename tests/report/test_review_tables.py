"""Who moves, how surely, and everybody's standing."""

import pytest

from engine.domain.pack import DecisionPack, ReviewPart
from engine.report.review_tables import (
    grades_table,
    movers,
    movers_table,
    rank_move,
    standings_table,
)


@pytest.fixture
def review(pack: DecisionPack) -> ReviewPart:
    assert pack.review is not None
    return pack.review


def test_movers_are_those_whose_grade_may_change_most_probable_first(review: ReviewPart) -> None:
    chances = [agent.change_probability for agent in movers(review)]

    assert chances == sorted(chances, reverse=True)
    assert all(a.grade_changes or a.change_probability >= 0.1 for a in movers(review))
    assert {a.agent for a in review.agents if a.grade_changes} <= {a.agent for a in movers(review)}


def test_grade_change_is_dashed_while_it_is_in_doubt(review: ReviewPart) -> None:
    rows = movers_table(review, "en").rows

    looks = {row[3].text: row[3].chip for row in rows}
    assert looks["B \u2192 A ?"] == "undecided"
    assert looks["stays B"] == "quiet"


def test_nobody_is_painted_in_the_alarm_colour(review: ReviewPart) -> None:
    cells = [cell for row in movers_table(review, "en").rows for cell in row]

    assert all(cell.chip != "missed" for cell in cells)
    assert not any(cell.bar.missed for cell in cells if cell.bar)


def test_every_score_stands_on_its_sample(review: ReviewPart) -> None:
    rows = movers_table(review, "en").rows

    samples = {agent.agent: agent.contacts for agent in review.agents}
    assert all(row[0].values[1] == samples[row[0].text] for row in rows)
    assert any("small sample" in row[0].below for row in rows)


def test_grades_add_up_to_the_agents(review: ReviewPart) -> None:
    table = grades_table(review, "en")

    for row in table.rows:
        assert sum(int(cell.text) for cell in row[1:]) == len(review.agents)
    assert table.notes == ("Could not be scored and not counted: 1.",)


def test_standings_are_in_the_order_of_the_compared_ranks(review: ReviewPart) -> None:
    ranks = [row[-1].values[0] for row in standings_table(review, "en").rows]

    assert ranks == sorted(ranks)


def test_notes_say_what_the_grades_mean(review: ReviewPart) -> None:
    note = movers_table(review, "en").notes[0]

    assert "A \u2265 90, B \u2265 70, C < 70" in note


@pytest.mark.parametrize(("change", "told"), [(5, "▲ 5"), (-3, "▼ 3"), (0, "\u2014")])
def test_rank_move_is_told_by_a_mark(change: int, told: str) -> None:
    assert rank_move(change) == told
