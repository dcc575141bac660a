"""Every published case of ``tests/cases/ahp.json``, to its printed digits, from the shell.

``REPRODUCED`` says how; ``WITHOUT_COMMAND`` names the one case that no command answers.
``tests/ahp/test_published_cases.py`` does the same by the library.
"""

import json
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from engine.cli import main
from tests.ahp.published_cases import CASES, FOLDER, Case, Figures, assert_as_printed

Shell: TypeAlias = Callable[..., dict[str, Any]]
WITHOUT_COMMAND = ("tab-scales",)
DRAWS = ("--draws", "1")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return what a command answers about a file, or about the content of one, as JSON."""

    def answer(command: str, given: object, *options: str, code: int = 0) -> dict[str, Any]:
        file = given if isinstance(given, Path) else tmp_path / "input.json"
        if not isinstance(given, Path):
            file.write_text(json.dumps(given), encoding="utf-8")
        assert main([command, str(file), *options, "--json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return answer


def matrix_given(case: Case) -> Figures:
    return {key: case["input"][key] for key in ("items", "matrix") if key in case["input"]}


def answers_of(case: Case) -> Path:
    return FOLDER / "ahp-data" / Path(case["input"]["file"]).name


def one_matrix(case: Case, shell: Shell) -> Figures:
    method = "column-mean" if case["category"] == "column-mean" else "eigenvector"
    return _of_matrix(case, shell, method)


def _of_matrix(case: Case, shell: Shell, method: str) -> Figures:
    def found(method: str, table: str = "simulated") -> dict[str, Any]:
        options = ("--method", method, "--random-index", table)
        return shell("priorities", matrix_given(case), *options)

    expected, answer = case["expected"], found(method)
    ratios = np.array(answer["error_ratios"])
    told = {
        "weights": answer["weights"],
        "weights_4dp": answer["weights"],
        "lambda_max": answer["lambda_max"],
        "CI": answer["consistency_index"],
        "CR": {name: found(method, name)["consistency_ratio"] for name in expected.get("CR", ())},
        "error_matrix_upper": ratios[np.triu_indices(len(ratios), 1)],
        "geometric": found("geometric-mean")["weights"],
        "column_sums": np.sum(answer["completed"], axis=0),
    }
    return {name: told[name] for name in expected}


def every_method(case: Case, shell: Shell) -> Figures:
    for method in ("geometric-mean", "column-mean", "least-absolute"):
        assert_as_printed(case, _of_matrix(case, shell, method))
    return _of_matrix(case, shell, "eigenvector")


def printing_error(case: Case, shell: Shell) -> Figures:
    refused = shell("priorities", matrix_given(case), code=2)["error"]
    places = [fault["place"] for fault in refused["faults"]]
    return {
        "reciprocal": not places,
        "bad_pairs": [[int(digit) for digit in place if digit.isdigit()] for place in places],
    }


def one_dominates(case: Case, shell: Shell) -> Figures:
    def first(n: int, times: float) -> float:
        rows = [[1, *[times] * (n - 1)], *[[None] + [1] * (n - 1) for _ in range(n - 1)]]
        return float(shell("priorities", {"matrix": rows})["weights"][0])

    return {"w1": [first(n, times) for n, times in case["input"]["cases"]]}


def least_lambda(case: Case, shell: Shell) -> Figures:
    found = shell("priorities", matrix_given(case), "--random-index", "donegan_dodd")
    gap = found["completed"][2][3]
    return {
        "missing": {"2,3": gap},
        "van_uden": gap,
        "weights": found["weights"],
        "CR": {"donegan_dodd": found["consistency_ratio"]},
    }


def harker(case: Case, shell: Shell) -> Figures:
    options = ("--completion", "harker", "--round-completed", "--random-index", "saaty2005")
    filled = shell("priorities", matrix_given(case), *options)
    whole = shell("priorities", {"matrix": case["input"]["complete"]}, *options)
    return {
        "imputed": {"2,4": filled["completed"][2][4]},
        "CR_complete": {"saaty2005": whole["consistency_ratio"]},
        "CR_imputed": {"saaty2005": filled["consistency_ratio"]},
    }


def hierarchy(case: Case, shell: Shell) -> Figures:
    found = shell("hierarchy", case["input"], "--random-index", "saaty2005")
    expected, local = case["expected"], found["local"]
    told = {
        "global_alternatives": found["global_alternatives"],
        "published_3dp": found["global_alternatives"],
        "criteria_weights": found["criteria_weights"],
        "criteria_CR": {"saaty2005": found["nodes"]["goal"]["consistency_ratio"]}
        if "criteria_CR" in expected
        else {},
        "local_CR": {
            name: local[name]["consistency_ratio"] for name in expected.get("local_CR", ())
        },
        "local_weights": {
            name: local[name]["weights"] for name in expected.get("local_weights", ())
        },
    }
    return {name: told[name] for name in expected}


def parties(case: Case, shell: Shell) -> Figures:
    found = shell("group", case["input"], "--method", "geometric-mean")["respondents"]
    return {
        "weights": {each["id"]: each["weights"] for each in found},
        "GCI": {each["id"]: each["gci"] for each in found},
    }


def parties_together(case: Case, shell: Shell) -> Figures:
    found = shell("group", case["input"], "--method", "geometric-mean")
    return {
        "weights": found["weights"],
        "GCI": found["gci"],
        "GCOMPI": found["gcompi"],
        "PVN": found["priority_violations"],
    }


def six_users(case: Case, shell: Shell) -> Figures:
    told = case["input"]

    def criterion(name: str, users: list[str]) -> dict[str, Any]:
        items = told["tree"][name]
        below = {item: criterion(item, users) for item in items if item in told["tree"]}
        matrices = {user: _upper(told, items, told["users"].index(user)) for user in users}
        return {"items": items, "matrices": matrices, "children": below}

    def shares(users: list[str]) -> dict[str, float]:
        found: dict[str, float] = shell("hierarchy", {"tree": criterion("Goal", users)})["global"]
        return found

    found = {"Group": shares(told["users"]), **{user: shares([user]) for user in told["users"]}}
    return {
        "order": list(found["Group"]),
        "global_priorities": {name: list(each.values()) for name, each in found.items()},
    }


def _upper(told: Figures, items: list[str], user: int) -> list[list[float | None]]:
    """Return one user's matrix with the answers above the diagonal only."""
    rows: list[list[float | None]] = [[None] * len(items) for _ in items]
    for i, j in combinations(range(len(items)), 2):
        rows[i][j] = told["judgements"][f"{items[i]},{items[j]}"][user]
    return rows


