"""Errors carry a code and values; faults name place and value."""

import copy

import pytest

from engine.errors import EngineError, Fault, InputError, InternalError, MethodError

FAULT = Fault("policy.share_range", "caps.frt", "85", {"share": 85})


def test_an_error_tells_its_code_and_values() -> None:
    error = MethodError("policy.infeasible", policy="p", total=0.1)

    assert error.code == "policy.infeasible"
    assert error.values == {"policy": "p", "total": 0.1}
    assert str(error) == "policy.infeasible (policy='p', total=0.1)"


def test_an_error_without_values_is_its_code() -> None:
    assert str(InternalError("kernel.disagrees")) == "kernel.disagrees"


def test_an_input_error_tells_every_fault_with_place_and_value() -> None:
    error = InputError("policy.contradictory", [FAULT, FAULT.in_file("p.toml")], policy="p")

    assert len(error.faults) == 2
    assert str(error).splitlines()[1:] == [
        ": caps.frt: policy.share_range: '85'",
        "p.toml: caps.frt: policy.share_range: '85'",
    ]


def test_a_fault_said_of_a_file_keeps_everything_else() -> None:
    moved = FAULT.in_file("p.toml")

    assert moved.file == "p.toml"
    assert (moved.code, moved.place, moved.value, moved.values) == (
        FAULT.code, FAULT.place, FAULT.value, FAULT.values,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [InputError, MethodError, InternalError])
def test_every_error_is_an_engine_error(kind: type[EngineError]) -> None:
    with pytest.raises(EngineError, match="x"):
        raise kind("x")


def test_a_value_may_be_called_code() -> None:
    assert MethodError("x.y", code=3).values == {"code": 3}


@pytest.mark.parametrize(
    "error",
    [
        InputError("file.invalid", [Fault("file.value", "key", "85")], file="618.toml"),
        MethodError("policy.infeasible", policy="open"),
        InternalError("simulation.workers_lost", losses=4),
    ],
)
def test_error_crosses_from_a_worker_process_unchanged(error: EngineError) -> None:
    again = copy.copy(error)

    assert type(again) is type(error)
    assert (again.code, dict(again.values)) == (error.code, dict(error.values))
    assert getattr(again, "faults", ()) == getattr(error, "faults", ())
