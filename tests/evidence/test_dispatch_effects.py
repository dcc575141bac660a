"""Each route gives a figure, or says in words why it gives none."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.dispatch_effects import agent_part, response_part
from engine.evidence.dispatch_windows import dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt, with_columns

ASKED = replace(PLAIN, response="response_s", congestion="load")


def keys_of(table: ColumnTable, question=ASKED) -> tuple[list[str], list[str]]:  # type: ignore[no-untyped-def]
    reports, findings = response_part(table, dispatch_rows(table, question), question, 0.95)
    keys = [each.sentence.key.removeprefix("finding.evidence.dispatch_") for each in findings]
    return [report.fit for report in reports], keys


def test_both_routes_speak_where_only_pace_differs() -> None:
    fits, keys = keys_of(dealt(np.random.default_rng(1)))

    assert fits == ["plain.congestion", "plain.pace"]
    assert keys == ["congestion_causal", "pace_causal"]


def test_pace_is_silent_where_skill_rides_along() -> None:
    fits, keys = keys_of(dealt(np.random.default_rng(2), skill=0.3))

    assert fits == ["plain.congestion"]
    assert keys == ["congestion_causal", "pace_skill"]


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"load": np.zeros(20_000)}, "congestion_flat"),
        ({"load": np.full(20_000, np.nan)}, "congestion_flat"),
        ({"load": np.random.default_rng(3).normal(0, 1, 20_000)}, "congestion_weak"),
    ],
)
def test_congestion_that_cannot_tell_gives_no_figure(
    columns: dict[str, np.ndarray], key: str
) -> None:
    table = with_columns(dealt(np.random.default_rng(3), pace=0.0), **columns)

    fits, keys = keys_of(table)

    assert fits == []
    assert keys[0] == key
    assert keys[1] == "pace_weak"


def test_congestion_that_goes_with_a_covariate_gives_no_figure() -> None:
    table = dealt(np.random.default_rng(4))
    hard = table.column("load") + table.column("value")

    _, keys = keys_of(with_columns(table, value=hard))

    assert keys[0] == "congestion_related"


def test_nothing_asked_is_nothing_answered() -> None:
    assert keys_of(dealt(np.random.default_rng(5), 2000), PLAIN) == ([], [])
    assert keys_of(
        dealt(np.random.default_rng(5), 2000), replace(PLAIN, response="y", outcomes=("y",))
    ) == ([], [])


def test_two_agents_are_too_few_for_the_test_of_pace() -> None:
    table = dealt(np.random.default_rng(6), 3000, pools=1, agents=2)

    _, keys = keys_of(table, replace(ASKED, congestion=""))

    assert keys == ["pace_untested"]


def test_outcomes_that_are_missing_are_said() -> None:
    table = dealt(np.random.default_rng(7), 4000)
    y = table.column("y").copy()
    y[::4] = np.nan

    rows, findings = agent_part(with_columns(table, y=y), dispatch_rows(table, PLAIN), PLAIN, 0.95)

    keys = [each.sentence.key for each in findings]
    assert len(rows) == 15
    assert "finding.evidence.dispatch_outcome_missing" in keys
    assert keys[-1] == "finding.evidence.dispatch_agents_causal"


def test_an_outcome_nobody_has_gives_no_agent() -> None:
    table = with_columns(dealt(np.random.default_rng(8), 2000), y=np.full(2000, np.nan))

    rows, findings = agent_part(table, dispatch_rows(table, PLAIN), PLAIN, 0.95)

    assert rows == ()
    assert len(findings) == 1


def test_outcomes_that_are_texts_are_refused() -> None:
    table = dealt(np.random.default_rng(9), 1000)
    question = replace(PLAIN, outcomes=("kind",))

    with pytest.raises(InputError, match=r"evidence\.not_numeric.*'kind'"):
        agent_part(table, dispatch_rows(table, question), question, 0.95)
