"""Changes of the mean are those taken by hand, and their gradients the numeric ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence import mean_changes as module
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import mean_changes
from engine.evidence.moves import NOT_A_LEVEL, Mean, Move, Question, Setting, Shift, Slope, Stretch
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
SQUARE = Term("wait_s", Role.LEVER, Transform.POWER)
FLAG = Term("flag", Role.LEVER, Transform.FLAG)
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
LOG = Term("wait_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0)
SPLINE = Term("wait_s", Role.LEVER, Transform.SPLINE, knots=(5.0, 30.0, 60.0, 120.0))
MOVES: tuple[Move, ...] = (
    Mean(),
    Slope("wait_s"),
    Slope("flag", by_transform=True),
    Shift("wait_s", 10.0),
    Shift("wait_s", -5.0, least=0.0),
    Setting("flag", 1.0, 0.0),
    Setting("flag", 1.0),
    Setting("kind", 2, NOT_A_LEVEL),
)


@pytest.fixture
def crossed(small: ColumnTable, specify: Specify) -> FittedModel:
    pairs = (("wait_s", "flag"), ("flag", "kind"))
    return fit(small, specify("wait_s", SQUARE, FLAG, KIND, interactions=pairs))


def with_coefficients(fitted: FittedModel, coefficients: np.ndarray) -> FittedModel:
    return replace(fitted, coefficients=coefficients)


def numeric_gradient(fitted: FittedModel, question: Question) -> list[float]:
    steps = np.diag(1e-5 / (np.abs(fitted.design.matrix).mean(axis=0)))
    values = [
        [
            mean_changes(with_coefficients(fitted, fitted.coefficients + sign * step), [question])[
                0
            ].value
            for sign in (1, -1)
        ]
        for step in steps
    ]
    return [(up - down) / (2 * step.sum()) for (up, down), step in zip(values, steps, strict=True)]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("stretch", [None, Stretch("wait_s", 20.0, 60.0)])
def test_gradient_is_the_numeric_one(
    crossed: FittedModel, move: Move, stretch: Stretch | None
) -> None:
    question = Question(move, stretch)

    change = mean_changes(crossed, [question])[0]

    expected = np.array(numeric_gradient(crossed, question))
    assert change.gradient == pytest.approx(expected, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("shape", ["wait_s", LOG, SPLINE])
def test_slope_is_the_limit_of_small_shifts(
    shape: Term | str, small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify(shape, FLAG, interactions=(("wait_s", "flag"),)))

    slope, there, back = mean_changes(
        fitted,
        [Question(m) for m in (Slope("wait_s"), *(Shift("wait_s", h) for h in (1e-4, -1e-4)))],
    )

    assert slope.value == pytest.approx((there.value - back.value) / 2e-4, rel=1e-5)


def test_setting_goes_through_interactions(crossed: FittedModel) -> None:
    design = crossed.design
    rows = slice(0, len(design.outcome))
    on, off = (expit(design.matrix_at(rows, "flag", v) @ crossed.coefficients) for v in (1.0, 0.0))

    change = mean_changes(crossed, [Question(Setting("flag", 1.0, 0.0))])[0]

    assert change.value == pytest.approx((on - off).mean(), rel=1e-10)


def test_slope_by_the_transform_alone_equals_the_general_way(
    small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify(LOG, FLAG))
    above = np.asarray(fitted.design.readings["wait_s"]) > 0
    spread = fitted.link.slope(fitted.linear_predictor())

    change = mean_changes(fitted, [Question(Slope("wait_s", by_transform=True))])[0]

    assert above.all()
    assert change.value == pytest.approx(spread.mean() * fitted.coefficients[1], rel=1e-12)
    gradient = numeric_gradient(fitted, Question(Slope("wait_s", by_transform=True)))
    assert change.gradient == pytest.approx(gradient, rel=1e-6, abs=1e-9)
    assert change.combination == pytest.approx([0.0, 1.0, 0.0])


def test_blocks_do_not_show(crossed: FittedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [Question(move) for move in MOVES]
    whole = mean_changes(crossed, questions)

    monkeypatch.setattr(module, "BLOCK_ROWS", 37)
    pieces = mean_changes(crossed, questions)

    for one, other in zip(whole, pieces, strict=True):
        assert other.value == pytest.approx(one.value, rel=1e-11)
        assert other.gradient == pytest.approx(one.gradient, rel=1e-11, abs=1e-14)


def test_trials_are_weights(tabulate: Tabulate, specify: Specify) -> None:
    x, n, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([10, 20, 5, 8]), np.array([2, 9, 3, 6])
    cells = tabulate({"y": y, "n": n, "x": x})
    ones = np.concatenate([[1.0] * k + [0.0] * (m - k) for k, m in zip(y, n, strict=True)])
    rows = tabulate({"y": ones, "x": np.repeat(x, n)})

    of_cells = fit(cells, specify("x", cluster="", family=Family.GROUPED, trials="n"))
    of_rows = fit(rows, specify("x", cluster=""))

    questions = [
        Question(Slope("x")),
        Question(Shift("x", 1.0), Stretch("x", 1.0, 3.0)),
        Question(Mean()),
    ]
    pairs = zip(mean_changes(of_cells, questions), mean_changes(of_rows, questions), strict=True)
    for grouped, single in pairs:
        assert grouped.value == pytest.approx(single.value, rel=1e-9)
        assert grouped.gradient == pytest.approx(single.gradient, rel=1e-9)
        assert (grouped.contacts, grouped.outcome_mean) == (single.contacts, single.outcome_mean)


def test_nobody_is_taken_below_the_least(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(3)
    wait = rng.choice([0.0, 4.0, 9.0], 300)
    table = tabulate({"y": rng.normal(size=300) - wait, "wait_s": wait})
    fitted = fit(table, specify("wait_s", cluster="", family=Family.LINEAR))

    change = mean_changes(fitted, [Question(Shift("wait_s", -5.0, least=0.0))])[0]

    moved = np.minimum(wait, 5.0).mean()
    assert change.value == pytest.approx(-moved * fitted.coefficients[1], rel=1e-12)


def test_what_is_no_term_is_refused(crossed: FittedModel) -> None:
    with pytest.raises(InputError, match="not_a_metric"):
        mean_changes(crossed, [Question(Slope("unheard"))])


def test_a_stretch_without_contacts_is_refused(crossed: FittedModel) -> None:
    with pytest.raises(InputError, match="empty_stretch"):
        mean_changes(crossed, [Question(Mean(), Stretch("wait_s", 1e6))])
