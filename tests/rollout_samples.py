"""Contacts of teams that change to new weights one after another, with a planted effect."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.evidence.before_after_panel import TeamWeeks
from engine.evidence.rollout import staggered_starts

FIRST_MONDAY = np.datetime64("2026-03-02")


def panel_of(
    rng: np.random.Generator,
    starts: NDArray[np.int64],
    weeks: int,
    effect: float = 0.0,
    drift: float = 0.0,
) -> TeamWeeks:
    """Return team-week means with lasting teams, common weeks and autocorrelated noise.

    Teams that start drift apart by ``drift`` a week, begun or not.
    """
    teams = len(starts)
    noise = rng.normal(0, 1, (teams, weeks))
    for week in range(1, weeks):
        noise[:, week] += 0.5 * noise[:, week - 1]
    on = np.arange(weeks) >= starts[:, None]
    going = (starts < weeks)[:, None] * np.arange(weeks) * drift
    means = rng.normal(0, 3, (teams, 1)) + rng.normal(0, 2, (1, weeks)) + noise
    return TeamWeeks(
        tuple(f"T{each + 1}" for each in range(teams)),
        tuple(range(1, weeks + 1)),
        False,
        means + effect * on + going,
        np.full((teams, weeks), 100),
        starts,
    )


def contacts_csv(
    path: Path,
    effect: float = 0.10,
    teams: int = 8,
    weeks: int = 12,
    contacts: int = 120,
    *,
    dated: bool = False,
    seed: int = 5,
) -> NDArray[np.int64]:
    """Write contacts of teams T1, T2, ... and return their starts, week places from 0."""
    rng = np.random.default_rng(seed)
    starts = rng.permutation(staggered_starts(teams, weeks))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["team", "agent", "week", "solved", "begun", "on"])
        for team in range(teams):
            for week in range(weeks):
                on = int(week >= starts[team])
                rate = 0.5 + 0.02 * (team % 3) + 0.01 * (week % 4) + effect * on
                for each in range(contacts):
                    when = FIRST_MONDAY + 7 * week + each % 7 if dated else week + 1
                    begun = FIRST_MONDAY + 7 * starts[team] if dated else starts[team] + 1
                    row = [f"T{team + 1}", f"T{team + 1}-A{each % 4}", when]
                    writer.writerow([*row, int(rng.random() < rate), begun, on])
    return starts
