"""Published cases and real data through ``heng evidence``, from files alone.

Every specification of ``tests/cases/evidence-specs`` is written by docs/evidence-specification.md;
the figures are those of ``tests/cases/evidence.json``. Cases that are formulas without a table
(robustness values, E-values, adjusted p-values) are in ``tests/evidence``.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.cli import main

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
DATA = CASES / "evidence-data"
BANK = ROOT / "scenarios" / "cases" / "bank" / "bank_contact_conversion.csv.gz"
HILLSTROM = DATA / "hillstrom_repurchase_rct.csv.gz"
SUPPORT = ROOT.parent / "shared" / "data" / "support" / "support_contacts.csv.gz"
Document = dict[str, Any]
Ask = Callable[..., Document]
R = 1e-3
"""Relative tolerance of the blocks of R's results."""
SEX2 = (0.1203, -1.1060, -0.0688, 2.2689, -2.1114, -0.7883, 3.0960)
"""Penalised estimates as the R package logistf prints them (Heinze and Schemper 2002)."""
NEWTON = 2e-6
"""R takes errors from the weights one step before the last: so far from those at the maximum."""


@cache
def known() -> dict[str, Document]:
    text = (CASES / "evidence.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)["cases"]}


def expected(case: str) -> Document:
    found: Document = known()[case]["expected"]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="module")
def ask(folder: Path) -> Ask:
    """Return what a table (a file, or columns) says to a specification; each is asked once."""
    answers: dict[tuple[str, str], Document] = {}

    def asked(spec: str, data: Path | str, columns: Any = None, *, code: int = 0) -> Document:
        if (spec, str(data)) not in answers:
            path = data if isinstance(data, Path) else folder / f"{data}.csv"
            if columns is not None:
                pd.DataFrame(columns).to_csv(path, index=False)
            answers[spec, str(data)] = run(path, CASES / "evidence-specs" / f"{spec}.toml", code)
        return answers[spec, str(data)]

    return asked


def run(data: Path, spec: Path, code: int = 0) -> Document:
    """Return the document that the command prints, having ended with an exit code."""
    out, errors = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        found = main(["evidence", str(data), "--spec", str(spec), "--json", "--lang", "en"])
    assert found == code, out.getvalue() + errors.getvalue()
    told: Document = json.loads(out.getvalue())
    return told


def fit_of(document: Document, question: str = "") -> Document:
    found: Document = next(f for f in document["fits"] if question in {"", f["id"]})
    return found


def same(found: Document, wanted: Document, rel: float, floor: float = 0.0) -> None:
    """Compare figures in the order of the model's terms, which both sides name in their way."""
    assert [*found.values()] == pytest.approx([*wanted.values()], rel=rel, abs=floor)


def model(document: Document, wanted: Document, question: str = "", rel: float = R) -> None:
    """Compare coefficients and errors of a question."""
    fit = fit_of(document, question)
    same(fit["coefficients"], wanted["coef"], rel, 1e-9)
    same(fit["se"], wanted["se"], max(rel, NEWTON))


def effects(document: Document, question: str) -> dict[str, Document]:
    """Return a question's effects by metric, levels written behind it as R does."""
    return {
        row["metric"] + row["per"]["values"]["level"]: row
        for row in document["effects"]
        if row["fit"] == question
    }


def keys(findings: Iterable[Document]) -> set[str]:
    return {finding["key"].removeprefix("finding.evidence.") for finding in findings}


class TestLinear:
    def test_nist_longley(self, ask: Ask) -> None:
        document = ask("nist_longley", "longley", known()["nist_longley"]["data"]["columns"])
        wanted = expected("nist_longley")

        model(document, wanted, rel=1e-7)
        assert fit_of(document)["deviance"] == pytest.approx(wanted["rss"], rel=1e-7)

    def test_vif_longley(self, ask: Ask) -> None:
        document = ask("nist_longley", "longley")
        wanted = expected("vif_longley")
        told = next(f for f in document["findings"] if f["key"].endswith("ill_conditioned"))

        vif = {row["column"]: row["vif"] for row in document["collinearity"]}
        assert vif == pytest.approx(wanted["vif"], rel=1e-5)
        assert told["values"]["number"] == pytest.approx(wanted["condition_number_scaled"])

    def test_nist_wampler1(self, ask: Ask) -> None:
        columns = known()["nist_wampler1"]["data"]["columns"]
        fit = fit_of(ask("nist_wampler1", "wampler", columns))

        assert [*fit["coefficients"].values()] == pytest.approx([1.0] * 6, rel=1e-6)
        assert fit["r2"] == pytest.approx(1.0, rel=1e-6)

    @pytest.mark.parametrize(
        ("question", "errors"),
        [
            ("plain", "se_ols"),
            ("hc1", "se_HC1"),
            ("firm", "se_firm"),
            ("year", "se_year"),
            ("both", "se_two_way"),
        ],
    )
    def test_petersen_cluster(self, question: str, errors: str, ask: Ask) -> None:
        wanted = expected("petersen_cluster")
        document = ask("petersen", DATA / "petersen.csv")

        model(document, {"coef": wanted["coef"], "se": wanted[errors]}, question, 1e-5)


