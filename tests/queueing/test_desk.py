"""Which formula fits a desk, and what no formula does."""

import pytest

from engine.domain.durations import Duration, Shape
from engine.errors import InputError, MethodError
from engine.queueing.desk import Desk, Model
from engine.queueing.erlang import blocking

EXPONENTIAL = Duration(Shape.EXPONENTIAL, 60.0)
CONSTANT = Duration(Shape.DETERMINISTIC, 60.0, 0.0)
GIVEN = (600.0, 60.0, 20.0)


@pytest.mark.parametrize(
    ("desk", "model", "fewest"),
    [
        (Desk(*GIVEN), Model.ERLANG_C, 11),
        (Desk(*GIVEN, EXPONENTIAL), Model.ERLANG_A, 1),
        (Desk(*GIVEN, CONSTANT), Model.GENERAL_PATIENCE, 1),
        (Desk(*GIVEN, room=0, handle_cv=2.0), Model.ERLANG_B, 1),
        (Desk(*GIVEN, EXPONENTIAL, 5), Model.LIMITED_ROOM, 1),
        (Desk(*GIVEN, handle_cv=0.5), Model.GENERAL_SERVICE, 11),
    ],
)
def test_a_desk_is_answered_by_its_formula(desk: Desk, model: Model, fewest: int) -> None:
    assert desk.model is model
    assert desk.fewest_steady == fewest
    assert desk.offered_load == pytest.approx(10)
    assert desk.is_approximate == (model is Model.GENERAL_SERVICE)
    assert 0 < desk.queue(12).service_level < 1


def test_variation_of_the_handle_time_is_idle_where_nobody_waits() -> None:
    found = Desk(*GIVEN, CONSTANT, room=0, handle_cv=3.0).queue(10)

    assert found.blocking == pytest.approx(blocking(10.0, 10))


@pytest.mark.parametrize(
    ("patience", "room", "handle_cv"),
    [(EXPONENTIAL, None, 0.5), (None, 5, 0.5), (CONSTANT, 5, None)],
)
def test_what_no_closed_formula_joins_is_refused(
    patience: Duration | None, room: int | None, handle_cv: float | None
) -> None:
    with pytest.raises(InputError, match=r"queueing\.not_together"):
        Desk(*GIVEN, patience, room, handle_cv)


def test_a_desk_that_grows_for_ever_has_no_queue() -> None:
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        Desk(*GIVEN).queue(10)
