"""Evidence weights: worth over its sum, wrong signs at 0 and reported, draws on the simplex."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import Direction
from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.evidence.regressions import FittedLogit, fit_logit
from engine.evidence.shares import complete_with_judgement, evidence_weights

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
def fit(desk: ColumnTable, specify: Specify) -> FittedLogit:
    return fit_logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=30.0, id="bought"))


def test_shares_are_worth_over_its_sum(fit: FittedLogit) -> None:
    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 500)

    worth = {w.indicator: w.effect * w.spread * 30.0 for w in found.worths}
    total = -worth["frt"] + worth["fcr"]
    assert found.weights.origin is Origin.EVIDENCE
    assert found.weights.share("frt") == pytest.approx(-worth["frt"] / total)
    assert found.weights.share("fcr") == pytest.approx(worth["fcr"] / total)
    assert found.findings == ()


def test_worths_of_several_outcomes_add_up(
    fit: FittedLogit, desk: ColumnTable, specify: Specify
) -> None:
    second = fit_logit(desk, specify(SOLVED, outcome="again", value_cny=60.0, id="again"))

    found = evidence_weights([fit, second], BETTER, np.random.default_rng(1), 500)

    worth = {(w.specification, w.indicator): w.worth_cny for w in found.worths}
    total = sum(worth.values())
    assert found.weights.share("fcr") == pytest.approx(
        (worth["bought", "fcr"] + worth["again", "fcr"]) / total
    )


def test_draws_lie_on_the_simplex_around_the_shares(fit: FittedLogit) -> None:
    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 4_000)

    draws = found.weights.draws
    assert draws is not None
    assert draws.shape == (4_000, 2)
    assert draws.min() >= 0.0
    assert draws.sum(axis=1) == pytest.approx(np.ones(4_000))
    assert draws.mean(axis=0) == pytest.approx(found.weights.shares, abs=0.01)


def test_draws_spread_as_the_errors_say(desk: ColumnTable, specify: Specify) -> None:
    single = fit_logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=1.0))
    found = evidence_weights([single], BETTER, np.random.default_rng(3), 20_000)
    frt, fcr = found.worths

    draws = found.weights.draws
    assert draws is not None
    # First order: var of a/(a+b) with independent errors, t(49) inflates the variance by 49/47.
    total = frt.worth_cny + fcr.worth_cny
    first = (fcr.worth_cny * frt.standard_error_cny) ** 2
    second = (frt.worth_cny * fcr.standard_error_cny) ** 2
    expected = np.sqrt((first + second) * 49 / 47) / total**2
    assert draws[:, 0].std() == pytest.approx(expected, rel=0.2)


def test_same_generator_gives_the_same_draws(fit: FittedLogit) -> None:
    first = evidence_weights([fit], BETTER, np.random.default_rng(5), 50).weights.draws
    second = evidence_weights([fit], BETTER, np.random.default_rng(5), 50).weights.draws

    assert first is not None
    assert second is not None
    assert first.tolist() == second.tolist()


def test_wrong_sign_counts_nothing_and_is_reported(fit: FittedLogit) -> None:
    turned = BETTER | {"frt": Direction.HIGHER}

    found = evidence_weights([fit], turned, np.random.default_rng(1), 200)

    assert found.weights.share("frt") == 0.0
    assert found.weights.share("fcr") == 1.0
    assert [(f.severity, f.sentence.values["indicator"]) for f in found.findings] == [
        ("caution", "frt"),
        ("alarm", "frt"),
    ]


def test_worse_outcome_has_a_negative_value(desk: ColumnTable, specify: Specify) -> None:
    lost = ColumnTable(desk.labels, {**desk.columns, "bought": ~desk.column("bought")})
    plain = fit_logit(desk, specify(WAIT, SOLVED, outcome="bought", value_cny=30.0))
    turned = fit_logit(lost, specify(WAIT, SOLVED, outcome="bought", value_cny=-30.0))

    first, second = (
        evidence_weights([f], BETTER, np.random.default_rng(1), 10).weights.shares
        for f in (plain, turned)
    )

    assert second == pytest.approx(first)


def test_fit_without_a_value_or_an_indicator_gives_no_weights(
    desk: ColumnTable, specify: Specify
) -> None:
    worthless = fit_logit(desk, specify(WAIT, outcome="bought"))
    unnamed = fit_logit(desk, specify("wait_s", outcome="bought", value_cny=5.0))

    with pytest.raises(MethodError, match=r"evidence\.no_worth"):
        evidence_weights([worthless, unnamed], BETTER, np.random.default_rng(1), 10)


def test_no_indicator_in_its_better_direction_gives_no_weights(fit: FittedLogit) -> None:
    turned = {"frt": Direction.HIGHER, "fcr": Direction.LOWER}

    with pytest.raises(MethodError, match="no_right_sign"):
        evidence_weights([fit], turned, np.random.default_rng(1), 10)


@pytest.mark.parametrize("directions", [{}, {"frt": Direction.BAND, "fcr": Direction.HIGHER}])
def test_indicator_without_a_better_direction_is_refused(
    directions: dict[str, Direction], fit: FittedLogit
) -> None:
    with pytest.raises(InputError, match=r"indicator_direction .indicator='frt'"):
        evidence_weights([fit], directions, np.random.default_rng(1), 10)


def test_category_lever_with_an_indicator_is_refused(desk: ColumnTable, specify: Specify) -> None:
    solved = Term("solved", Role.LEVER, Transform.CATEGORY, reference="0", indicator="fcr")
    fit = fit_logit(desk, specify(solved, outcome="bought", value_cny=5.0))

    with pytest.raises(InputError, match="indicator_category"):
        evidence_weights([fit], BETTER, np.random.default_rng(1), 10)


def test_lever_of_two_terms_counts_along_its_metric(desk: ColumnTable, specify: Specify) -> None:
    plain = Term("wait_s", Role.LEVER, indicator="frt")
    fit = fit_logit(desk, specify(plain, WAIT, SOLVED, outcome="bought", value_cny=5.0))

    found = evidence_weights([fit], BETTER, np.random.default_rng(1), 10)

    assert found.worths[0].spread > 5.0  # seconds, not log units
    assert found.weights.share("frt") > 0.2


def test_indicators_without_evidence_keep_the_judged_share() -> None:
    evidence = WeightSet.from_mapping(Origin.EVIDENCE, {"fcr": 0.75, "frt": 0.25})
    judged = WeightSet.from_mapping(Origin.JUDGED, {"frt": 0.3, "aov": 0.5, "fcr": 0.2})

    completed = complete_with_judgement(evidence, judged)

    assert completed.indicators == ("frt", "aov", "fcr")
    assert completed.shares == pytest.approx([0.125, 0.5, 0.375])
    assert completed.origin is Origin.EVIDENCE
    assert completed.draws is None


@given(seed=st.integers(0, 10_000), rows=st.tuples(st.integers(1, 30), st.integers(1, 30)))
@settings(derandomize=True, deadline=None)
def test_completed_draws_lie_on_the_simplex(seed: int, rows: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    found = WeightSet(
        Origin.EVIDENCE, ("a", "b"), np.array([0.5, 0.5]), rng.dirichlet([2, 2], rows[0])
    )
    judged = WeightSet(
        Origin.JUDGED, ("b", "c", "a"), np.full(3, 1 / 3), rng.dirichlet([2, 2, 2], rows[1])
    )

    completed = complete_with_judgement(found, judged)

    assert completed.draws is not None
    assert completed.draws.shape == (min(rows), 3)
    assert completed.draws.sum(axis=1) == pytest.approx(np.ones(min(rows)))
    assert judged.draws is not None
    assert completed.draws[:, 1] == pytest.approx(judged.draws[: min(rows), 1])


def test_uncertainty_of_one_side_alone_is_kept() -> None:
    rng = np.random.default_rng(2)
    found = WeightSet.from_mapping(Origin.EVIDENCE, {"a": 0.6, "b": 0.4})
    judged = WeightSet(Origin.JUDGED, ("a", "b"), np.array([0.5, 0.5]), rng.dirichlet([2, 2], 7))

    completed = complete_with_judgement(found, judged)

    assert completed.draws is not None
    assert completed.draws == pytest.approx(np.tile([0.6, 0.4], (7, 1)))


def test_evidence_beyond_the_judged_indicators_is_refused() -> None:
    evidence = WeightSet.from_mapping(Origin.EVIDENCE, {"fcr": 1.0})
    judged = WeightSet.from_mapping(Origin.JUDGED, {"frt": 1.0})

    with pytest.raises(InputError, match=r"not_judged .indicators='fcr'"):
        complete_with_judgement(evidence, judged)