class TestYesOrNo:
    def test_spector_logit_ame(self, ask: Ask) -> None:
        wanted = expected("spector_logit_ame")
        columns = known()["spector_logit_ame"]["data"]["columns"]
        document = ask("spector_logit_ame", "spector", columns)
        found = effects(document, "model")

        model(document, wanted, "model", 1e-5)
        same(fit_of(document, "hc0")["se"], wanted["cov_HC0"], 1e-5)
        assert fit_of(document)["log_likelihood"] == pytest.approx(wanted["loglik"], rel=1e-5)
        for metric, value in wanted["ame"].items():
            assert found[metric]["ame"] == pytest.approx(value, rel=1e-5)
            assert found[metric]["se"] == pytest.approx(wanted["ame_se"][metric], rel=2e-4)

    def test_spector_validation(self, ask: Ask) -> None:
        wanted = expected("spector_validation")
        columns = known()["spector_logit_ame"]["data"]["columns"]
        row = ask("spector_logit_ame", "spector", columns)["validation"][0]["rows"][0]

        assert row["scheme"] == "in_sample"
        assert row["auc"]["value"] == pytest.approx(wanted["auc"], abs=1e-6)
        assert row["brier"] == pytest.approx(wanted["brier"], abs=1e-6)
        assert row["mcfadden"] == pytest.approx(wanted["mcfadden"], abs=1e-6)
        assert row["calibration_slope"]["value"] == pytest.approx(1.0, abs=1e-6)
        assert row["calibration_level"]["value"] == pytest.approx(0.0, abs=1e-6)

    def test_ucla_admit(self, ask: Ask) -> None:
        wanted = expected("ucla_admit")
        document = ask("ucla_admit", DATA / "ucla_admit.csv")
        found = effects(document, "admit")

        model(document, wanted, rel=1e-4)
        assert fit_of(document)["log_likelihood"] == pytest.approx(wanted["loglik"], rel=1e-4)
        for metric, value in wanted["ame"].items():
            assert found[metric]["ame"] == pytest.approx(value, rel=1e-4)
            assert found[metric]["se"] == pytest.approx(wanted["ame_se"][metric], rel=1e-4)

    def test_ucb_simpson_grouped_binomial_turns_its_sign(self, ask: Ask) -> None:
        wanted = expected("ucb_simpson_grouped_binomial")
        columns = known()["ucb_simpson_grouped_binomial"]["data"]["columns"]
        document = ask("ucb_simpson", "berkeley", columns)
        adjusted = fit_of(document, "adjusted")

        model(document, wanted["unadjusted"], "unadjusted", 1e-5)
        model(document, wanted["adjusted"], "adjusted", 1e-5)
        assert adjusted["deviance"] == pytest.approx(wanted["adjusted_deviance"], rel=1e-5)
        assert "sign_flips" in keys(adjusted["findings"])

    def test_menarche_grouped(self, ask: Ask) -> None:
        wanted = expected("menarche_grouped")
        document = ask("menarche", "menarche", known()["menarche_grouped"]["data"]["columns"])
        fit = fit_of(document)
        gained = 2 * (fit["log_likelihood"] - fit["null_log_likelihood"])

        model(document, wanted, rel=1e-6)
        assert fit["deviance"] == pytest.approx(wanted["deviance"], rel=1e-6)
        assert fit["deviance"] + gained == pytest.approx(wanted["null_deviance"], rel=1e-6)

    def test_sex2_firth(self, ask: Ask) -> None:
        case = known()["sex2_firth"]
        document = ask("sex2_firth", "sex2", case["data"]["columns"])
        fit = fit_of(document)
        told = next(f for f in fit["findings"] if f["key"].endswith("quasi_separation"))

        assert case["expected"]["separated_variable"] in told["values"]["terms"]
        assert fit["method"] == "firth"
        assert [*fit["coefficients"].values()] == pytest.approx(SEX2, abs=5e-5)

    @pytest.mark.parametrize("number", range(4))
    def test_separation_detection_suite(self, number: int, ask: Ask) -> None:
        case = known()["separation_detection_suite"]["data"]["sets"][number]
        columns = {name: case[name] for name in ("x", "y")}
        fit = fit_of(ask("separation", f"set{number}", columns))
        told = {
            name for name in ("complete", "quasi") if f"{name}_separation" in keys(fit["findings"])
        }

        assert told == {case["truth"]} - {"none"}
        assert (fit["method"] == "firth") == (case["truth"] != "none")


