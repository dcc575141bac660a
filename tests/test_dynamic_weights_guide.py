"""The guide on changing weights prints what it shows, and its figures are found again."""

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.evidence.rate_looks import at_least_once
from engine.evidence.rate_tests import (
    RateLimit,
    critical_count,
    false_trigger_probability,
    naive_trigger_probability,
    rate_test,
)
from tests.test_guides import SHOWN, is_shown

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "dynamic-weights.md").read_text(encoding="utf-8")
FILES = re.findall(r"```(?:toml|json) (\S+)\n(.*?)```", GUIDE, re.DOTALL)
COUNTED = re.findall(r"\| ([\d,]+) \| (\d+) \| [\d.]+ % \| (yes|no) \|", GUIDE)
LIMIT = RateLimit(threshold=0.03, alpha=0.01)


@pytest.mark.parametrize(("command", "shown"), SHOWN.findall(GUIDE))
def test_command_prints_what_the_guide_shows(
    command: str,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "scenarios" / "triggers", tmp_path / "scenarios" / "triggers")
    for name, content in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    code = main([*shlex.split(command)[1:], "--lang", "en"])

    output = capsys.readouterr().out
    assert code == 0
    assert is_shown(output, shown), output


@pytest.mark.parametrize(("contacts", "events", "fires"), COUNTED)
def test_a_count_of_the_table_fires_as_it_says(contacts: str, events: str, fires: str) -> None:
    found = rate_test(int(events), int(contacts.replace(",", "")), LIMIT)

    assert found.fires == (fires == "yes")
    assert len(COUNTED) == 3


def fires_of_daily_looks(rng: np.random.Generator, draws: int = 2000) -> tuple[float, float]:
    """Return the share of simulated years in which daily looks ever fire, and its error."""
    critical = critical_count(30 * 167, LIMIT)
    events = np.cumsum(rng.binomial(167, 0.03, size=(draws, 365)), axis=1)
    windows = events[:, 29:] - np.pad(events, ((0, 0), (1, 0)))[:, :336]
    fired = (windows >= critical).any(axis=1)
    share = float(fired.mean())
    return share, float(np.sqrt(share * (1 - share) / draws))


def test_the_stated_probabilities_are_found_again() -> None:
    at_least, above = (
        naive_trigger_probability(1000, 0.029, LIMIT, strict=strict) for strict in (False, True)
    )
    daily, error = fires_of_daily_looks(np.random.default_rng(1))

    assert (round(at_least, 2), round(above, 2)) == (0.45, 0.38)
    assert false_trigger_probability(1000, 0.029, LIMIT) < 0.01
    assert at_least_once([LIMIT.alpha] * 12) < 0.12
    assert (round(daily, 2), round(error, 2)) == (0.39, 0.01)
