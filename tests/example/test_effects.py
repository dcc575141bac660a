"""The planted mix of cases: shares, and the night's gap of five points."""

import numpy as np
import pytest

from engine.example.calendar import EARLY, NIGHT
from engine.example.effects import (
    NIGHT_GAP,
    SKILL_SPREAD,
    class_mix,
    class_mix_by_shift,
    expit,
    night_tilt,
    solved_logits,
    vip_skill,
)


@pytest.mark.parametrize("tilt", [0.0, 0.7, 3.0])
def test_mix_of_every_group_sums_to_one(tilt: float) -> None:
    assert class_mix(tilt).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-12)


def test_presale_groups_get_no_aftersale_class() -> None:
    assert (class_mix(1.0)[:2, 4:] == 0).all()
    assert (class_mix(1.0)[2:, :4] == 0).all()


def test_only_the_night_is_tilted() -> None:
    assert (class_mix_by_shift(EARLY, 1.3) == class_mix(0)).all()
    assert (class_mix_by_shift(NIGHT, 1.3) == class_mix(1.3)).all()


def test_night_gap_is_planted_when_skill_is_averaged_by_simulation() -> None:
    skill = np.random.default_rng(1).normal(0, SKILL_SPREAD, 4000)
    groups = np.arange(4, dtype=np.int8)
    shares = np.array([0.24, 0.31, 0.195, 0.255])
    logits = solved_logits()[None, :, None] + vip_skill(groups)[:, None, None] + skill
    solved = expit(logits).mean(axis=2)

    day = (shares[:, None] * class_mix(0) * solved).sum()
    night = (shares[:, None] * class_mix(night_tilt()) * solved).sum()

    assert day - night == pytest.approx(NIGHT_GAP, abs=1e-3)


def test_expit_of_zero_is_a_half() -> None:
    assert expit(np.array([0.0, 100.0])).tolist() == [0.5, 1.0]