class TestCountsAndTimes:
    def test_dobson_poisson(self, ask: Ask) -> None:
        case = known()["dobson_poisson"]
        document = ask("dobson_poisson", "dobson", case["data"]["columns"])

        model(document, case["expected"], rel=1e-6)
        assert fit_of(document)["deviance"] == pytest.approx(case["expected"]["deviance"])

    def test_biochemists_poisson_nb(self, ask: Ask) -> None:
        wanted = expected("biochemists_poisson_nb")
        document = ask("biochemists", DATA / "biochemists.csv")
        counts = fit_of(document, "nb")

        model(document, wanted["poisson"], "poisson", 5e-4)
        same(fit_of(document, "poisson-hc0")["se"], wanted["poisson_HC0_se"], 5e-4)
        same(counts["coefficients"], wanted["nb"]["coef"], 5e-4)
        same(counts["se"], wanted["nb"]["se"], 0.12)
        assert counts["alpha"] == pytest.approx(wanted["nb_alpha"], rel=5e-4)
        assert counts["log_likelihood"] == pytest.approx(wanted["nb_loglik"], rel=5e-4)
        dispersion = fit_of(document, "poisson")["dispersion"]
        assert dispersion == pytest.approx(wanted["pearson_dispersion"], rel=5e-4)

    def test_rossi_cox(self, ask: Ask) -> None:
        wanted = expected("rossi_cox")
        document = ask("rossi_cox", DATA / "rossi.csv")
        fit = fit_of(document, "efron")
        likelihoods = [fit["null_log_likelihood"], fit["log_likelihood"]]

        model(document, wanted["efron"], "efron", 1e-5)
        model(document, wanted["breslow"], "breslow", 1e-5)
        assert likelihoods == pytest.approx(wanted["loglik"], rel=1e-5)
        assert fit["concordance"] == pytest.approx(wanted["concordance"], rel=1e-5)
        assert fit["zph_p"] == pytest.approx(wanted["zph_p"], rel=0.05)


class TestImportance:
    def test_swiss_relimp(self, ask: Ask) -> None:
        wanted = expected("swiss_relimp")
        columns = known()["swiss_relimp"]["data"]["columns"]
        found = ask("swiss_relimp", "swiss", columns)["importance"][0]
        others = found["other_methods"] | {"genizi_johnson": found["other_methods"]["johnson"]}

        shares = {row["column"]: row["value"] for row in found["rows"]}
        assert found["total"] == pytest.approx(wanted["r2"], rel=1e-6)
        assert shares == pytest.approx(wanted["lmg"], rel=1e-6)
        for method in ("first", "last", "betasq", "pratt", "genizi_johnson", "car"):
            assert others[method] == pytest.approx(wanted[method], rel=1e-6), method

    def test_mtcars_dominance(self, ask: Ask) -> None:
        wanted = expected("mtcars_dominance")
        columns = known()["mtcars_dominance"]["data"]["columns"]
        found = ask("mtcars_dominance", "mtcars", columns)["importance"][0]
        conditional = found["other_methods"]["dominance_conditional"]
        complete = {pair.replace("_gt_", ">"): share for pair, share in wanted["complete"].items()}

        general = {row["column"]: row["value"] for row in found["rows"]}
        assert general == pytest.approx(wanted["general"], rel=1e-6)
        for column, values in wanted["conditional"].items():
            assert conditional[column] == pytest.approx(values, rel=1e-6)
        assert complete.items() <= found["complete_dominance"].items()


