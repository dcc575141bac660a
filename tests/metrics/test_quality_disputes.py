"""Disputes and appeals, worked by hand on seven samples."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.metrics.proportions import wilson
from engine.metrics.quality_disputes import appeal, rater_disputes
from engine.metrics.quality_scores import form_scores

FORM = read_quality_form(named_quality_form("session"))
NAN = float("nan")
SCORES = np.array([90.0, 92, 60, 80, 70, 88, NAN])


def table(**more: list[object]) -> ColumnTable:
    columns = {
        "sample_id": ["s1", "s2", "s3", "s4", "s5", "s6", "s7"],
        "agent": ["a", "a", "b", "b", "a", "b", "a"],
        "rater": ["q", "q", "q", "r", "q", None, "r"],
    }
    told = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    told |= {name: np.array(cells, dtype=float) for name, cells in more.items()}
    return ColumnTable(np.arange(2, 9), told)


DISPUTED = table(
    disputed=[0, 1, 1, 0, 1, 0, NAN],
    upheld=[NAN, 1, 0, NAN, NAN, NAN, NAN],
    score_before=[NAN, 80, NAN, NAN, NAN, NAN, NAN],
)


def test_disputes_by_rater() -> None:
    # q: 3 of 4 disputed, 1 of 2 decided upheld, 1 open, 92 after 80
    first, second = rater_disputes(DISPUTED, SCORES, 0.95)

    assert first.rater == "q"
    assert first.disputed == wilson(3, 4, 0.95)
    assert first.upheld == wilson(1, 2, 0.95)
    assert (first.undecided, first.change) == (1, 12)
    assert second.disputed == wilson(0, 1, 0.95)  # the blank is not known
    assert np.isnan(second.upheld.value)


def test_an_upheld_sample_that_was_never_disputed_is_refused() -> None:
    wrong = table(disputed=[0] * 7, upheld=[0, 0, 1, 0, 0, 0, 0])

    with pytest.raises(InputError, match=r"quality\.upheld \(row=4\)"):
        rater_disputes(wrong, SCORES, 0.95)


def test_an_appeal_leaves_the_disputed_samples_out() -> None:
    found = appeal(DISPUTED, SCORES, ["s5"], FORM, 0.95)

    assert found.agent == "a"
    assert found.standing.value == pytest.approx((90 + 92 + 70) / 3)
    assert found.without.value == 91


def test_an_appeal_is_about_known_samples_of_one_agent() -> None:
    with pytest.raises(InputError, match=r"quality\.appeal_unknown.*s9"):
        appeal(DISPUTED, SCORES, ["s1", "s9"], FORM, 0.95)
    with pytest.raises(InputError, match=r"quality\.appeal_agents"):
        appeal(DISPUTED, SCORES, ["s1", "s3"], FORM, 0.95)


def with_items() -> ColumnTable:
    items: dict[str, list[object]] = {name: [0] * 7 for name in FORM.names}
    items |= {"cold": [0, 1, 0, 0, 2, 0, 0], "wrong_answer": [0, 0, 0, 0, 1, 0, 0]}
    items |= {"privacy": [0, 0, 1, 0, 0, 0, 0]}
    return table(**items)


def test_an_appeal_leaves_one_item_of_a_sample_out() -> None:
    # s5 of a: cold twice costs 16, wrong answer 15: 69, and 85 without the coldness
    samples = with_items()
    scores = form_scores(samples, FORM).scores

    found = appeal(samples, scores, ["s5:态度冷淡或敷衍", "s1"], FORM, 0.95)

    assert scores.tolist() == [100, 92, 0, 100, 69, 100, 100]
    assert found.items == {"s5": ("cold",)}
    assert found.standing.value == pytest.approx((100 + 92 + 69 + 100) / 4)
    assert found.without.value == pytest.approx((92 + 85 + 100) / 3)


def test_an_appeal_against_a_red_line_lifts_its_veto() -> None:
    samples = with_items()

    found = appeal(samples, form_scores(samples, FORM).scores, ["s3：privacy"], FORM, 0.95)

    assert (found.standing.value, found.without.value) == (pytest.approx(200 / 3), 100)


def test_an_appeal_names_an_item_of_the_form_that_the_samples_show() -> None:
    with pytest.raises(InputError, match=r"quality\.appeal_item.*moon"):
        appeal(with_items(), SCORES, ["s1:moon"], FORM, 0.95)
    with pytest.raises(InputError, match=r"quality\.column_needed.*cold"):
        appeal(DISPUTED, SCORES, ["s1:cold"], FORM, 0.95)
