"""One outcome's part in the weights: sizes, signs, units and spreads."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.indicators import Direction
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.channels import Channel, channel, indicator_effects, worths_of
from engine.evidence.effects import average_marginal_effects
from engine.evidence.fitted import FittedModel
from engine.evidence.importance_bootstrap import MOST_ALWAYS, resamples_of, units_of
from engine.evidence.regressions import fit
from engine.evidence.spread import between_cluster_spread

Specify = Callable[..., Specification]
WAIT = Term("wait_s", Role.LEVER, Transform.LOG1P, indicator="frt")
FLAG = Term("flag", Role.LEVER, Transform.FLAG, indicator="fcr")
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
BETTER = {"frt": Direction.LOWER, "fcr": Direction.HIGHER}


def told(found: FittedModel, draws: int = 200, *, by_value: bool = True) -> Channel:
    drawn = resamples_of([units_of(found)], np.random.default_rng(1), draws)
    return channel(found, BETTER, drawn, by_value=by_value)


def test_parts_add_up_to_the_explained_spread_times_the_value(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify(WAIT, FLAG, KIND, family=Family.LINEAR, value_cny=7.0))
    y, x = found.design.outcome, found.design.matrix
    left = [
        ((y - m @ np.linalg.lstsq(m, y, rcond=None)[0]) ** 2).mean() for m in (x[:, [0, 3, 4]], x)
    ]

    parts = told(found).parts

    assert parts.sum() == pytest.approx(7.0 * np.sqrt(left[0] - left[1]))


def test_rates_are_effects_in_the_better_direction_by_value(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify(WAIT, FLAG, KIND, value_cny=7.0))
    wait, flag = average_marginal_effects(found)[:2]

    rates = told(found).rates

    assert rates == pytest.approx([-7.0 * wait.value, 7.0 * flag.value])


def test_drawn_rates_spread_as_the_delta_method_says(small: ColumnTable, specify: Specify) -> None:
    """3,000 draws, 40 clusters: bootstrap and sandwich agree within 15 %."""
    found = fit(small, specify(WAIT, FLAG, KIND, value_cny=1.0))
    effects = average_marginal_effects(found)[:2]

    drawn = told(found, 3_000).drawn_rates

    assert drawn.std(axis=0) == pytest.approx([e.standard_error for e in effects], rel=0.15)
    assert abs(drawn.mean(axis=0)) == pytest.approx([abs(e.value) for e in effects], rel=0.1)


def test_draws_centre_on_the_effect_where_fixed_effects_are_taken_out(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    """More shops than MOST_ALWAYS; one draw in which every cluster comes up once."""
    rng = np.random.default_rng(6)
    shop, wait = rng.integers(0, MOST_ALWAYS + 10, 7_000), rng.gamma(2.0, 20.0, 7_000)
    eta = -1.5 - 0.3 * np.log1p(wait) + rng.normal(0, 0.5, MOST_ALWAYS + 10)[shop]
    y = (rng.random(7_000) < 1 / (1 + np.exp(-eta))).astype(float)
    columns = {"y": y, "wait_s": wait, "shop": shop, "agent": rng.integers(0, 40, 7_000)}
    found = fit(tabulate(columns), specify(WAIT, fixed_effects=("shop",), value_cny=1.0))
    drawn = resamples_of([units_of(found)], np.random.default_rng(1), 1)
    once = {name: replace(each, counts=np.ones((1, 40))) for name, each in drawn.items()}

    each = channel(found, BETTER, once, by_value=True)

    assert each.drawn_rates[0] == pytest.approx(each.rates, rel=1e-9)


def test_spreads_are_in_the_unit_of_the_effect(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify(WAIT, FLAG, value_cny=1.0))
    codes = found.design.clusterings[0].codes

    each = told(found)

    logs, flags = np.log1p(small.column("wait_s")), small.column("flag")
    assert each.steps == pytest.approx([logs.std(), flags.std()])
    expected = [between_cluster_spread(values, codes) for values in (logs, flags)]
    assert each.spreads == pytest.approx(expected)
    worth = worths_of(each)[1]
    assert worth.worth_cny == pytest.approx(worth.effect * worth.spread)


def test_several_terms_of_one_metric_are_one_lever_along_it(
    small: ColumnTable, specify: Specify
) -> None:
    square = Term("wait_s", Role.LEVER, Transform.POWER, indicator="frt")
    found = fit(small, specify(Term("wait_s", Role.LEVER, indicator="frt"), square, FLAG))

    each = told(found)

    assert each.indicators == ("frt", "fcr")
    assert each.steps[0] == pytest.approx(small.column("wait_s").std())


def test_cells_spread_as_their_contacts(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    rng = np.random.default_rng(3)
    agent = rng.integers(0, 12, 2_000)
    level = rng.binomial(3, (0.2 + 0.05 * np.arange(12))[agent]).astype(float)
    y = (rng.random(2_000) < 0.3 + 0.1 * level).astype(float)
    cells, codes = np.unique(np.column_stack([agent, level]), axis=0, return_inverse=True)
    summed = {"y": np.bincount(codes, y), "n": np.bincount(codes).astype(float)}
    table = tabulate({**summed, "agent": cells[:, 0], "level": cells[:, 1]})
    term = Term("level", Role.LEVER, indicator="fcr")

    rows = told(fit(tabulate({"y": y, "agent": agent, "level": level}), specify(term)), 20)
    counted = told(fit(table, specify(term, family=Family.GROUPED, trials="n")), 20)

    for name in ("spreads", "steps", "parts", "drawn_parts"):
        assert getattr(counted, name) == pytest.approx(getattr(rows, name), rel=1e-6)


def test_rows_without_clusters_spread_between_rows(small: ColumnTable, specify: Specify) -> None:
    each = told(fit(small, specify(WAIT, FLAG, cluster="")))

    assert each.spreads.tolist() == each.steps.tolist()


def test_without_value_an_outcome_counts_by_its_standard_deviation(
    small: ColumnTable, specify: Specify
) -> None:
    linear = specify(WAIT, FLAG, outcome="wait_2", family=Family.LINEAR)
    score = ColumnTable(
        small.labels, {**small.columns, "wait_2": small.column("y") * 5 + small.column("flag")}
    )

    first = told(fit(score, linear), by_value=False)
    rescaled = ColumnTable(score.labels, {**score.columns, "wait_2": score.column("wait_2") * 100})
    second = told(fit(rescaled, linear), by_value=False)

    assert second.parts == pytest.approx(first.parts)


def test_confounders_and_unnamed_levers_say_nothing(small: ColumnTable, specify: Specify) -> None:
    found = fit(small, specify("wait_s", FLAG, KIND))

    assert [e.indicator for e in indicator_effects(found, BETTER)] == ["fcr"]


@pytest.mark.parametrize("directions", [{}, {"frt": Direction.BAND}])
def test_indicator_without_a_better_direction_is_refused(
    directions: dict[str, Direction], small: ColumnTable, specify: Specify
) -> None:
    with pytest.raises(InputError, match="indicator_direction"):
        indicator_effects(fit(small, specify(WAIT)), directions)


@pytest.mark.parametrize(
    "term",
    [
        Term("kind", Role.LEVER, Transform.CATEGORY, reference="blue", indicator="frt"),
        Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0), indicator="frt"),
    ],
)
def test_lever_without_a_single_effect_is_refused(
    term: Term, small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify(term, FLAG))

    with pytest.raises(InputError, match=r"indicator_category .indicator='frt'"):
        told(found, 10)


def test_resamples_are_shared_by_name_of_the_cluster(small: ColumnTable, specify: Specify) -> None:
    found: Any = fit(small, specify(WAIT, FLAG))
    drawn = resamples_of([units_of(found)], np.random.default_rng(2), 30)

    first, second = (channel(found, BETTER, drawn, by_value=False) for _ in range(2))

    assert first.drawn_parts.tolist() == second.drawn_parts.tolist()