class TestBank:
    def test_r_4_2_2(self, ask: Ask) -> None:
        wanted = expected("bank_r_4_2_2")
        document = ask("bank", BANK)
        fit = fit_of(document, "pre")
        columns = {"lcamp": "campaign"}

        model(document, wanted["pre"], "pre")
        model(document, wanted["pre_cluster_wave"], "pre-wave")
        assert fit["n"] == wanted["n"]
        assert fit["outcome_mean"] == pytest.approx(wanted["ybar"], rel=1e-9)
        assert fit["log_likelihood"] == pytest.approx(wanted["pre_loglik"], rel=1e-9)
        for question, block in (("pre", "pre_AME"), ("pre-wave", "pre_AME_cluster")):
            found = effects(document, question)
            for name, value in wanted[block]["ame"].items():
                row = found[columns.get(name, name)]
                assert row["ame"] == pytest.approx(value, rel=R)
                assert row["se"] == pytest.approx(wanted[block]["se"][name], rel=R)

    def test_random_rows_flatter_and_later_rows_tell(self, ask: Ask) -> None:
        document = ask("bank", BANK)
        rows = next(each["rows"] for each in document["validation"] if each["fit"] == "pre-wave")
        auc = {row["scheme"]: row["auc"]["value"] for row in rows}

        assert auc["random"] == pytest.approx(0.77, abs=0.01)
        assert auc["time"] == pytest.approx(0.60, abs=0.01)

    def test_sign_of_an_earlier_failure_turns_without_the_economy(self, ask: Ask) -> None:
        findings = fit_of(ask("bank", BANK), "pre-wave")["findings"]

        turned = next(f["values"] for f in findings if f["key"].endswith("sign_flips"))
        assert (turned["column"], turned["withheld"]) == ("poutcome=failure", "emp_var_rate")
        assert turned["adjusted"] < 0 < turned["unadjusted"]

    @pytest.mark.slow
    def test_talk_time_is_too_good_to_be_true(self, ask: Ask) -> None:
        wanted = expected("bank_r_4_2_2")
        document = ask("bank_duration", BANK)
        role = next(each for each in document["roles"] if each["column"] == "duration")

        model(document, wanted["with_duration"], "with-duration")
        model(document, wanted["with_duration_cluster_wave"], "with-duration-wave")
        assert role["auc_jump"] > 0.1
        assert "too_good" in keys(fit_of(document)["findings"])
        assert {fit["grade"] for fit in document["fits"]} == {"D"}

    def test_talk_time_is_refused_where_its_role_is_said(self, ask: Ask) -> None:
        error = ask("bank_duration_refused", BANK, code=2)["error"]

        assert error["faults"][0]["value"] == "outcome_derived"
        assert "duration" in error["faults"][0]["remedy"]

    def test_cells_are_the_rows(self, ask: Ask) -> None:
        rows = pd.read_csv(BANK)
        rows["campaign_bin"] = rows["campaign"].clip(upper=4).astype(str)
        cells = rows.groupby(["contact", "poutcome", "campaign_bin"], as_index=False)
        counted = cells.agg(y=("y", "sum"), n=("y", "size"))
        wanted = expected("bank_r_4_2_2")["grouped"]
        document = ask("bank_grouped", "cells", counted)

        assert len(counted) == wanted["cells"]
        model(document, wanted)
        assert fit_of(document)["deviance"] == pytest.approx(wanted["deviance"], rel=1e-6)
        dispersion = fit_of(document)["dispersion"]
        assert dispersion == pytest.approx(wanted["pearson_dispersion"], rel=1e-6)

    @pytest.mark.full
    def test_shares_and_inflation_of_the_linear_model(self, ask: Ask) -> None:
        wanted = expected("bank_r_4_2_2")
        names = {"lcamp": "campaign", "ldur": "duration"}
        document = ask("bank_linear", BANK)
        found = document["importance"][0]
        others = found["other_methods"] | {
            "lmg": {row["column"]: row["value"] for row in found["rows"]},
            "genizi": found["other_methods"]["johnson"],
        }
        vif = {row["column"]: row["vif"] for row in document["collinearity"]}

        assert found["total"] == pytest.approx(wanted["relimp"]["R2"], rel=R)
        for method in ("lmg", "first", "last", "genizi"):
            for name, value in wanted["relimp"][method].items():
                assert others[method][names.get(name, name)] == pytest.approx(value, rel=R)
        for name, value in wanted["vif"].items():
            assert vif[names.get(name, name)] == pytest.approx(value, rel=R)


