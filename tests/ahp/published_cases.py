"""The published cases of ``tests/cases/ahp.json``, and whether figures are those they print."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from numpy.testing import assert_allclose

FOLDER = Path(__file__).parents[1] / "cases"
Case: TypeAlias = Mapping[str, Any]
Figures: TypeAlias = Mapping[str, Any]
CASES: Mapping[str, Case] = {
    case["id"]: case
    for case in json.loads((FOLDER / "ahp.json").read_text(encoding="utf-8"))["cases"]
}
# figures whose tolerance stands under another name
_TOLERANCE_OF = {
    "donegan_dodd": "CR_dd",
    "criteria_CR": "CR",
    "local_CR": "CR",
    "CR_complete": "CR",
    "CR_RI_1_12": "CR",
    "van_uden": "missing",
}


def assert_as_printed(case: Case, figures: Figures) -> None:
    """Assert that the figures are all those the case expects, each within its tolerance."""
    assert set(figures) == set(case["expected"])
    for name, expected in case["expected"].items():
        _assert_close(case, name, figures[name], expected)


def _assert_close(case: Case, name: str, found: object, expected: object) -> None:
    if isinstance(expected, dict):
        assert isinstance(found, Mapping)
        assert set(found) == set(expected), name
        for key, value in expected.items():
            known = key if _TOLERANCE_OF.get(key) in case["tolerance"] else name
            _assert_close(case, known, found[key], value)
    elif isinstance(expected, list) and isinstance(expected[0], str):
        assert found == expected, name
    else:
        stated = case["tolerance"]
        tolerance = stated.get(_TOLERANCE_OF.get(name, name), stated.get("all", 0))
        assert_allclose(found, expected, rtol=0, atol=tolerance, err_msg=name)
