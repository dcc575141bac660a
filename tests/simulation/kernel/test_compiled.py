"""Every function of the kernel is compiled in the one way that is fast and exact."""

import ast
from pathlib import Path

import pytest

from engine.simulation.kernel import cache, compiled

SOURCES = [
    path
    for path in sorted(cache.PACKAGE.glob("*.py"))
    if "kernel.compiled import" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_function_carries_the_decorator(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]

    decorators = {
        node.name: [ast.unparse(each) for each in node.decorator_list] for node in functions
    }

    assert functions
    assert {name for name, own in decorators.items() if own == ["compiled_entry"]} <= {"play_on"}
    assert all(own in (["compiled"], ["compiled_entry"]) for own in decorators.values())


def test_only_the_decorators_call_the_compiler() -> None:
    callers = [
        path.name for path in cache.PACKAGE.glob("*.py") if "njit(" in path.read_text("utf-8")
    ]

    assert callers == ["compiled.py"]


def test_a_function_without_reference_counts_runs() -> None:
    @compiled.compiled
    def double(number: float) -> float:
        return 2.0 * number

    @compiled.compiled_entry
    def quadruple(number: float) -> float:
        return double(double(number))

    assert quadruple(1.5) == 6.0


def test_arithmetic_is_as_written() -> None:
    assert not compiled.OPTIONS["fastmath"]
    assert compiled.OPTIONS["_nrt"] is False
    assert compiled.INNER["forceinline"]