def simulated_200(case: Case, shell: Shell) -> Figures:
    file = answers_of(case)
    columns = shell("panel", file, "--method", "column-mean", *DRAWS)
    found = shell("panel", file, "--random-index", "saaty2005", *DRAWS)
    passed = found["consistency"]["with_care"]
    own = np.array([each["weights"] for each in found["respondents"]])
    unscaled = np.exp(np.log(own).mean(axis=0))
    assert found["group"]["priorities"]["weights"] == pytest.approx(unscaled / unscaled.sum())
    return {
        "n": len(found["respondents"]),
        "n_CR_le_0_1": passed["consistent"],
        "n_CR_gt_0_1": passed["respondents"] - passed["consistent"],
        "aip_arithmetic": columns["group"]["priorities"]["arithmetic"],
        "aip_arithmetic_sd": np.std(
            [each["weights"] for each in columns["respondents"]], axis=0, ddof=1
        ),
        "aij_upper": np.array(found["nodes"]["goal"]["matrix"])[np.triu_indices(5, 1)],
        "aip_eigen_geometric_unnormalised": unscaled,
    }


def survey_of_177(case: Case, shell: Shell) -> Figures:
    file = answers_of(case)
    found = shell("panel", file, "--random-index", "saaty1980", *DRAWS)
    written = next(each for each in found["treatments"] if each["id"] == "as-written")
    first = {f"r{each['id']}": each["as_written"] for each in found["respondents"][:3]}
    heard = len(found["respondents"]) + len(found["without_answers"])
    return {
        "n": heard,
        "missing": found["blanks"]["answers"],
        "weights": written["weights"],
        "CR_RI_1_12": written["consistency_ratio"],
        "first": {name: each["weights"] for name, each in first.items()},
        "first_CR": [each["consistency_ratio"] for each in first.values()],
    }


def best_worst(case: Case, shell: Shell) -> Figures:
    told, form = case["input"], "linear" if "xi_L" in case["expected"] else "nonlinear"
    answers = {
        "best": told["best"],
        "worst": told["worst"],
        "best_to_others": told["BO"],
        "others_to_worst": told["OW"],
    }
    found = shell("best-worst", answers, "--form", form)
    return {
        "weights": found["weights"],
        "xi_L" if form == "linear" else "xi_nonlinear": found["xi"],
    }


def best_worst_index(case: Case, shell: Shell) -> Figures:
    def index(greatest: float) -> float:
        answers = {"best": 0, "worst": 1, "best_to_others": [1, greatest]}
        given = {**answers, "others_to_worst": [greatest, 1]}
        return float(shell("best-worst", given)["consistency_index"])

    return {"CI": [index(greatest) for greatest in case["input"]["a_BW"]]}


def fitted_random_index(case: Case, shell: Shell) -> Figures:
    found = shell("priorities", matrix_given(case), "--random-index", "alonso_lamata_fit")
    return {"CR": found["consistency_ratio"]}


REPRODUCED: Mapping[str, Callable[[Case, Shell], Figures]] = {
    "eig-drinks": one_matrix,
    "val-drinks-typo": printing_error,
    "eig-flexibility-3": one_matrix,
    "eig-house-transport-3": one_matrix,
    "eig-house-consistent-3": one_matrix,
    "hier-house": hierarchy,
    "hier-school": hierarchy,
    "eig-city-criteria": one_matrix,
    "hier-leader": hierarchy,
    "hier-car-direct": hierarchy,
    "multi-pyanp-4": one_matrix,
    "eig-pyanp-3": one_matrix,
    "mean-zh-3": one_matrix,
    "mean-flood-9": one_matrix,
    "any-consistent-3": every_method,
    "ana-one-dominates": one_dominates,
    "excel-bpmsg-3": one_matrix,
    "inc-bfr-4": least_lambda,
    "inc-survey-5": harker,
    "grp-histopark-individual": parties,
    "grp-histopark-aij3": parties_together,
    "grp-pyanp-6": six_users,
    "grp-city200": simulated_200,
    "bwm-2016-ex1": best_worst,
    "bwm-2015-transport": best_worst,
    "bwm-ci-table": best_worst_index,
    "tab-alonso-lamata-fit": fitted_random_index,
    "grp-nish-177": survey_of_177,
}


def test_no_case_is_forgotten() -> None:
    assert {*REPRODUCED, *WITHOUT_COMMAND} == set(CASES)


@pytest.mark.parametrize("id_", REPRODUCED)
def test_case_is_reproduced_to_its_printed_digits(id_: str, shell: Shell) -> None:
    case = CASES[id_]

    found = REPRODUCED[id_](case, shell)

    assert_as_printed(case, found)
