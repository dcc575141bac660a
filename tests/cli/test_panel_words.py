"""Words and figures of a panel's text."""

import pytest

from engine.cli.panel_words import MOST_IDS, figure, node_name, ratio, said, some, told
from engine.domain.texts import Sentence
from tests.studies.panel_samples import flat_tree


def test_figures_have_fixed_decimals_or_a_dash() -> None:
    assert figure(0.12345) == "0.1235"
    assert figure(0.5, 3) == "0.500"
    assert figure(None) == "-"


@pytest.mark.parametrize(("value", "text"), [(1 / 7, "1/7"), (3.0, "3"), (2.5, "2.5")])
def test_ratios_are_written_as_people_write_them(value: float, text: str) -> None:
    assert ratio(value) == text


def test_sentences_are_those_of_the_command() -> None:
    assert said("weights.weight", "zh") == "权重"


def test_a_role_is_told_by_its_name() -> None:
    values = {"n": 1, "total": 9, "leaf": "x", "own": 0.3, "weight": 0.2}
    key = "finding.panel.role_differs"

    assert told(Sentence(key, {"role": "qa", **values}), "en").startswith(
        "Role Quality assurance (1 of 9 respondents)"
    )
    assert told(Sentence(key, {"role": "", **values}), "zh").startswith("未注明角色")


def test_the_goal_is_no_raw_id() -> None:
    assert node_name(flat_tree(), "goal", "zh") == "总目标"
    assert node_name(flat_tree(), "a", "en") == "a"


def test_few_ids_are_all_named() -> None:
    assert some(["r1", "r2"], "en") == "r1, r2"
    assert some(["r1", "r2"], "zh") == "r1、r2"


def test_of_many_ids_the_rest_is_counted() -> None:
    ids = [str(k) for k in range(MOST_IDS + 5)]

    assert some(ids, "en").endswith("11 and 5 more")
