"""The workbook holds all that the figures rest on: they are computed again from it alone."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import get_args

import numpy as np
import openpyxl
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.domain.texts import Language
from engine.report.calibration_workbook import calibration_workbook
from tests.report.calibration_samples import HEAD, hostile, published, shipped, small

EXACT = 1e-9
SCALE = 9
SAMPLES = {"shipped": shipped, "published": published}

Row = tuple[object, ...]
Array = NDArray[np.float64]
Answers = dict[tuple[str, str], dict[tuple[str, str], float]]  # by node and respondent
Voices = Mapping[tuple[str, str], float]


class Book:
    """A workbook as its reader sees it: headings and rows, nothing else of ours."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))

    def rows(self, sheet: str) -> list[Row]:
        """Return the rows below the headings up to the first empty one."""
        found: list[Row] = []
        for row in self.book[sheet].iter_rows(min_row=4, values_only=True):
            if row[0] is None:
                break
            found.append(row)
        return found

    def headings(self, sheet: str) -> list[object]:
        return [cell.value for cell in self.book[sheet][3]]

    def column(self, sheet: str, heading: str) -> list[float]:
        place = self.headings(sheet).index(heading)
        return [row[place] for row in self.rows(sheet)]  # type: ignore[misc] # figures

    def parameter(self, name: str) -> float:
        return float(dict(self.rows("Method"))[name])  # type: ignore[arg-type] # two columns

    @property
    def items(self) -> dict[str, list[str]]:
        """The items of each node."""
        nodes = defaultdict[str, list[str]](list)
        for node, item, *_ in self.rows("Weights within nodes"):
            nodes[str(node)].append(str(item))
        return nodes

    def answers(self) -> tuple[Answers, Voices]:
        """Return the answers that count, and the voice of each respondent at each node."""
        answers: Answers = defaultdict(dict)
        for person, node, first, second, ratio, _ in self.rows("Answers"):
            answers[str(node), str(person)][str(first), str(second)] = float(ratio)  # type: ignore[arg-type]  # a cell is typed object
        rows = self.rows("Respondents by node")
        return answers, {(str(r[2]), str(r[0])): float(r[1]) for r in rows}  # type: ignore[arg-type]  # a cell is typed object

    def as_written(self) -> tuple[Answers, Voices]:
        """Return the answers as written: those that count, but for the listed differences."""
        answers, voices = self.answers()
        if "Read as written" not in self.book.sheetnames:
            return answers, voices
        heard = dict(voices)
        for person, voice, node, first, second, written, _ in self.rows("Read as written"):
            key = (str(node), str(person))
            heard[key] = float(voice)  # type: ignore[arg-type]  # a cell is typed object
            answers[key].pop((str(first), str(second)), None)
            if written is not None:
                answers[key][str(first), str(second)] = float(written)  # type: ignore[arg-type]  # a cell is typed object
        return answers, heard

    def own_weights(self, node: str) -> tuple[Array, Array]:
        """Return the respondents' own weights of a node's items, and their voices."""
        own = defaultdict[str, list[float]](list)
        for person, of, _, weight in self.rows("Own weights"):
            if of == node:
                own[str(person)].append(float(weight))  # type: ignore[arg-type]  # a cell is typed object
        voices = self.answers()[1]
        return np.array(list(own.values())), np.array([voices[node, person] for person in own])

    def leaf_weights(self, local: Mapping[str, Array]) -> Array:
        """Return the products down the paths of the sheet of weights."""
        share = {
            item: weight
            for node, weights in local.items()
            for item, weight in zip(self.items[node], weights, strict=True)
        }
        paths = [(*str(row[1]).split(" \u203a ")[1:], str(row[0])) for row in self.rows("Weights")]
        return np.array([np.prod([share[step] for step in path]) for path in paths])


@cache
def book(sample: str) -> Book:
    return Book(calibration_workbook(SAMPLES[sample](), HEAD, "en"))


def eigen(matrix: Array) -> tuple[Array, float]:
    """Return principal eigenvector, sum 1, and eigenvalue."""
    values, vectors = np.linalg.eig(matrix)
    top = int(values.real.argmax())
    vector = np.abs(vectors[:, top].real)
    return vector / vector.sum(), float(values.real[top])


def group_matrix(items: list[str], node: str, answers: Answers, voices: Voices) -> Array:
    """Return the weighted geometric means of the answers to each pair."""
    matrix = np.eye(len(items))
    for i, first in enumerate(items):
        for j, second in enumerate(items[i + 1 :], i + 1):
            told = [
                (np.log(pairs[first, second]), voices[of, person])
                for (of, person), pairs in answers.items()
                if of == node and (first, second) in pairs
            ]
            logs, weights = np.array(told).T
            matrix[i, j] = np.exp(logs @ weights / weights.sum())
            matrix[j, i] = 1 / matrix[i, j]
    return matrix


def recomputed(found: Book, answers: Answers, voices: Voices) -> Array:
    """Return the leaves' weights by aggregation of judgements."""
    return found.leaf_weights(
        {
            node: eigen(group_matrix(items, node, answers, voices))[0]
            for node, items in found.items.items()
        }
    )


def entropy(shares: Array) -> Array:
    return -(shares * np.log(shares)).sum(axis=-1)


