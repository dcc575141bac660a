"""The 21 traps of common routines at the command line: refused, answered otherwise, or absent.

Each trap is a small table and a specification. A refusal names the reason and exits with 1 (no
answer) or 2 (bad input); a fallback is named in the result; both are said in both languages.
The table in docs/evidence.md tells users the same.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

from engine.cli import main
from engine.i18n.translate import LANGUAGES, render

Columns = dict[str, Any]
Document = dict[str, Any]
Say = Callable[[str, Columns, str], Document]
ROWS = 240
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SCORES = (0, 0, 0, 0, 1, 1, 1, 1)


def contacts(seed: int = 1) -> Columns:
    """Return contacts of twenty agents without a trap in them."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, ROWS)).round(3)
    return {
        "y": (rng.random(ROWS) < expit(0.5 * x - 0.4)).astype(int),
        "x": x,
        "z": z,
        "kind": rng.choice(["blue", "red"], ROWS),
        "agent": np.repeat([f"a{number}" for number in range(20)], ROWS // 20),
        "orders": rng.negative_binomial(2, 0.4, ROWS),
    }


def question(*lines: str) -> str:
    head = ("schema_version = 1", "bootstraps = 0", "[[evidence]]", 'id = "q"')
    return "\n".join([*head, *lines]) + "\n"


def asked(terms: str, *lines: str) -> str:
    return question('outcome = "y"', f"levers = [{terms}]", *lines)


@dataclass(frozen=True)
class Trap:
    """A table, what is asked, how the command ends and what it says."""

    name: str
    columns: Columns
    spec: str
    code: int
    says: str


def with_(**columns: Any) -> Columns:
    return contacts() | columns


def listed(frame: pd.DataFrame) -> Columns:
    return {str(name): frame[name].tolist() for name in frame}


def quasi() -> Columns:
    made = contacts()
    return made | {"y": np.where(made["kind"] == "red", 1, made["y"])}


def grouped(columns: Columns) -> Columns:
    return columns | {"n": np.ones(len(columns["y"]), dtype=int)}


def filip() -> Columns:
    """Return a polynomial of degree ten on the stretch of NIST's Filip data, as columns."""
    x = np.linspace(-8.78, -3.13, 82)
    powers = {f"x{k}": x**k for k in range(1, 11)}
    return {"y": 1.0 + sum(powers.values()), **powers}


def holed(column: str) -> Columns:
    made = contacts()
    values = made[column].astype(object)
    values[3] = None
    return made | {column: values}


X = '"x"'
COLLINEAR = with_(w=2 * contacts()["x"] - contacts()["z"])
COMPLETE = {"y": SCORES, "x": range(8)}
KIND = 'confounders = ["kind"]'
GROUPED = 'family = "grouped"\ntrials = "n"'
AGENT = 'cluster = "agent"'
FILIP = ", ".join(f'"x{k}"' for k in range(1, 11))
SEPARATED, QUASI = "finding.evidence.complete_separation", "finding.evidence.quasi_separation"

TRAPS = [
    Trap("complete separation, logit", COMPLETE, asked(X), 0, SEPARATED),
    Trap("complete separation, grouped", grouped(COMPLETE), asked(X, GROUPED), 0, SEPARATED),
    Trap("quasi separation, grouped", grouped(quasi()), asked(X, KIND, GROUPED), 0, QUASI),
    Trap("quasi separation, logit", quasi(), asked(X, KIND, AGENT), 0, QUASI),
    Trap("collinear, logit", COLLINEAR, asked('"x", "z", "w"'), 2, "evidence.collinear"),
    Trap(
        "collinear, linear",
        COLLINEAR,
        asked('"x", "z", "w"', 'family = "linear"'),
        2,
        "evidence.collinear",
    ),
    Trap(
        "polynomial of degree ten",
        filip(),
        asked(FILIP, 'family = "linear"'),
        1,
        "evidence.nearly_collinear",
    ),
    Trap(
        "missing values beside clusters",
        holed("x"),
        asked(X, AGENT),
        0,
        "finding.evidence.rows_dropped",
    ),
    Trap("missing cluster", holed("agent"), asked(X, AGENT), 2, "evidence.cluster_missing"),
    Trap("one cluster", with_(agent="a1"), asked(X, AGENT), 2, "evidence.one_cluster"),
    Trap("few clusters", contacts(), asked(X, AGENT), 0, "finding.evidence.few_clusters"),
    Trap("per cents", with_(y=100 * contacts()["y"]), asked(X), 2, "evidence.outcome_range"),
    Trap("constant outcome", with_(y=1), asked(X), 2, "evidence.outcome_constant"),
    Trap(
        "negative binomial",
        contacts(),
        question('outcome = "orders"', 'family = "negative_binomial"', f"levers = [{X}]"),
        0,
        "finding.evidence.negative_binomial",
    ),
    Trap("Firth's errors", COMPLETE, asked(X), 0, "finding.evidence.firth"),
]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what a table says to a specification."""

    def told(language: str, columns: Columns, spec: str) -> Document:
        code, out, _ = call(tmp_path, capsys, (columns, spec), ("--json", "--lang", language))
        document: Document = json.loads(out)
        return document | {"code": code}

    return told


def call(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    files: tuple[Columns, str],
    options: Sequence[str],
) -> tuple[int, str, str]:
    data, spec = folder / "contacts.csv", folder / "spec.toml"
    pd.DataFrame(files[0]).to_csv(data, index=False)
    spec.write_text(files[1], encoding="utf-8")
    code = main(["evidence", str(data), "--spec", str(spec), *options])
    return code, *capsys.readouterr()


def sentences(document: Document) -> dict[str, Document]:
    """Return everything said in a document by its key, with its values."""
    found: dict[str, Document] = {}

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("key"), str) and "values" in part:
                found[part["key"]] = part["values"]
            part = list(part.values())
        if isinstance(part, list):
            for each in part:
                walk(each)

    walk(document)
    return found


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_trap_is_refused_or_answered_otherwise_and_said_in_both_languages(
    trap: Trap, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = (trap.columns, trap.spec)
    code, out, _ = call(tmp_path, capsys, files, ("--json",))
    document = json.loads(out)

    assert code == trap.code
    for language in LANGUAGES:
        again, text, errors = call(tmp_path, capsys, files, ("--lang", language))
        assert again == trap.code
        assert "Traceback" not in text + errors
        if trap.code:
            assert document["error"]["code"] == trap.says
            assert bool(CHINESE.search(errors)) == (language == "zh")
        else:
            values = sentences(document)[trap.says]
            assert render(trap.says, values, language) in text


def test_separated_outcome_is_answered_by_firth_with_finite_figures(say: Say) -> None:
    for columns, spec in ((COMPLETE, asked(X)), (quasi(), asked(X, KIND, AGENT))):
        fit = say("en", columns, spec)["fits"][0]

        assert fit["method"] == "firth"
        assert max(abs(value) for value in fit["coefficients"].values()) < 20
        assert max(fit["se"].values()) < 20


def test_rows_left_out_take_their_clusters_with_them(say: Say) -> None:
    columns = contacts()
    columns["x"] = np.where(np.arange(ROWS) % 7 == 0, np.nan, columns["x"])
    complete = listed(pd.DataFrame(columns).dropna())

    holed_, whole = (say("en", c, asked(X, AGENT))["fits"][0] for c in (columns, complete))

    assert holed_["se"] == pytest.approx(whole["se"], rel=1e-12)
    assert (holed_["dropped"], holed_["missing"]) == (35, {"x": 35})


def test_few_clusters_get_errors_of_their_own_beside(say: Say) -> None:
    few = say("en", contacts(), asked(X, AGENT))["fits"][0]["few_clusters"]["x"]

    assert few["se"] > 0
    assert 1 < few["degrees"] < 19
    assert 0 < few["wild_p"] < 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_for_few_clusters_stand_in_the_text(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = call(tmp_path, capsys, (contacts(), asked(X, AGENT)), ("--lang", language))

    line = next(each for each in text.splitlines() if "CR2" in each)
    assert line.startswith("  x")
    assert "wild bootstrap" in line


def test_order_of_rows_changes_no_error(say: Say) -> None:
    mixed = listed(pd.DataFrame(contacts()).sample(frac=1.0, random_state=3))

    plain, again = (say("en", c, asked(X, AGENT))["fits"][0] for c in (contacts(), mixed))

    assert again["se"] == pytest.approx(plain["se"], rel=1e-9)


def test_effect_goes_right_through_a_square(say: Say) -> None:
    terms = ('[[evidence.terms]]\ncolumn = "x"\nrole = "lever"\ntransform = "{}"\n').format
    spec = question('outcome = "y"', terms("identity"), terms("power"))
    columns = contacts()
    document = say("en", columns, spec)
    level, line, square = document["fits"][0]["coefficients"].values()

    x = columns["x"]
    p = expit(level + line * x + square * x**2)
    slope = np.mean(p * (1 - p) * (line + 2 * square * x))
    effects = [row for row in document["effects"] if row["metric"] == "x"]
    assert [row["ame"] for row in effects] == pytest.approx([slope], rel=1e-9)


@pytest.mark.parametrize(
    ("yes", "no", "level"),
    [("yes", "no", "yes"), ("是", "否", "是"), ("true", "false", "1"), (True, False, "1")],
)
def test_words_for_yes_and_no_are_taken_and_the_level_said(
    yes: object, no: object, level: str, say: Say
) -> None:
    columns = contacts()
    words = columns | {"y": [yes if y else no for y in columns["y"]]}

    plain, told = (say("en", each, asked(X))["fits"][0] for each in (columns, words))

    assert told["coefficients"] == pytest.approx(plain["coefficients"], rel=1e-12)
    assert told["outcome_level"] == level


def test_alpha_is_estimated_not_one(say: Say) -> None:
    spec = question('outcome = "orders"', 'family = "negative_binomial"', f"levers = [{X}]")

    assert say("en", contacts(), spec)["fits"][0]["alpha"] == pytest.approx(0.5, abs=0.35)


def test_counted_rows_have_the_clustered_errors_of_the_rows_themselves(say: Say) -> None:
    rows = pd.DataFrame(contacts())
    cells = rows.groupby(["kind", "agent"], as_index=False).agg(y=("y", "sum"), n=("y", "size"))
    spec = asked('"kind"', AGENT)

    one = say("en", listed(rows), spec)["fits"][0]
    other = say("en", listed(cells), asked('"kind"', AGENT, GROUPED))["fits"][0]

    assert other["coefficients"] == pytest.approx(one["coefficients"], rel=1e-9)
    assert other["se"] == pytest.approx(one["se"], rel=1e-9)


def test_column_may_be_called_c(say: Say) -> None:
    columns = contacts()
    named = columns | {"C": columns["x"]}

    plain, other = (
        say("en", named, asked(f'"{name}"'))["fits"][0]["coefficients"] for name in ("x", "C")
    )

    assert other["C"] == plain["x"]


def test_small_sample_factor_is_the_one_named(say: Say) -> None:
    first, second = (
        say("en", contacts(), asked(X, AGENT, f'errors = "{errors}"'))["fits"][0]
        for errors in ("clustered_g", "clustered_g_n_k")
    )

    ratio = second["se"]["x"] / first["se"]["x"]
    assert (first["errors"], second["errors"]) == ("clustered_g", "clustered_g_n_k")
    assert ratio == pytest.approx(np.sqrt((ROWS - 1) / (ROWS - 2)), rel=1e-9)


def test_errors_of_the_negative_binomial_are_joint_and_said_to_be(say: Say) -> None:
    spec = question('outcome = "orders"', 'family = "negative_binomial"', f"levers = [{X}]")
    document = say("en", contacts(), spec)
    values = sentences(document)["finding.evidence.negative_binomial"]

    fit = document["fits"][0]
    assert values["alpha"] == pytest.approx(fit["alpha"])
    assert values["error"] > 0
    assert fit["errors"] == "model"


def test_intervals_of_firth_are_profiles_not_errors(say: Say) -> None:
    fit = say("en", COMPLETE, asked(X))["fits"][0]

    low, high = fit["ci"]["x"]
    half = norm.ppf(0.975) * fit["se"]["x"]
    assert low < fit["coefficients"]["x"] < high
    assert abs((high - low) / (2 * half) - 1) > 0.05
