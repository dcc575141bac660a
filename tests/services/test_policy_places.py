"""Faults found after reading name the policy's line, the option, or the weights in force."""

from pathlib import Path

import pytest

from engine.errors import Fault, InputError
from engine.services.optimisation import asked_weights
from engine.services.policy_places import placed
from tests.services.weight_files import request, written

COMMAND = "heng optimise"
HEAD = 'schema_version = 1\nid = "p"\nname = { zh = "p", en = "p" }\n'
TEXT = HEAD + 'grid = 0.01\n[floors]\nx = 0.1\n[[groups]]\nid = "g"\nmembers = ["a"]\n'


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return written(tmp_path, "p.toml", TEXT)


def told(policy: Path, place: str, **options: object) -> tuple[str, str]:
    error = InputError("policy.contradictory", [Fault("policy.x", place, "1")], policy="p")
    (fault,) = placed(error, COMMAND, policy, **options).faults  # type: ignore[arg-type]  # each test names its own
    return Path(fault.file).name, fault.place


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("grid", ("p.toml", "grid (line 4)")),
        ("floors.x", ("p.toml", "floors.x (line 6)")),
        ("groups[g].members", ("p.toml", "groups[g].members (line 9)")),
        ("groups[0].id", ("p.toml", "groups[0].id (line 8)")),
        ("default_cap", ("p.toml", "default_cap")),
        ("--incumbent", (COMMAND, "--incumbent")),
    ],
)
def test_a_key_gets_its_file_and_line(policy: Path, place: str, expected: tuple[str, str]) -> None:
    assert told(policy, place) == expected


def test_what_an_option_asked_for_is_no_fault_of_the_policy(policy: Path) -> None:
    error = InputError("policy.contradictory", [Fault("policy.x", "grid", "0.03")], policy="p")

    found = placed(error, COMMAND, policy, options=["grid"])

    assert (found.code, found.faults[0].place) == ("optimise.options", "--grid")
    assert found.faults[0].file == COMMAND


def test_a_fault_with_a_file_stays_as_it_is(policy: Path) -> None:
    error = InputError("x", [Fault("y", "row 1", file="w.csv")])

    assert placed(error, COMMAND, policy) is error


def test_a_ring_fenced_share_off_the_step_names_both_files(tmp_path: Path) -> None:
    text = HEAD + 'indicators = ["frt", "fcr", "qa"]\ngrid = 0.25\nring_fenced = ["frt"]\n'
    asked = request(tmp_path, policy=written(tmp_path, "fenced.toml", text))

    with pytest.raises(InputError) as refused:
        asked_weights(asked)

    (fault,) = refused.value.faults
    assert (Path(fault.file).name, fault.place) == ("fenced.toml", "ring_fenced[0] (line 6)")
    assert asked.incumbent is not None
    assert asked.incumbent.name in fault.value