def goepel(own: Array, voices: Array) -> float:
    """Return S* from its definition: entropies within, of the mean, and the scale's bounds."""
    people, items = own[voices > 0], own.shape[1]
    part = voices[voices > 0] / voices.sum()
    beta = float(entropy(part @ people) - part @ entropy(people))
    least = float(entropy(np.array([SCALE, *[1.0] * (items - 1)]) / (items + SCALE - 1)))
    floor = np.exp(least - np.log(items))
    return float((np.exp(-beta) - floor) / (1 - floor))


@pytest.mark.parametrize("sample", SAMPLES)
class TestFiguresFollowFromTheWorkbook:
    def test_group_weights(self, sample: str) -> None:
        found = book(sample)
        answers, voices = found.answers()

        weights = recomputed(found, answers, voices)

        assert_allclose(found.column("Weights", "Weight"), weights, rtol=0, atol=EXACT)

    def test_group_ratio_of_each_node(self, sample: str) -> None:
        found = book(sample)
        answers, voices = found.answers()
        told = dict(zip(found.items, found.column("Group by node", "Group's ratio"), strict=False))

        for node, items in found.items.items():
            n = len(items)
            _, greatest = eigen(group_matrix(items, node, answers, voices))
            index = found.parameter(f"Random index, {node} (n = {n})")
            ratio = (greatest - n) / (n - 1) / index if index else 0.0
            assert told[node] == pytest.approx(ratio, abs=EXACT)

    def test_ratio_of_each_respondent(self, sample: str) -> None:
        found = book(sample)
        answers, _ = found.answers()

        for person, _, node, missing, greatest, index, ratio, *_ in found.rows(
            "Respondents by node"
        ):
            items, pairs = found.items[str(node)], answers[str(node), str(person)]
            n = len(items)
            assert len(pairs) + int(missing) == n * (n - 1) // 2  # type: ignore[call-overload]  # a cell is typed object
            if greatest is None:
                assert ratio is None
                continue
            if not missing:
                matrix = group_matrix(
                    items, str(node), {(str(node), ""): pairs}, {(str(node), ""): 1}
                )
                assert greatest == pytest.approx(eigen(matrix)[1], abs=EXACT)
            expected = (greatest - n) / (n - 1) / index if index else 0.0  # type: ignore[operator]  # a cell is typed object
            assert ratio == pytest.approx(expected, abs=EXACT)

    def test_weights_of_every_treatment(self, sample: str) -> None:
        found = book(sample)
        answers, voices = found.answers()
        limit = found.parameter("Limit of the consistency ratio")
        ratios = {(str(r[2]), str(r[0])): r[6] or 0.0 for r in found.rows("Respondents by node")}
        excess = {key: max(1.0, float(ratio) / limit) for key, ratio in ratios.items()}  # type: ignore[arg-type]  # a cell is typed object
        lowered = {key: voice / excess[key] for key, voice in voices.items()}
        inside = {key: pairs for key, pairs in answers.items() if excess[key] == 1}
        geometric = {}
        for node in found.items:
            own, heard = found.own_weights(node)
            means = np.exp(heard @ np.log(own) / heard.sum())
            geometric[node] = means / means.sum()

        expected = {
            "all, read with care": recomputed(found, answers, voices),
            "weighed down": recomputed(found, answers, lowered),
            "within the limit": recomputed(found, inside, voices),
            "as written": recomputed(found, *found.as_written()),
            "own weights": found.leaf_weights(geometric),
        }

        for treatment, weights in expected.items():
            told = found.column("Weights by treatment", treatment)
            assert_allclose(told, weights, rtol=0, atol=EXACT, err_msg=treatment)

    def test_bands_and_ranks(self, sample: str) -> None:
        found = book(sample)
        draws = np.array([row[1:] for row in found.rows("Draws")], dtype=np.float64)
        level = found.parameter("Level of the bands")

        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        ranks = (-draws).argsort(axis=1).argsort(axis=1)

        assert len(draws) == found.parameter("Draws")
        assert_allclose(found.column("Weights", "Weight (low)"), low, rtol=0, atol=EXACT)
        assert_allclose(found.column("Weights", "Weight (high)"), high, rtol=0, atol=EXACT)
        places = {name: i for i, name in enumerate(found.headings("Draws")[1:])}
        for name, *probabilities in found.rows("Ranks"):
            counts = np.bincount(ranks[:, places[name]], minlength=draws.shape[1])
            assert_allclose(
                np.array(probabilities, dtype=np.float64), counts / len(draws), atol=EXACT
            )

    def test_consensus(self, sample: str) -> None:
        found = book(sample)
        told = dict(zip(found.items, found.column("Group by node", "Consensus"), strict=False))

        for node in found.items:
            assert told[node] == pytest.approx(goepel(*found.own_weights(node)), abs=EXACT)


@pytest.mark.parametrize("language", get_args(Language))
def test_sheets_have_short_distinct_names(language: Language) -> None:
    content = calibration_workbook(small(), HEAD, language)

    names = openpyxl.load_workbook(BytesIO(content)).sheetnames

    assert all(len(name) <= 31 for name in names)
    assert not any(name[-1].isdigit() for name in names)


def test_no_name_becomes_a_formula_or_a_link() -> None:
    found = openpyxl.load_workbook(BytesIO(calibration_workbook(hostile(), HEAD, "zh")))

    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
