"""The chance of the event by a horizon: written out by hand, and by differences."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.event_probability import event_probability, event_probability_effects
from engine.evidence.fitted import FittedModel
from engine.evidence.hazard import fit_hazard
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
QUARTERS = (13.0, 26.0, 39.0, 52.0)
FIN = Term("fin", Role.LEVER, Transform.FLAG)


@pytest.fixture(scope="module")
def rossi(read_data: Callable[[str], ColumnTable], specify: Specify) -> FittedModel:
    specification = specify(
        FIN,
        Term("age", Role.CONFOUNDER, Transform.LOG),
        outcome="arrest",
        duration="week",
        family=Family.HAZARD,
        cluster="",
        periods=QUARTERS,
        interactions=(("fin", "week"),),
    )
    return fit_hazard(read_data("rossi.csv"), specification)


def written_out(fitted: FittedModel, periods: int, **held: float) -> float:
    """Return the mean chance from the coefficients by name, subject by subject."""
    b = dict(zip(fitted.design.names, fitted.coefficients, strict=True))
    first = fitted.design.readings["week"] == 0
    fin = (
        np.full(first.sum(), held["fin"]) if "fin" in held else fitted.design.readings["fin"][first]
    )
    age = fitted.design.readings["age"][first] + held.get("older", 0.0)
    names = fitted.design.levels["week"]
    hazard = np.zeros(first.sum())
    for level in names[:periods]:
        base = b["intercept"] + b.get(f"week={level}", 0.0)
        slope = b["fin"] + b.get(f"fin:week={level}", 0.0)
        hazard += np.exp(base + slope * fin + b["ln(age)"] * np.log(age))
    return float((1 - np.exp(-hazard)).mean())


@pytest.mark.parametrize(("horizon", "periods"), [(13.0, 1), (39.0, 3), (None, 4)])
def test_chance_and_discrete_change_are_those_written_out(
    horizon: float | None, periods: int, rossi: FittedModel
) -> None:
    effect = event_probability_effects(rossi, horizon)[0]

    gap = written_out(rossi, periods, fin=1.0) - written_out(rossi, periods, fin=0.0)
    assert event_probability(rossi, horizon).value == pytest.approx(
        written_out(rossi, periods), rel=1e-12
    )
    assert effect.metric == "fin"
    assert effect.ame == pytest.approx(gap, rel=1e-10)
    assert effect.relative == pytest.approx(gap / written_out(rossi, periods), rel=1e-10)


def test_slope_is_per_unit_of_the_column_through_its_logarithm(rossi: FittedModel) -> None:
    effect = event_probability_effects(rossi)[1]

    rise = written_out(rossi, 4, older=1e-4) - written_out(rossi, 4, older=-1e-4)
    assert effect.metric == "age"
    assert effect.ame == pytest.approx(rise / 2e-4, rel=1e-6)


@pytest.mark.parametrize("place", [0, 1])
def test_errors_are_the_delta_methods(place: int, rossi: FittedModel) -> None:
    steps = 1e-6 * np.eye(len(rossi.coefficients))

    def at(b: Any) -> float:
        return event_probability_effects(replace(rossi, coefficients=b))[place].ame

    b = rossi.coefficients
    gradient = np.array([(at(b + h) - at(b - h)) / 2e-6 for h in steps])
    effect = event_probability_effects(rossi)[place]
    assert effect.standard_error == pytest.approx(
        np.sqrt(gradient @ rossi.covariance @ gradient), rel=1e-5
    )
    assert effect.low < effect.ame < effect.high


def test_without_terms_the_chance_is_kaplan_meiers(
    read_data: Callable[[str], ColumnTable], specify: Specify
) -> None:
    """Nobody leaves before week 52, so that the share arrested is the chance itself."""
    table = read_data("rossi.csv")
    settings = {"duration": "week", "family": Family.HAZARD, "cluster": "", "periods": QUARTERS}

    fitted = fit_hazard(table, specify(outcome="arrest", **settings))

    assert event_probability(fitted).value == pytest.approx(114 / 432, rel=1e-9)
    assert event_probability_effects(fitted) == ()


def test_a_horizon_must_be_the_end_of_a_period(rossi: FittedModel) -> None:
    with pytest.raises(InputError, match=r"horizon.*13, 26, 39, 52"):
        event_probability(rossi, 30.0)


def test_only_a_hazard_has_a_horizon(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="not_a_hazard"):
        event_probability(fit(small, specify("wait_s")))
