"""Options that cannot be are refused together, with what could be."""

from pathlib import Path
from typing import Any

import pytest

from engine.domain.policy import Norm, Objective
from engine.errors import InputError
from engine.files.policy_file import read_policy_file
from engine.i18n.translate import fault_texts
from engine.services.optimisation_options import OptimiseRequest, asked_policy, check_options
from tests.services.weight_files import request


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"evidence_share": 1.5}, "--evidence-share"),
        ({"evidence_share": float("nan")}, "--evidence-share"),
        ({"grid": -0.01}, "--grid"),
        ({"budget": float("inf")}, "--budget"),
        ({"draws": 0}, "--draws"),
        ({"seed": -1}, "--seed"),
        ({"node_limit": -1}, "--node-limit"),
        ({"norm": "L2"}, "--norm"),
        ({"objective": "best"}, "--objective"),
        ({"metrics": Path("metrics.csv")}, "--metrics"),
    ],
)
def test_an_option_that_cannot_be_is_named(
    tmp_path: Path, change: dict[str, Any], option: str
) -> None:
    with pytest.raises(InputError) as refused:
        check_options(request(tmp_path, **change))

    assert [fault.place for fault in refused.value.faults] == [option]


def test_all_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        check_options(request(tmp_path, grid=2.0, draws=-5, norm="L3", seed=2**32))

    assert len(refused.value.faults) == 4


def test_usual_options_pass(tmp_path: Path) -> None:
    check_options(request(tmp_path))


def test_what_is_not_asked_stays_as_the_file_says(tmp_path: Path) -> None:
    asked = request(tmp_path)
    policy = read_policy_file(asked.policy).policy

    assert asked_policy(policy, asked) == policy


def test_what_is_asked_stands_in_place_of_the_file(tmp_path: Path) -> None:
    asked = request(
        tmp_path, objective="REGRET", norm="linf", evidence_share=0.0, budget=2.0, grid=0.0
    )

    found = asked_policy(read_policy_file(asked.policy).policy, asked)

    assert (found.objective, found.norm) == (Objective.REGRET, Norm.LINF)
    assert (found.evidence_share, found.budget, found.grid) == (0.0, 2.0, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget": -1.0}, "A number of 0 or more."),
        ({"seed": -1}, "A number from 0 to 4,294,967,295."),
        ({"evidence_share": 1.5}, "A number from 0 to 1."),
    ],
)
def test_a_range_is_said_in_plain_figures(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        check_options(OptimiseRequest(Path("p.toml"), **changes))

    (fault,) = refused.value.faults
    assert fault_texts(fault, "en")["expected"] == said
