"""Names of files, and paths where names clash."""

from pathlib import Path

from engine.errors import Fault, InputError
from engine.files.record_file import prepare_records
from engine.files.shown_names import renamed, shown_names

A, B = Path("a/c.csv"), Path("b/c.csv")


def test_a_file_goes_by_its_name_unless_another_has_it() -> None:
    assert shown_names([A, Path("a/d.csv")]) == {A: "c.csv", Path("a/d.csv"): "d.csv"}
    assert shown_names([A, B, A]) == {A: "a/c.csv", B: "b/c.csv"}


def test_of_absolute_paths_only_what_differs_is_shown() -> None:
    root = Path("/home/someone")

    assert list(shown_names([root / A, root / B]).values()) == ["a/c.csv", "b/c.csv"]
    assert list(shown_names([root / A, B]).values()) == ["c.csv", "b/c.csv"]


def test_an_error_is_said_of_the_name_that_is_shown() -> None:
    error = InputError("x.y", [Fault("x.z", "row 2", file="c.csv")], file="c.csv", count=1)

    told = renamed(error, "c.csv", "a/c.csv")

    assert (told.faults[0].file, told.values["file"], told.values["count"]) == (
        *("a/c.csv", "a/c.csv"),
        1,
    )
    assert renamed(error, "c.csv", "c.csv") is error


def test_sources_and_readings_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / A, tmp_path / B]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_text(f"contact_id,agent,started,frt_s\n{number},A,2026-05-01 09:00,5\n")

    made = prepare_records(paths, tmp_path / "out")

    assert [source.file for source in made.sources] == ["a/c.csv", "b/c.csv"]
    assert [reading.file for reading in made.readings] == ["a/c.csv", "b/c.csv"]
