"""Every published case of ``tests/cases/ahp.json``, to its printed digits, by the library.

``REPRODUCED`` says by which function; each returns the figures under the names of the case's
``expected``. A case without a function fails, and so does a printed figure that none returns.
``tests/cli/test_published_cases.py`` does the same by the command line.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest

from engine.ahp.best_worst import best_worst_weights
from engine.ahp.best_worst_consistency import consistency_index
from engine.ahp.completion import Completion
from engine.ahp.consistency import consistency_of, geometric_consistency_index
from engine.ahp.decision import decide
from engine.ahp.diagnosis import Diagnosis, diagnose
from engine.ahp.gaps import completed
from engine.ahp.group_opinion import group_opinion
from engine.ahp.groups import (
    aggregated_judgements,
    arithmetic_priorities,
    geometric_priorities,
    own_weights,
)
from engine.ahp.judgement_scales import JudgementScale, scaled_ratios
from engine.ahp.priorities import Method, priorities
from engine.domain.elicitation import BestWorst, BestWorstForm
from engine.domain.judgements import JudgementMatrix
from tests.ahp.panel_samples import NODE, city200, histopark, nish
from tests.ahp.published_cases import CASES, Case, Figures, assert_as_printed
from tests.ahp.test_decision import hierarchy_of, pyanp_hierarchy

UPPER = np.triu_indices(5, 1)


def matrix_of(case: Case, key: str = "matrix") -> JudgementMatrix:
    values = np.array(case["input"][key], dtype=np.float64)
    names = case["input"].get("items", [str(n) for n in range(len(values))])
    return JudgementMatrix(tuple(names), values)


def one_matrix(case: Case) -> Iterator[Figures]:
    method = Method.COLUMN_MEAN if case["category"] == "column-mean" else Method.EIGENVECTOR
    yield _of_matrix(case, method)


def every_method(case: Case) -> Iterator[Figures]:
    for method in Method:
        yield _of_matrix(case, method)


def _of_matrix(case: Case, method: Method) -> Figures:
    expected, matrix = case["expected"], matrix_of(case)
    found = diagnose(matrix, method)
    told = {
        "weights": found.weights,
        "weights_4dp": found.weights,
        "lambda_max": found.lambda_max,
        "CI": found.consistency_index,
        "CR": {name: _ratio(matrix, name, method) for name in expected.get("CR", ())},
        "error_matrix_upper": found.error_ratios[np.triu_indices(len(matrix.items), 1)],
        "geometric": priorities(matrix.values, Method.GEOMETRIC_MEAN).weights,
        "column_sums": matrix.values.sum(axis=0),
    }
    return {name: told[name] for name in expected}


def _ratio(matrix: JudgementMatrix, table: str, method: Method = Method.EIGENVECTOR) -> float:
    return diagnose(matrix, method, table).consistency_ratio


def printing_error(case: Case) -> Iterator[Figures]:
    pairs = JudgementMatrix.non_reciprocal_pairs(np.array(case["input"]["matrix"]))
    yield {"reciprocal": not pairs, "bad_pairs": pairs}


def one_dominates(case: Case) -> Iterator[Figures]:
    matrices = []
    for n, times in case["input"]["cases"]:
        values = np.ones((n, n))
        values[0, 1:], values[1:, 0] = times, 1 / times
        matrices.append(values)
    for method in Method:
        yield {"w1": [priorities(values, method).weights[0] for values in matrices]}


def least_lambda(case: Case) -> Iterator[Figures]:
    found = diagnose(matrix_of(case), random_index="donegan_dodd")
    gap = found.completed[2, 3]
    yield {
        "missing": {"2,3": gap},
        "van_uden": gap,
        "weights": found.weights,
        "CR": {"donegan_dodd": found.consistency_ratio},
    }


def harker(case: Case) -> Iterator[Figures]:
    whole = completed(matrix_of(case), Completion.HARKER, rounded=True).matrix
    yield {
        "imputed": {"2,4": whole.values[2, 4]},
        "CR_complete": {"saaty2005": _ratio(matrix_of(case, "complete"), "saaty2005")},
        "CR_imputed": {"saaty2005": _ratio(whole, "saaty2005")},
    }


def hierarchy(case: Case) -> Iterator[Figures]:
    found = decide(hierarchy_of(case["id"]), random_index="saaty2005")
    together, expected = list(found.alternatives.values()), case["expected"]

    def ratios(diagnoses: Mapping[str, Diagnosis], names: Mapping[str, float]) -> Figures:
        return {name: diagnoses[name].consistency_ratio for name in names}

    told = {
        "global_alternatives": together,
        "published_3dp": together,
        "criteria_weights": list(found.criteria.values()),
        "criteria_CR": {"saaty2005": found.criteria_diagnoses["goal"].consistency_ratio},
        "local_CR": ratios(found.local_diagnoses, expected.get("local_CR", {})),
        "local_weights": {name: found.local[name] for name in expected.get("local_weights", {})},
    }
    yield {name: told[name] for name in expected}


def parties(case: Case) -> Iterator[Figures]:
    found = histopark(*case["input"]["matrices"]).responses
    matrices = {each.respondent: each.judgements[NODE].values for each in found}
    yield {
        "weights": {
            party: priorities(values, Method.GEOMETRIC_MEAN).weights
            for party, values in matrices.items()
        },
        "GCI": {party: geometric_consistency_index(values) for party, values in matrices.items()},
    }


def parties_together(case: Case) -> Iterator[Figures]:
    panel = histopark(*case["input"]["matrices"])
    found = group_opinion(panel, NODE, method=Method.GEOMETRIC_MEAN)
    yield {
        "weights": found.weights,
        "GCI": found.together.geometric_consistency_index,
        "GCOMPI": found.gcompi,
        "PVN": found.priority_violations,
    }


def six_users(case: Case) -> Iterator[Figures]:
    users = {"Group": None, **{user: user for user in case["input"]["users"]}}
    shares = {name: decide(pyanp_hierarchy(user)).shares for name, user in users.items()}
    yield {
        "order": list(shares["Group"]),
        "global_priorities": {name: list(each.values()) for name, each in shares.items()},
    }


def simulated_200(case: Case) -> Iterator[Figures]:
    assert case["input"]["sign"] == "negative = left attribute preferred"  # as city200 reads
    panel = city200()
    columns, own = own_weights(panel, NODE, Method.COLUMN_MEAN), own_weights(panel, NODE)
    matrices = np.stack([each.judgements[NODE].values for each in panel.responses])
    passed = int((consistency_of(matrices, "saaty2005").consistency_ratio <= 0.1).sum())
    unscaled = np.exp(np.log(own.weights).mean(axis=0))
    scaled = geometric_priorities(own.weights, own.respondent_weights)
    assert scaled == pytest.approx(unscaled / unscaled.sum(), rel=1e-13)
    yield {
        "n": len(panel.responses),
        "n_CR_le_0_1": passed,
        "n_CR_gt_0_1": len(matrices) - passed,
        "aip_arithmetic": arithmetic_priorities(columns.weights, columns.respondent_weights),
        "aip_arithmetic_sd": columns.weights.std(axis=0, ddof=1),
        "aij_upper": aggregated_judgements(panel, NODE).values[UPPER],
        "aip_eigen_geometric_unnormalised": unscaled,
    }


def survey_of_177(case: Case) -> Iterator[Figures]:
    panel = nish()
    group = diagnose(aggregated_judgements(panel, NODE), random_index="saaty1980")
    first = {
        each.respondent: diagnose(each.judgements[NODE], random_index="saaty1980")
        for each in panel.responses[: len(case["expected"]["first"])]
    }
    yield {
        "n": len(panel.responses),
        "missing": sum(each.judgements[NODE].missing for each in panel.responses),
        "weights": group.weights,
        "CR_RI_1_12": group.consistency_ratio,
        "first": {name: each.weights for name, each in first.items()},
        "first_CR": [each.consistency_ratio for each in first.values()],
    }


def best_worst(case: Case) -> Iterator[Figures]:
    told = case["input"]
    is_linear = "xi_L" in case["expected"]
    answers = BestWorst(
        tuple("abcde"[: len(told["BO"])]),
        told["best"],
        told["worst"],
        tuple(told["BO"]),
        tuple(told["OW"]),
        BestWorstForm.LINEAR if is_linear else BestWorstForm.NONLINEAR,
    )
    found = best_worst_weights(answers)
    yield {"weights": found.weights, "xi_L" if is_linear else "xi_nonlinear": found.xi}


def best_worst_index(case: Case) -> Iterator[Figures]:
    yield {"CI": [consistency_index(best_to_worst) for best_to_worst in case["input"]["a_BW"]]}


def fitted_random_index(case: Case) -> Iterator[Figures]:
    values = matrix_of(case).values
    n, found = len(values), consistency_of(values)
    straight = (found.lambda_max - n) / (2.7699 * n - 4.3513 - n)
    ratio = _ratio(matrix_of(case), "alonso_lamata_fit")
    assert ratio == pytest.approx(float(straight), rel=1e-13)
    yield {"CR": ratio}
    yield {"CR": _ratio(matrix_of(case), "alonso_lamata")}


def judgement_scales(case: Case) -> Iterator[Figures]:
    grades = np.array(case["input"]["x"], dtype=np.float64)
    yield {
        "balanced": scaled_ratios(grades, JudgementScale.BALANCED, items=7),
        "inverse_linear": scaled_ratios(grades, JudgementScale.INVERSE_LINEAR, items=7),
        "generalised_balanced_n2": scaled_ratios(
            grades, JudgementScale.GENERALISED_BALANCED, items=2
        ),
    }


REPRODUCED: Mapping[str, Callable[[Case], Iterator[Figures]]] = {
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
    "tab-scales": judgement_scales,
    "grp-nish-177": survey_of_177,
}


def test_no_case_is_forgotten() -> None:
    assert list(REPRODUCED) == list(CASES)


@pytest.mark.parametrize("id_", REPRODUCED)
def test_case_is_reproduced_to_its_printed_digits(id_: str) -> None:
    figures = list(REPRODUCED[id_](CASES[id_]))

    assert figures
    for each in figures:
        assert_as_printed(CASES[id_], each)
