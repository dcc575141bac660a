"""Every name of a policy must be known, wherever it stands; no id stands twice."""

from pathlib import Path

import pytest

from engine.domain.texts import Language
from engine.errors import InputError
from engine.files.policy_file import read_policy_file
from engine.i18n.translate import LANGUAGES, render_error
from tests.files.policy_samples import FULL


def faults(folder: Path, good: str, bad: str) -> list[tuple[str, str, str]]:
    assert good in FULL
    path = folder / "policy.toml"
    path.write_text(FULL.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_policy_file(path)
    return [(f.code, f.place.partition(" (")[0], f.value) for f in caught.value.faults]


@pytest.mark.parametrize(
    ("good", "bad", "place", "name"),
    [
        ("frt = 0.1", "ftr = 0.1", "floors.ftr", "ftr"),
        ("fcr = 0.5", "fcrr = 0.5", "caps.fcrr", "fcrr"),
        ("frt = 0.05", "speed = 0.05", "largest_moves.speed", "speed"),
        ("speed = [0.2, 0.4]", "frt = [0.2, 0.4]", "group_shares.frt", "frt"),
        ('ring_fenced = ["csat_rate"]', 'ring_fenced = ["csat"]', "ring_fenced[0]", "csat"),
        ('red_lines = ["complaint"]', 'red_lines = ["speed"]', "red_lines[0]", "speed"),
        ('members = ["frt"]', 'members = ["frt", "x"]', "groups[0].members[1]", "x"),
        ('higher = "fcr"', 'higher = "fce"', "orders[0].higher", "fce"),
        ('lower = "speed"\nratio', 'lower = "sped"\nratio', "ratios[0].lower", "sped"),
        ("multipliers = { frt", "multipliers = { speed", "emphases[0].multipliers.speed", "speed"),
        ("at_least_incumbent = { frt", "at_least_incumbent = { x",
         "emphases[0].at_least_incumbent.x", "x"),
        ("group_shifts = { speed", "group_shifts = { x", "emphases[0].group_shifts.x", "x"),
        ('first = ["fcr"]', 'first = ["quality"]', "emphases[0].first[0]", "quality"),
        ("raises = { fcr", "raises = { x", "triggers[0].raises.x", "x"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_told_with_its_place(
    tmp_path: Path, good: str, bad: str, place: str, name: str
) -> None:
    assert ("policy.unknown_name", place, name) in faults(tmp_path, good, bad)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_most_similar_name_is_told(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(FULL.replace("frt = 0.1", "csat_rat = 0.1"), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_policy_file(path)

    said = render_error(caught.value, language)
    assert "csat_rate, frt, fcr, complaint" in said


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ('id = "speed"', 'id = "frt"', "groups[0].id"),
        ('id = "quality"', 'id = "speed"', "groups[1].id"),
    ],
)
def test_an_id_that_is_taken_is_refused(tmp_path: Path, good: str, bad: str, place: str) -> None:
    assert ("document.duplicate_id", place) in [f[:2] for f in faults(tmp_path, good, bad)]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ('["csat_rate"]', '["csat_rate", "csat_rate"]', "ring_fenced[1]"),
        ('members = ["frt"]', 'members = ["frt", "frt"]', "groups[0].members[1]"),
        ('first = ["fcr"]', 'first = ["fcr", "fcr"]', "emphases[0].first[1]"),
    ],
)
def test_an_entry_that_stands_twice_is_refused(
    tmp_path: Path, good: str, bad: str, place: str
) -> None:
    assert ("document.entry_twice", place) in [f[:2] for f in faults(tmp_path, good, bad)]
