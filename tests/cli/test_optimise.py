"""``heng optimise`` from the command line: documents, files, exit codes, both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from tests.services.weight_files import POLICY, arguments, request, written

KEYS = {
    *("heng", "policy", "kind", "norm", "emphasis", "feasible", "weights", "objective", "proven"),
    *("bound", "gap", "why", "reproducible", "solver", "binding", "shadow_prices", "conflicts"),
    *("least_total_violation", "changes", "indicators", "frontier", "robust", "emphases"),
    *("grades", "stability", "acceptability", "preference", "summary", "findings"),
}
SECONDS = "seconds"


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def timeless(found: Any) -> Any:
    """Return a document without the seconds of its solvers."""
    if isinstance(found, dict):
        return {key: timeless(value) for key, value in found.items() if key != SECONDS}
    return [timeless(each) for each in found] if isinstance(found, list) else found


def test_one_document_with_the_keys_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*arguments(request(tmp_path)), "--json"])

    found = document(capsys)
    assert code == 0
    assert set(found) >= KEYS
    assert sum(found["weights"].values()) == pytest.approx(1.0)
    assert found["proven"] is True
    assert found["grades"]["bound"] <= found["grades"]["changes"]
    assert [row["id"] for row in found["emphases"]] == ["raised", "too-much"]
    assert found["emphases"][1]["conflicts"]


def test_repeated_runs_are_identical(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*arguments(request(tmp_path)), "--json"]

    main(asked)
    first = document(capsys)
    main(asked)

    assert timeless(document(capsys)) == timeless(first)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_recommends_first_and_warns_last(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*arguments(request(tmp_path)), "--lang", language])

    lines = capsys.readouterr().out.splitlines()
    weights, known = {"en": ("Recommended weights", "To know"), "zh": ("建议权重", "须知")}[
        language
    ]
    assert code == 0
    assert lines.index(weights) < lines.index(known)


def test_an_infeasible_policy_prints_its_document_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A <= 0.25 and b >= 0.1 leave a gap of 0.15 at most; 0.2 is asked."""
    rules = (
        'schema_version = 1\nid = "clash"\nname = { zh = "冲突", en = "Clash" }\n'
        'indicators = ["a", "b", "c", "d"]\ndefault_floor = 0.1\ndefault_cap = 0.6\n'
        '[caps]\na = 0.25\n[[orders]]\nhigher = "a"\nlower = "b"\ngap = 0.2\n'
    )
    shares = {"weights": dict.fromkeys("abcd", 0.25)}
    policy, judged = (
        written(tmp_path, "clash.toml", rules),
        written(tmp_path, "equal.json", shares),
    )

    code = main(["optimise", "--policy", str(policy), "--judgement", str(judged), "--json"])

    found = document(capsys)
    assert code == 1
    assert set(found) >= KEYS
    assert found["feasible"] is False
    assert found["least_total_violation"] == pytest.approx(0.05, abs=1e-9)
    assert {rule["formula"] for rule in found["conflicts"]} == {
        *("a <= 0.25", "b >= 0.1", "a >= b + 0.2"),
    }
    assert sum(change["amount"] for change in found["changes"]) == pytest.approx(0.05, abs=1e-9)


def test_an_emphasis_that_is_asked_for_and_leaves_no_room_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*arguments(request(tmp_path)), "--emphasis", "too-much", "--lang", "en"])

    assert code == 1
    assert "Too much" in capsys.readouterr().out


@pytest.mark.parametrize(
    "nonsense",
    [
        ["--grid", "0.3"],
        ["--grid", "-1"],
        ["--grid", "nan"],
        ["--budget", "-1"],
        ["--budget", "99"],
        ["--norm", "L7"],
        ["--objective", "best"],
        ["--emphasis", "rased"],
        ["--evidence-share", "60"],
        ["--draws", "0"],
        ["--draws", "10000000"],
        ["--seed", "-3"],
        ["--node-limit", "-1"],
        ["--scheme", "none-such"],
        ["--lang", "fr"],
    ],
)
def test_nonsense_is_refused_in_words_with_a_fault(
    tmp_path: Path, nonsense: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*arguments(request(tmp_path)), *nonsense, "--json"])

    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert code == 2
    assert found["error"]["code"]
    assert "Traceback" not in printed.err


@pytest.mark.parametrize(
    ("objective", "lacking"),
    [("worst-case", "evidence"), ("max-min", "evidence"), ("regret", "judgement")],
)
def test_an_objective_asks_for_its_source_by_name(
    tmp_path: Path, objective: str, lacking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = request(tmp_path, **{lacking: None})

    code = main([*arguments(asked), "--objective", objective, "--json"])

    (fault,) = document(capsys)["error"]["faults"]
    assert code == 2
    assert fault["place"] == f"--{lacking}"


def test_files_are_written_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"

    code = main([*arguments(request(tmp_path)), "--out", str(out), "--json"])

    assert code == 0
    assert {path.name for path in out.iterdir()} == {"report.json", "weights.json", "weights.csv"}
    assert json.loads((out / "report.json").read_text()) == document(capsys)


def test_effects_are_guaranteed_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bertsimas and Sim with a budget of one: solved by hand, 0.2714 at (1/7, 6/7)."""
    bare = 'schema_version = 1\nid = "bare"\nname = { zh = "空", en = "Bare" }\n'
    effects = {"indicators": ["a", "b"], "beta": [0.4, 0.3], "delta": [0.3, 0.05]}
    policy = written(tmp_path, "bare.toml", bare + 'objective = "max-min"\nbudget = 1\n')
    file = written(tmp_path, "effects.json", effects)

    code = main(["optimise", "--policy", str(policy), "--evidence", str(file), "--json"])

    found = document(capsys)
    assert code == 0
    assert found["objective"] == pytest.approx(0.2714285714285714, abs=1e-9)
    assert found["weights"] == pytest.approx({"a": 1 / 7, "b": 6 / 7}, abs=1e-9)


def test_a_policy_that_is_no_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["optimise", "--policy", str(tmp_path / "none.toml"), "--json"])

    assert code == 2
    assert document(capsys)["error"]["faults"]


def test_old_policies_still_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = written(tmp_path, "small.toml", POLICY.partition("[[emphases]]")[0])

    assert main([*arguments(request(tmp_path, policy=policy, scores=None)), "--json"]) == 0
    assert document(capsys)["emphases"] == []
