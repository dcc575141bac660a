"""Claims are supported, contradicted or left open by their intervals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine.domain.evidence_plan import Claim, ClaimKind, ClaimScale
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.evidence.claims import claim_report
from engine.evidence.effects import shift_effect, standard_error
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import mean_changes
from engine.evidence.moves import Mean, Question, Shift
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
LOG = Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0)
SOLVED = Term("solved", Role.LEVER, Transform.FLAG)


def claim(**settings: Any) -> Claim:
    """One second faster is +0.3 % conversion, unless told otherwise."""
    chosen = {
        "id": "faster",
        "name": Text("快一秒", "one second faster"),
        "specification": "test",
        "metric": "frt_s",
        "by": -1.0,
        "change": 0.003,
        "scale": ClaimScale.RELATIVE,
    }
    return Claim(**(chosen | settings))


def shop(tabulate: Tabulate, rows: int, slope: float) -> ColumnTable:
    """Contacts of 60 agents: log-odds fall by ``slope`` a log unit of response above 30 s."""
    rng = np.random.default_rng(2)
    agent, frt = rng.integers(0, 60, rows), rng.gamma(1.3, 40.0, rows)
    solved = rng.integers(0, 2, rows).astype(float)
    eta = -0.5 - slope * np.log(np.maximum(frt, 30.0) / 30.0) + 0.6 * solved
    y = (rng.random(rows) < 1 / (1 + np.exp(-eta))).astype(float)
    return tabulate({"y": y, "frt_s": frt, "solved": solved, "agent": agent})


@pytest.fixture
def fitted(tabulate: Tabulate, specify: Specify) -> FittedModel:
    return fit(shop(tabulate, 40_000, 0.4), specify(LOG, SOLVED))


def test_points_are_the_shift_and_relative_is_over_the_mean(fitted: FittedModel) -> None:
    shifted = shift_effect(fitted, "frt_s", 10.0)

    points = claim_report(fitted, claim(by=10.0, change=-0.01, scale=ClaimScale.POINTS))
    relative = claim_report(fitted, claim(by=10.0, change=-0.03))

    assert points.estimate.value == pytest.approx(shifted.value, rel=1e-12)
    assert points.estimate.low == pytest.approx(shifted.low, rel=1e-12)
    assert relative.estimate.value == pytest.approx(shifted.value / fitted.outcome_mean, rel=1e-9)
    assert (points.margin, relative.margin) == (0.005, 0.015)


def test_relative_error_carries_the_variation_of_the_mean(fitted: FittedModel) -> None:
    change, mean = mean_changes(fitted, [Question(Shift("frt_s", 10.0)), Question(Mean())])
    joint = np.array([change.gradient, mean.gradient])
    covariance = joint @ fitted.covariance @ joint.T
    by_value = np.array([1 / mean.value, -change.value / mean.value**2])

    report = claim_report(fitted, claim(by=10.0, change=-0.03))

    half = stats.t.ppf(0.975, 59) * np.sqrt(by_value @ covariance @ by_value)
    narrow = stats.t.ppf(0.95, 59) * np.sqrt(by_value @ covariance @ by_value)
    assert report.estimate.high == pytest.approx(report.estimate.value + half, rel=1e-9)
    assert report.equivalence_low == pytest.approx(report.estimate.value - narrow, rel=1e-9)
    assert standard_error(change.gradient, fitted.covariance) / mean.value != pytest.approx(
        half / stats.t.ppf(0.975, 59), rel=1e-4
    )


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"change": 0.0023}, "supported"),
        ({"change": 0.01}, "contradicted"),
        ({"change": -0.0023}, "contradicted"),
        ({"change": 0.0023, "margin": 0.00005}, "undecided"),
        ({"change": 0.0015, "kind": ClaimKind.AT_LEAST}, "supported"),
        ({"change": 0.004, "kind": ClaimKind.AT_LEAST}, "contradicted"),
        ({"change": 0.0023, "kind": ClaimKind.AT_LEAST}, "undecided"),
        ({"change": 0.0023, "kind": ClaimKind.AT_LEAST, "margin": 0.001}, "supported"),
        ({"change": -0.0024, "by": 1.0, "kind": ClaimKind.AT_LEAST}, "undecided"),
        ({"change": -0.0015, "by": 1.0, "kind": ClaimKind.AT_LEAST}, "supported"),
    ],
)
def test_verdicts(settings: dict[str, Any], verdict: str, fitted: FittedModel) -> None:
    report = claim_report(fitted, claim(**settings), grade="C")

    assert report.verdict == verdict, report.estimate
    assert report.findings[0].sentence.key == f"finding.evidence.claim_{verdict}_relative"


def test_the_claim_holds_on_a_part_of_the_curve_only(fitted: FittedModel) -> None:
    report = claim_report(fitted, claim(change=0.004))

    by_low = {band.low: band.verdict for band in report.where}
    assert by_low[0.0] == "contradicted"
    assert by_low[30.0] != "contradicted"
    assert sum(band.n for band in report.where) == report.n == 40_000
    told = {f.sentence.key: f.sentence.values["bands"] for f in report.findings[1:]}
    assert "0-30 s" in str(told["finding.evidence.claim_bands_contradicted"])
    assert told["finding.evidence.claim_fixed"] == "0-30 s"


def test_a_stretch_bounds_estimate_and_bands(fitted: FittedModel) -> None:
    report = claim_report(fitted, claim(low=30.0, high=100.0))

    frt = fitted.design.readings["frt_s"]
    assert report.n == ((frt >= 30) & (frt < 100)).sum()
    assert [(band.low, band.high) for band in report.where] == [(30, 60), (60, 100)]


def test_nobody_is_answered_before_asking(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    frt = rng.choice([0.0, 0.5, 20.0], 600)
    table = tabulate({"y": 5 - 0.1 * frt + rng.normal(size=600), "frt_s": frt})
    fitted = fit(table, specify("frt_s", cluster="", family=Family.LINEAR))

    report = claim_report(fitted, claim(change=0.1, scale=ClaimScale.POINTS))

    moved = np.minimum(frt, 1.0).mean()
    assert report.estimate.value == pytest.approx(-moved * fitted.coefficients[1], rel=1e-9)
    assert report.findings[0].sentence.key.endswith("_units")


def test_a_flag_is_claimed_from_no_to_yes(fitted: FittedModel) -> None:
    solved = claim(metric="solved", by=1.0, change=0.13, scale=ClaimScale.POINTS)

    there = claim_report(fitted, solved)
    back = claim_report(fitted, replace(solved, by=-1.0, change=-0.13))

    assert there.verdict == back.verdict == "supported"
    assert back.estimate.value == pytest.approx(-there.estimate.value, rel=1e-12)
    assert there.where == ()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"metric": "art_s"}, "evidence.claim_metric"),
        ({"by": 0.0}, "evidence.claim_by"),
        ({"metric": "solved", "by": 2.0}, "evidence.claim_by"),
        ({"change": 0.0}, "evidence.claim_margin"),
        ({"margin": -0.1}, "evidence.claim_margin"),
        ({"change": float("nan")}, "evidence.claim_margin"),
        ({"change": 0.0, "kind": ClaimKind.AT_LEAST}, "evidence.claim_margin"),
        ({"low": 1e6}, "evidence.claim_stretch"),
    ],
)
def test_what_cannot_be_tested_is_refused(
    settings: dict[str, Any], code: str, fitted: FittedModel
) -> None:
    with pytest.raises(InputError, match=r"evidence\.claim") as caught:
        claim_report(fitted, claim(**settings))

    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].place.startswith("claims.faster.")


def test_share_of_the_mean_of_an_outcome_of_both_signs_is_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(4)
    table = tabulate({"y": rng.normal(0, 1.0, 200), "frt_s": rng.uniform(0, 10, 200)})
    fitted = fit(table, specify("frt_s", cluster="", family=Family.LINEAR))

    with pytest.raises(InputError) as caught:
        claim_report(fitted, claim())

    assert [fault.code for fault in caught.value.faults] == ["evidence.claim_scale"]
    assert claim_report(fitted, claim(scale=ClaimScale.POINTS)).verdict


def test_all_faults_are_told_at_once(fitted: FittedModel) -> None:
    with pytest.raises(InputError) as caught:
        claim_report(fitted, claim(metric="art_s", margin=-1.0))

    assert len(caught.value.faults) == 2


@pytest.mark.statistical
def test_a_false_claim_is_seldom_supported(tabulate: Tabulate, specify: Specify) -> None:
    """A claim whose true effect lies on the margin's edge: at most 12 of 80 samples supported.

    The two one-sided tests support it in at most 5 %; false alarm 2e-4.
    """
    change = claim(by=1.0, change=0.2, margin=0.1, scale=ClaimScale.POINTS)
    supported = 0
    for seed in range(80):
        rng = np.random.default_rng(seed)
        frt = rng.uniform(0, 10, 200)
        table = tabulate({"y": 0.3 * frt + rng.normal(0, 1.0, 200), "frt_s": frt})
        fitted = fit(table, specify("frt_s", cluster="", family=Family.LINEAR))
        supported += claim_report(fitted, change).verdict == "supported"

    assert supported <= 12
