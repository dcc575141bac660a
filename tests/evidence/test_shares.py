"""Evidence weights: worth over its sum, wrong signs at 0 and reported, draws on the simplex."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.indicators import Direction
from engine.domain.pack import Estimate
from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.weights import Origin
from engine.errors import InputError, MethodError
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import players_of
from engine.evidence.regressions import fit as logit
from engine.evidence.shares import evidence_weights, weight_rows

Specify = Callable[..., Specification]
WAIT = Term("wait_s", Role.LEVER, Transform.LOG1P, indicator="frt")
SOLVED = Term("solved", Role.LEVER, Transform.FLAG, indicator="fcr")
BETTER = {"frt": Direction.LOWER, "fcr": Direction.HIGHER}


@pytest.fixture(scope="module")
def desk(tabulate: Callable[[dict[str, Any]], ColumnTable]) -> ColumnTable:
    rng = np.random.default_rng(12)
    n, agents = 8_000, 50
    agent = rng.integers(0, agents, n)
    pace, skill = rng.normal(0, 0.5, agents), rng.normal(0.8, 0.6, agents)
    wait = np.exp(rng.normal(3.0, 0.6, n) + pace[agent])
    solved = (rng.random(n) < 1 / (1 + np.exp(-skill[agent]))).astype(float)
    logit = 1.0 - 0.4 * np.log1p(wait) + 0.8 * solved
    bought, again = rng.random((2, n)) < 1 / (1 + np.exp(-logit))
    return tabulate(
        {"bought": bought, "again": again, "wait_s": wait, "solved": solved, "agent": agent}
    )


@pytest.fixture(scope="module")
def fit(desk: ColumnTable, specify: Specify) -> FittedModel:
    return logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=30.0, id="bought"))


def explained(fit: FittedModel) -> float:
    """Return the standard deviation that levers add, by least squares of statsmodels."""
    y, x = fit.design.outcome, fit.design.matrix
    always = list(players_of(fit).columns.always)
    alone, whole = (sm.OLS(y, columns).fit().ssr for columns in (x[:, always], x))
    return float(np.sqrt((alone - whole) / len(y)))


def two_shares(fit: FittedModel) -> dict[str, float]:
    """Return Shapley shares of McFadden's R2 of two levers, by statsmodels' own fits."""
    y, x = fit.design.outcome, fit.design.matrix

    def likelihood(*columns: int) -> float:
        return float(sm.Logit(y, x[:, [0, *columns]]).fit(disp=0).llf)

    none, first, second, both = likelihood(), likelihood(1), likelihood(2), likelihood(1, 2)
    share = ((first - none) + (both - second)) / 2 / (both - none)
    return {"frt": share, "fcr": 1 - share}


def test_shares_of_one_outcome_are_those_of_importance(fit: FittedModel) -> None:
    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 500)

    assert found.weights is not None
    assert found.weights.origin is Origin.EVIDENCE
    for indicator, share in two_shares(fit).items():
        assert found.weights.share(indicator) == pytest.approx(share, rel=1e-7)
    assert found.findings == ()
    assert [entry.state for entry in found.indicators] == ["evidence", "evidence"]


def test_outcomes_count_by_the_money_their_levers_explain(
    fit: FittedModel, desk: ColumnTable, specify: Specify
) -> None:
    second = logit(desk, specify(SOLVED, outcome="again", value_cny=60.0, id="again"))

    found = evidence_weights([fit, second], BETTER, np.random.default_rng(1), 500)

    shares, first, again = two_shares(fit), 30.0 * explained(fit), 60.0 * explained(second)
    assert found.weights is not None
    assert found.weights.share("fcr") == pytest.approx(
        (shares["fcr"] * first + again) / (first + again), rel=1e-7
    )


def test_worth_is_effect_times_spread_times_value(fit: FittedModel) -> None:
    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 500)

    for worth, entry in zip(found.worths, found.indicators, strict=True):
        sign = -1.0 if worth.indicator == "frt" else 1.0
        assert worth.worth_cny == pytest.approx(sign * worth.effect * worth.spread * 30.0)
        assert entry.worth_cny is not None
        assert entry.worth_cny.value == pytest.approx(worth.worth_cny)
        width = (entry.worth_cny.high or 0) - (entry.worth_cny.low or 0)
        assert width == pytest.approx(2 * 1.645 * worth.standard_error_cny, rel=0.25)


def test_draws_lie_on_the_simplex_around_the_shares(fit: FittedModel) -> None:
    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 4_000)

    assert found.weights is not None
    draws = found.weights.draws
    assert draws is not None
    assert draws.shape == (4_000, 2)
    assert draws.min() >= 0.0
    assert draws.sum(axis=1) == pytest.approx(np.ones(4_000))
    assert draws.mean(axis=0) == pytest.approx(found.weights.shares, abs=0.01)


def test_outcomes_of_the_same_agents_are_drawn_together(
    desk: ColumnTable, specify: Specify
) -> None:
    """The same outcome asked twice says nothing new: the draws are those of asking once."""
    once, twice = (
        [logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=9.0, id=f"{i}"))]
        for i in range(2)
    )

    single = evidence_weights(once, BETTER, np.random.default_rng(3), 50).weights
    doubled = evidence_weights([*once, *twice], BETTER, np.random.default_rng(3), 50).weights

    assert single is not None
    assert doubled is not None
    assert doubled.draws == pytest.approx(single.draws)


def test_same_generator_gives_the_same_draws(fit: FittedModel) -> None:
    first, second = (
        evidence_weights([fit], BETTER, np.random.default_rng(5), 50).weights for _ in range(2)
    )

    assert first is not None
    assert second is not None
    assert first.draws is not None
    assert second.draws is not None
    assert first.draws.tolist() == second.draws.tolist()


def test_wrong_sign_counts_nothing_and_is_reported(fit: FittedModel) -> None:
    turned = BETTER | {"frt": Direction.HIGHER}

    found = evidence_weights([fit], turned, np.random.default_rng(1), 200)

    assert found.weights is not None
    assert found.weights.share("frt") == 0.0
    assert found.weights.share("fcr") == 1.0
    assert [entry.state for entry in found.indicators] == ["contradicted", "evidence"]
    assert [(f.severity, f.sentence.values["indicator"]) for f in found.findings] == [
        ("caution", "frt"),
        ("alarm", "frt"),
    ]
    worth = found.findings[1].sentence.values["worth"]
    assert isinstance(worth, float)
    assert worth < 0


def test_part_of_one_outcome_with_the_wrong_sign_counts_nothing(
    fit: FittedModel, desk: ColumnTable, specify: Specify
) -> None:
    against = logit(desk, specify(SOLVED, outcome="again", value_cny=-5.0, id="again"))

    alone = evidence_weights([fit], BETTER, np.random.default_rng(1), 300)
    both = evidence_weights([fit, against], BETTER, np.random.default_rng(1), 300)

    assert alone.weights is not None
    assert both.weights is not None
    assert both.weights.shares == pytest.approx(alone.weights.shares)
    assert [f.severity for f in both.findings] == ["caution"]
    assert {entry.state for entry in both.indicators} == {"evidence"}


def test_worse_outcome_has_a_negative_value(desk: ColumnTable, specify: Specify) -> None:
    lost = ColumnTable(desk.labels, {**desk.columns, "bought": ~desk.column("bought")})
    plain = logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=30.0))
    turned = logit(lost, specify(WAIT, SOLVED, outcome="bought", value_cny=-30.0))

    first, second = (
        evidence_weights([f], BETTER, np.random.default_rng(1), 50).weights for f in (plain, turned)
    )

    assert first is not None
    assert second is not None
    assert second.shares == pytest.approx(first.shares)


def test_fits_without_an_indicator_give_no_weights(desk: ColumnTable, specify: Specify) -> None:
    unnamed = logit(desk, specify("wait_s", outcome="bought", value_cny=5.0))

    with pytest.raises(MethodError, match=r"evidence\.no_worth"):
        evidence_weights([unnamed], BETTER, np.random.default_rng(1), 10)


def test_fit_without_a_value_is_left_out_beside_one_that_has(
    fit: FittedModel, desk: ColumnTable, specify: Specify
) -> None:
    worthless = logit(desk, specify(SOLVED, outcome="again", id="again"))

    found = evidence_weights([fit, worthless], BETTER, np.random.default_rng(1), 50)

    assert {entry.fits for entry in found.indicators} == {("bought",)}


def test_without_any_value_standard_deviations_of_outcomes_count_alike(
    desk: ColumnTable, specify: Specify
) -> None:
    fits = [
        logit(desk, specify(WAIT, SOLVED, outcome="bought", id="bought")),
        logit(desk, specify(SOLVED, outcome="again", id="again")),
    ]

    found = evidence_weights(fits, BETTER, np.random.default_rng(1), 300)

    first, again = (explained(f) / f.design.outcome.std() for f in fits)
    fcr = (two_shares(fits[0])["fcr"] * first + again) / (first + again)
    assert found.weights is not None
    assert found.weights.share("fcr") == pytest.approx(fcr, rel=1e-7)
    assert [f.sentence.key for f in found.findings] == ["finding.evidence.weight_no_value"]
    assert found.worths == ()
    assert {entry.worth_cny for entry in found.indicators} == {None}


def test_all_indicators_against_their_direction_leave_the_judged_weights(
    fit: FittedModel,
) -> None:
    turned = {"frt": Direction.HIGHER, "fcr": Direction.LOWER}

    found = evidence_weights([fit], turned, np.random.default_rng(1), 200)

    assert found.weights is None
    assert {entry.state for entry in found.indicators} == {"contradicted"}
    assert [f.severity for f in found.findings].count("alarm") == 2


def test_few_agents_leave_the_judged_weights(desk: ColumnTable, specify: Specify) -> None:
    team = ColumnTable(desk.labels, {**desk.columns, "agent": desk.column("agent") % 9})
    fit = logit(team, specify(WAIT, SOLVED, outcome="bought", value_cny=30.0))

    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 50)

    assert found.weights is None
    assert [(e.indicator, e.state) for e in found.indicators] == [
        ("frt", "judged"),
        ("fcr", "judged"),
    ]
    assert [f.sentence.key for f in found.findings] == ["finding.evidence.weight_few_clusters"]
    assert found.indicators[0].reasons == found.findings


def test_uncertain_share_is_left_to_judgement(desk: ColumnTable, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    noise = ColumnTable(desk.labels, {**desk.columns, "idle": rng.normal(size=len(desk))})
    idle = Term("idle", Role.LEVER, indicator="aov")
    fit = logit(noise, specify(WAIT, SOLVED, idle, outcome="bought", value_cny=30.0))

    found = evidence_weights(
        [fit], BETTER | {"aov": Direction.HIGHER}, np.random.default_rng(1), 400
    )

    states = {entry.indicator: entry.state for entry in found.indicators}
    assert states == {"frt": "evidence", "fcr": "evidence", "aov": "judged"}
    assert found.weights is not None
    assert found.weights.indicators == ("frt", "fcr")
    assert found.weights.shares.sum() == pytest.approx(1.0)
    assert "finding.evidence.weight_wide" in [f.sentence.key for f in found.findings]


def test_rows_say_state_share_and_grade(desk: ColumnTable, specify: Specify) -> None:
    rng = np.random.default_rng(8)
    noise = ColumnTable(desk.labels, {**desk.columns, "idle": rng.normal(size=len(desk))})
    idle = Term("idle", Role.LEVER, indicator="aov")
    fit = logit(noise, specify(WAIT, SOLVED, idle, outcome="bought", value_cny=30.0, id="b"))
    turned = BETTER | {"aov": Direction.HIGHER, "frt": Direction.HIGHER}
    found = evidence_weights([fit], turned, np.random.default_rng(1), 400)

    frt, fcr, aov = weight_rows(found, {"b": "C"})

    assert (frt.state, frt.share) == ("contradicted", Estimate(0.0))
    assert (fcr.state, fcr.share) == ("evidence", Estimate(1.0, 1.0, 1.0))
    assert (aov.state, aov.share) == ("judged", None)
    assert {row.grade for row in (frt, fcr, aov)} == {"C"}
    assert frt.reasons
    assert aov.reasons
    assert fcr.worth_cny is not None
    assert weight_rows(found, {})[0].grade == "D"


@pytest.mark.parametrize("directions", [{}, {"frt": Direction.BAND, "fcr": Direction.HIGHER}])
def test_indicator_without_a_better_direction_is_refused(
    directions: dict[str, Direction], fit: FittedModel
) -> None:
    with pytest.raises(InputError, match=r"indicator_direction .indicator='frt'"):
        evidence_weights([fit], directions, np.random.default_rng(1), 10)


def test_category_lever_with_an_indicator_is_refused(desk: ColumnTable, specify: Specify) -> None:
    solved = Term("solved", Role.LEVER, Transform.CATEGORY, reference="0", indicator="fcr")
    fit = logit(desk, specify(solved, outcome="bought", value_cny=5.0))

    with pytest.raises(InputError, match="indicator_category"):
        evidence_weights([fit], BETTER, np.random.default_rng(1), 10)


def test_lever_of_two_terms_counts_along_its_metric(desk: ColumnTable, specify: Specify) -> None:
    plain = Term("wait_s", Role.LEVER, indicator="frt")
    fit = logit(desk, specify(plain, WAIT, SOLVED, outcome="bought", value_cny=5.0))

    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 10)

    assert found.worths[0].spread > 5.0  # seconds, not log units
    assert found.weights is not None
    assert found.weights.share("frt") > 0.2