@pytest.mark.slow
class TestHillstrom:
    def test_r_4_2_2(self, ask: Ask) -> None:
        wanted = expected("hillstrom_r_4_2_2")
        document = ask("hillstrom", HILLSTROM)
        found = effects(document, "adjusted")

        model(document, wanted["unadj"], "unadjusted")
        model(document, wanted["adj"], "adjusted")
        model(document, wanted["adj_HC0"], "hc0")
        for name, value in wanted["adj_AME"]["ame"].items():
            assert found[name]["ame"] == pytest.approx(value, rel=R)
            assert found[name]["se"] == pytest.approx(wanted["adj_AME"]["se"][name], rel=R)

    def test_randomised_balanced_and_adjusted_is_unadjusted(self, ask: Ask) -> None:
        document = ask("hillstrom", HILLSTROM)
        raw, adjusted = effects(document, "unadjusted"), effects(document, "adjusted")

        assert document["grade"] == "A"
        assert "balanced" in keys(fit_of(document, "adjusted")["findings"])
        for arm in ("armmens", "armwomens"):
            assert adjusted[arm]["ame"] == pytest.approx(raw[arm]["ame"], rel=0.02)
            assert adjusted[arm]["grade"] == "A"

    @pytest.mark.full
    def test_conditioning_on_the_visit_is_flagged(self, ask: Ask) -> None:
        document = ask("hillstrom_visit", HILLSTROM)

        assert {"too_good", "post_treatment"} <= keys(fit_of(document)["findings"])
        assert document["grade"] == "D"

    def test_conditioning_on_the_visit_is_refused_where_its_role_is_said(self, ask: Ask) -> None:
        error = ask("hillstrom_visit_refused", HILLSTROM, code=2)["error"]

        assert error["faults"][0]["value"] == "mediator"


class TestIran:
    def test_r_4_2_2(self, ask: Ask) -> None:
        wanted = expected("iran_r_4_2_2")
        document = ask("iran", DATA / "iranian_churn.csv.gz")
        complaint = effects(document, "churn")["complains"]

        model(document, wanted["m"], "churn")
        model(document, wanted["HC0"], "churn-hc0")
        assert document["rows"] == wanted["n"]
        assert fit_of(document)["log_likelihood"] == pytest.approx(wanted["loglik"], rel=R)
        assert complaint["ame"] == pytest.approx(wanted["AME_deriv"]["ame"], rel=R)
        assert complaint["se"] == pytest.approx(wanted["AME_deriv"]["se"], rel=R)

    def test_repeated_rows_are_kept_and_said(self, ask: Ask) -> None:
        document = ask("iran", DATA / "iranian_churn.csv.gz")
        check = next(c for c in document["checks"] if c["choice"] == "drop_duplicates")

        assert (check["rows"], check["taken"]) == (expected("iran_r_4_2_2")["dups"], False)
        assert check["effect_moved"] > 0


@pytest.mark.slow
def test_cdnow_r_4_2_2(ask: Ask) -> None:
    wanted = expected("cdnow_r_4_2_2")
    customers = pd.read_csv(DATA / "cdnow_repurchase.csv.gz")
    document = ask("cdnow", "cdnow", customers.assign(week=customers["first_day"] // 7))
    counts, times = fit_of(document, "nb"), fit_of(document, "efron")

    model(document, wanted["logit90"], "logit90")
    model(document, wanted["poisson"], "poisson")
    model(document, wanted["poisson_HC0"], "poisson-hc0")
    same(counts["coefficients"], wanted["nb"]["coef"], R)
    same(counts["se"], wanted["nb"]["se"], 0.12)
    assert counts["alpha"] == pytest.approx(wanted["nb"]["alpha"], rel=R)
    assert counts["log_likelihood"] == pytest.approx(wanted["nb"]["loglik"], rel=R)
    dispersion = fit_of(document, "poisson")["dispersion"]
    assert dispersion == pytest.approx(wanted["poisson_dispersion"], rel=R)
    model(document, wanted["cox_efron"], "efron")
    model(document, wanted["cox_breslow"], "breslow")
    likelihoods = [times["null_log_likelihood"], times["log_likelihood"]]
    assert likelihoods == pytest.approx(wanted["cox_loglik"], rel=R)
    same(times["zph_p"], wanted["zph_p"], R)
    assert fit_of(document)["outcome_mean"] == pytest.approx(wanted["rate90"], rel=R)


@pytest.mark.slow
@pytest.mark.skipif(not SUPPORT.exists(), reason="these contacts are not part of the project")
def test_support_rejects_a_linear_response_time_against_log_and_bands(tmp_path: Path) -> None:
    spec = tmp_path / "support.toml"
    spec.write_text(
        'schema_version = 1\nbootstraps = 0\n[[evidence]]\nid = "satisfied"\noutcome = "csat"\n'
        'outcome_at_least = 4\ncluster = "agent"\nlevers = ["response_min"]\n'
        'confounders = ["category"]\n'
        "[layout.ranges]\nresponse_min = { least = 0 }\n"
    )

    shape = run(SUPPORT, spec)["shapes"][0]

    rows = {row["shape"]: row for row in shape["rows"]}
    assert rows["linear"]["rejected"]
    assert rows["log"]["aic"] < rows["linear"]["aic"]
    assert shape["preferred"] != "linear"
    assert np.isfinite(rows["bands"]["log_likelihood"])
