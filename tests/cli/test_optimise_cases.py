"""Published and own cases through ``heng optimise``, from files alone.

Every folder of ``tests/cases/optimisation-specs`` is written by docs/policies.md: ``policy.toml``,
and a file for each source under the name of its option. Figures of published cases are those of
``tests/cases/optimisation.json``; those of ``tests/cases/optimisation-own.json`` are worked by
hand. The published cases run on each solver alone in ``tests/optimisation``.
"""

import json
from dataclasses import asdict
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.cli import main
from engine.domain.policy import Objective, WeightPolicy
from engine.domain.weights import Origin
from engine.files.policy_file import read_policy_file
from engine.files.weights_file import read_weights
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import Aim, least_distance
from engine.optimisation.emphasis import emphasised_target
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

CASES = Path(__file__).parents[1] / "cases"
SPECS = CASES / "optimisation-specs"
BLEND, DISTANCES = Objective.BLEND, Objective.DISTANCES
JUDGED, INCUMBENT = Origin.JUDGED, Origin.INCUMBENT
ORIGINS = {"judgement": JUDGED, "evidence": Origin.EVIDENCE, "incumbent": INCUMBENT}
Document = dict[str, Any]
CLOSE = 1e-9


def known(id_: str) -> Document:
    """Return what is expected of a published case."""
    text = (CASES / "optimisation.json").read_text(encoding="utf-8")
    return next(case["expected"] for case in json.loads(text) if case["id"] == id_)


def own() -> list[Document]:
    text = (CASES / "optimisation-own.json").read_text(encoding="utf-8")
    cases: list[Document] = json.loads(text)
    return cases


def read_policy(case: Document) -> WeightPolicy:
    return read_policy_file(SPECS / case["spec"] / "policy.toml").policy


def named(case: Document) -> str:
    return " ".join([case["spec"], *case.get("options", [])[1:]])


def shares(stated: dict[str, str]) -> dict[str, float]:
    return {leaf: float(Fraction(share)) for leaf, share in stated.items()}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what the command answers to a folder's files and to further options."""

    def answer(spec: str, *options: str, code: int = 0) -> Document:
        files = [(f"--{path.stem}", str(path)) for path in sorted((SPECS / spec).iterdir())]
        arguments = [word for pair in files for word in pair]
        assert main(["optimise", *arguments, *options, "--json", "--lang", "en"]) == code
        found: Document = json.loads(capsys.readouterr().out)
        return found

    return answer


