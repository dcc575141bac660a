"""Panels for tests: small ones made by hand, and the published ones of ``tests/cases``."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text

FOLDER = Path(__file__).parents[1] / "cases"
CASES = {
    case["id"]: case
    for case in json.loads((FOLDER / "ahp.json").read_text(encoding="utf-8"))["cases"]
}
Matrix = NDArray[np.float64]
Pairs = Mapping[tuple[str, str], float]
GAP = np.nan
NODE = "goal"


def respondent(
    number: int, matrix: JudgementMatrix, weight: float = 1.0, role: str = "manager"
) -> Response:
    name = f"R{number}"
    return Response(name, Text(name, name), role, {NODE: matrix}, weight)


def panel_of(*matrices: Matrix, weights: tuple[float, ...] = ()) -> Panel:
    items = tuple("abcdefghijkl"[: len(matrices[0])])
    shares = weights or (1.0,) * len(matrices)
    return Panel(
        tuple(
            respondent(number, JudgementMatrix(items, values), weight)
            for number, (values, weight) in enumerate(zip(matrices, shares, strict=True), 1)
        )
    )


def pair(ratio: float) -> Matrix:
    return np.array([[1.0, ratio], [1 / ratio, 1.0]])


def matrix_from(items: Sequence[str], answers: Pairs) -> JudgementMatrix:
    values = np.full((len(items), len(items)), GAP)
    np.fill_diagonal(values, 1.0)
    for (first, second), ratio in answers.items():
        row, column = items.index(first), items.index(second)
        values[row, column], values[column, row] = ratio, 1 / ratio
    return JudgementMatrix(tuple(items), values)


@st.composite
def judgements(draw: st.DrawFn, least: int = 2) -> Matrix:
    n = draw(st.integers(least, 6))
    logs = np.triu(draw(arrays(np.float64, (n, n), elements=st.floats(-2.2, 2.2))), 1)
    return np.asarray(np.exp(logs - logs.T))


def histopark(*parties: str) -> Panel:
    found = CASES["grp-histopark-individual"]["input"]
    responses = tuple(
        Response(
            party,
            Text(party, party),
            "spokesperson",
            {NODE: JudgementMatrix(tuple(found["items"]), np.array(found["matrices"][party]))},
        )
        for party in parties
    )
    return Panel(responses)


def six_of_pyanp() -> tuple[Panel, ItemTree]:
    found = CASES["grp-pyanp-6"]["input"]
    tree = ItemTree({node: tuple(items) for node, items in found["tree"].items()}, {})
    answers = {tuple(key.split(",")): ratios for key, ratios in found["judgements"].items()}
    responses = []
    for index, user in enumerate(found["users"]):
        given = {(key[0], key[1]): ratios[index] for key, ratios in answers.items()}
        judged = {
            node: matrix_from(
                items, {key: ratio for key, ratio in given.items() if key[0] in items}
            )
            for node, items in tree.items.items()
        }
        responses.append(Response(user, Text(user, user), "", judged))
    return Panel(tuple(responses)), tree


def nish() -> Panel:
    """Return the 177 with every number as it is printed, out-of-scale ones too."""
    items = CASES["grp-nish-177"]["input"]["items"]
    return _survey("nish_177_survey.csv", items, lambda value: value, "_vs_")


def city200() -> Panel:
    """Return the 200 simulated ones; a negative answer prefers the left of the pair."""
    items = ["cult", "fam", "house", "jobs", "trans"]
    return _survey(
        "city200_simulated.csv", items, lambda value: -value if value < 0 else 1 / value, "_"
    )


def _survey(name: str, items: list[str], ratio: Callable[[float], float], between: str) -> Panel:
    with (FOLDER / "ahp-data" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    responses = []
    for number, row in enumerate(rows, 1):
        given = {
            (key.split(between)[0], key.split(between)[1]): ratio(float(value))
            for key, value in row.items()
            if between in key and value
        }
        judged = {NODE: matrix_from(items, given)}
        responses.append(Response(f"r{number}", Text("", ""), "", judged))
    return Panel(tuple(responses))
