"""A level that few clusters hold is said, because its clustered error looks far too sure."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.design import design
from engine.evidence.regressions import fit
from engine.evidence.thin_levels import LEAST_CLUSTERS, thin_levels

Specify = Callable[..., Specification]
FLAG = Term("trial", Role.LEVER, Transform.FLAG)


def with_trial(table: ColumnTable, agents: int) -> ColumnTable:
    """Return the table with a flag that some of the contacts of the first agents carry."""
    names = sorted(set(table.column("agent")))[:agents]
    held = np.isin(table.column("agent").astype(str), names) & (np.arange(len(table)) % 2 == 0)
    return ColumnTable(table.labels, {**table.columns, "trial": held.astype(np.float64)})


def told(table: ColumnTable, specification: Specification) -> list[dict[str, Any]]:
    return [dict(note.sentence.values) for note in thin_levels(design(table, specification))]


@pytest.mark.parametrize("agents", [1, LEAST_CLUSTERS - 1])
def test_flag_of_few_agents_is_said(small: ColumnTable, specify: Specify, agents: int) -> None:
    found = told(with_trial(small, agents), specify("wait_s", FLAG))

    expected = {"column": "trial", "clusters": agents, "cluster": "agent", "few": LEAST_CLUSTERS}
    assert found == [expected]


def test_flag_that_few_agents_lack_is_said(small: ColumnTable, specify: Specify) -> None:
    table = with_trial(small, 1)
    lacking = ColumnTable(table.labels, {**table.columns, "trial": 1.0 - table.column("trial")})

    assert [each["clusters"] for each in told(lacking, specify("wait_s", FLAG))] == [1]


def test_flag_of_enough_agents_and_fixed_effects_need_no_word(
    small: ColumnTable, specify: Specify
) -> None:
    asked = specify("wait_s", FLAG, fixed_effects=("agent",))

    assert told(with_trial(small, LEAST_CLUSTERS), asked) == []


def test_rows_that_are_independent_need_no_word(small: ColumnTable, specify: Specify) -> None:
    assert told(with_trial(small, 1), specify("wait_s", FLAG, cluster="")) == []


def test_the_fit_of_such_a_flag_carries_the_caution(small: ColumnTable, specify: Specify) -> None:
    """The error it warns of: clustered, a flag of one agent looks surer than it is."""
    found = fit(with_trial(small, 1), specify("wait_s", FLAG))

    place = found.design.positions("trial")[0]
    assert found.standard_errors[place] < found.plain_standard_errors[place]
    assert "finding.evidence.thin_level" in [each.sentence.key for each in found.findings]