class TestPublished:
    def test_closest_in_the_greatest_difference(self, ask: Any) -> None:
        found, expected = ask("closest-Linf-share"), known("closest-Linf-share")

        assert found["proven"]
        assert found["objective"] == pytest.approx(expected["objective"], abs=CLOSE)
        assert [*found["weights"].values()] == pytest.approx(expected["weights"], abs=CLOSE)

    def test_a_cap_and_an_order_that_clash(self, ask: Any) -> None:
        found, expected = ask("infeasible-cap-order", code=1), known("infeasible-cap-order")

        assert found["feasible"] is expected["feasible"]
        least = expected["least_total_violation"]
        assert found["least_total_violation"] == pytest.approx(least, abs=CLOSE)
        formulas = {rule["formula"] for rule in found["conflicts"]}
        assert formulas == {"a <= 0.25", "b >= 0.1", "a >= b + 0.2"}

    def test_evidence_at_its_worst(self, ask: Any) -> None:
        found, expected = ask("robust-gamma-1"), known("robust-gamma-1")

        assert found["proven"]
        assert found["objective"] == pytest.approx(expected["worst_case"], abs=CLOSE)
        assert [*found["weights"].values()] == pytest.approx(expected["weights"], abs=CLOSE)
        (row,) = found["robust"]
        assert row["worst_case"] == pytest.approx(expected["worst_case"], abs=CLOSE)
        assert row["recommended"] == pytest.approx(expected["worst_case"], abs=CLOSE)

    def test_one_agent_is_ahead_under_every_weight_set(self, ask: Any) -> None:
        found, expected = ask("necessary-2")["preference"], known("necessary-2")

        (pair,) = found["examples"]
        assert (pair["ahead"], pair["behind"]) == ("a", "b")
        assert pair["least"] == pytest.approx(expected["min"], abs=CLOSE)
        assert pair["greatest"] == pytest.approx(expected["max"], abs=CLOSE)
        assert (found["necessary"], found["possible"]) == (1, 1)
        assert expected["necessary"]

    def test_how_often_each_agent_is_first(self, ask: Any) -> None:
        found, expected = ask("smaa-2x2", "--draws", "20000"), known("smaa-2x2")

        first = [row["ranks"][0] for row in found["acceptability"]["agents"]]
        assert first == pytest.approx(expected["p_first"], abs=0.01)
        assert found["acceptability"]["draws"] == 20_000

    def test_the_first_place_is_held_beyond_three_sevenths(self, ask: Any) -> None:
        x, y = ask("smaa-2x2", "--draws", "100")["stability"]

        assert (x["first_low"], x["first_high"]) == pytest.approx((3 / 7, 1), abs=CLOSE)
        assert (y["rank_low"], y["rank_high"]) == pytest.approx((0, 4 / 7), abs=CLOSE)
        assert set(x["first_pair"]) == {"a", "b"}

    def test_fewest_grade_changes(self, ask: Any) -> None:
        found, expected = ask("grades-7x2"), known("grades-7x2")

        assert found["grades"]["changes"] == expected["min_changes"]
        assert found["grades"]["bound"] == expected["min_changes"]
        assert found["grades"]["proven"]
        assert 3 / 7 < found["weights"]["x"] <= 1 / 2 + CLOSE

    def test_a_consistent_matrix_needs_no_repair(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cases = json.loads((CASES / "optimisation.json").read_text(encoding="utf-8"))
        stated = next(case for case in cases if case["id"] == "repair-none")
        file = tmp_path / "matrix.json"
        file.write_text(json.dumps({"matrix": stated["input"]["matrix"]}), encoding="utf-8")

        code = main(["repair", str(file), "--limit", str(stated["input"]["cr_max"]), "--json"])

        found = json.loads(capsys.readouterr().out)
        assert code == 0
        assert found["changes_needed"] == stated["expected"]["min_changes"]
        assert found["proven"]


@pytest.mark.parametrize("case", own(), ids=named)
def test_a_case_worked_by_hand(case: Document, ask: Any) -> None:
    code = 1 if "conflicts" in case else 0

    found = ask(case["spec"], *case.get("options", []), code=code)

    if code:
        least = float(Fraction(case["least_total_violation"]))
        assert {rule["formula"] for rule in found["conflicts"]} == set(case["conflicts"])
        assert found["least_total_violation"] == pytest.approx(least, abs=CLOSE)
        assert sum(each["amount"] for each in found["changes"]) == pytest.approx(least, abs=CLOSE)
        return
    assert found["proven"]
    assert found["objective"] == pytest.approx(float(Fraction(case["objective"])), abs=CLOSE)
    assert found["bound"] == pytest.approx(found["objective"], abs=CLOSE)
    assert sum(found["weights"].values()) == pytest.approx(1, abs=1e-12)
    if "weights" in case:
        assert found["weights"] == pytest.approx(shares(case["weights"]), abs=CLOSE)


CLOSEST = [case for case in own() if read_policy(case).objective in (BLEND, DISTANCES)]
SOLVERS = [pytest.param(HIGHS, CLOSE, id="HiGHS"), pytest.param(CBC, 1e-7, id="CBC")]


@pytest.mark.parametrize(("solver", "digits"), SOLVERS)
@pytest.mark.parametrize("case", [case for case in CLOSEST if "weights" in case], ids=named)
def test_closest_weights_are_the_same_on_each_solver_alone(
    case: Document, solver: SolverChoice, digits: float
) -> None:
    folder, (_, emphasis) = SPECS / case["spec"], case.get("options", ["", ""])
    read = read_policy_file(folder / "policy.toml")
    policy, phase = read.policy, read.policy.emphasis(emphasis)
    assert read.tree is not None
    sources = {
        origin: read_weights(folder / f"{name}.json", origin, read.tree.leaf_ids).set
        for name, origin in ORIGINS.items()
        if (folder / f"{name}.json").exists()
    }
    admissible = admissible_set(policy, read.tree, sources.get(INCUMBENT, sources[JUDGED]), phase)
    trusts = asdict(policy.distances)
    aims = [Aim(weights, trusts[origin.value]) for origin, weights in sources.items()]
    if policy.objective is BLEND:
        target = sources[JUDGED]
        aims = [Aim(target if phase is None else emphasised_target(target, phase))]

    found = least_distance(aims, policy.norm, admissible, chain=(solver,))

    wanted = shares(case["weights"])
    assert dict(zip(admissible.leaves, found.weights.shares, strict=True)) == pytest.approx(
        wanted, abs=digits
    )
    assert found.record.objective == pytest.approx(float(Fraction(case["objective"])), abs=digits)


def test_no_weight_set_in_steps_changes_fewer_of_ten_grades(ask: Any) -> None:
    """Scores and steps are whole numbers, so that every count is exact."""
    told = json.loads((SPECS / "fewest-changes-10" / "scores.json").read_text(encoding="utf-8"))

    def grades(weights: tuple[int, ...]) -> list[int]:
        points = np.array(told["scores"]) @ np.array(weights)
        return [sum(point < 20 * cut for cut in (80, 70)) for point in points.tolist()]

    present = grades((12, 4, 4))
    counted = {
        (a, b, 20 - a - b): sum(
            now != then for now, then in zip(grades((a, b, 20 - a - b)), present, strict=True)
        )
        for a, b in product(range(2, 11), range(4, 13))
        if 3 <= 20 - a - b <= 8
    }
    fewest = min(counted.values())

    found = ask("fewest-changes-10")

    steps = tuple(round(20 * share) for share in found["weights"].values())
    assert found["grades"]["changes"] == fewest == counted[steps]
    assert [chosen for chosen, changes in counted.items() if changes == fewest] == [steps]


def test_a_search_that_is_stopped_is_never_called_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No node of the search is allowed: what is found is told with its bound, and repeats."""
    rng = np.random.default_rng(7)
    leaves = [f"i{number}" for number in range(6)]
    table = rng.integers(40, 100, (40, 6)).tolist()
    scores = {"agents": [f"a{row}" for row in range(40)], "indicators": leaves, "scores": table}
    (tmp_path / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    in_force = {"indicators": leaves, "shares": [0.4, 0.2, 0.1, 0.1, 0.1, 0.1]}
    (tmp_path / "incumbent.json").write_text(json.dumps(in_force), encoding="utf-8")
    policy = (
        'schema_version = 1\nid = "hard"\nname = { zh = "难", en = "Hard" }\n'
        'objective = "fewest-changes"\ndefault_floor = 0.1\ndefault_cap = 0.25\n'
        '[grades]\ncutoffs = [76, 72, 68, 64]\nlabels = ["A", "B", "C", "D", "E"]\n'
    )
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")
    files = [f"--{path.stem}={path}" for path in sorted(tmp_path.iterdir())]
    out = tmp_path / "out"
    asked = ["optimise", *files, "--node-limit", "0", "--draws", "100", "--lang", "en"]

    assert main([*asked, "--out", str(out)]) == 0
    text = capsys.readouterr().out
    found = json.loads((out / "report.json").read_text(encoding="utf-8"))

    assert not found["proven"]
    assert not found["grades"]["proven"]
    assert found["grades"]["bound"] < found["grades"]["changes"]
    assert found["why"] == "node limit"
    assert found["reproducible"]
    assert "not proven" in text
    assert "optimal" not in text
