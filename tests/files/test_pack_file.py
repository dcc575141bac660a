"""Decision packs: equal after writing and reading, equal bytes for equal packs."""

import importlib.util
import json
from dataclasses import fields, replace
from math import inf
from pathlib import Path

import pytest

from engine.domain.pack import DecisionPack
from engine.errors import InputError, InternalError
from engine.files.pack_file import pack_from_text, pack_text, read_pack, write_pack


@pytest.fixture
def pack() -> DecisionPack:
    place = Path(__file__).with_name("sample_pack.py")
    spec = importlib.util.spec_from_file_location("sample_pack", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: DecisionPack = module.sample_pack()
    return made


def test_a_pack_survives_writing_and_reading(pack: DecisionPack, tmp_path: Path) -> None:
    path = tmp_path / "pack.json"

    write_pack(pack, path)

    assert read_pack(path) == pack
    assert pack_text(read_pack(path)) == path.read_text(encoding="utf-8")


def test_heng_comes_first_and_the_rest_is_sorted(pack: DecisionPack) -> None:
    first, *rest = json.loads(pack_text(pack))

    assert first == "heng"
    assert rest == sorted(rest)
    assert len(rest) == len(fields(pack)) - 1


def test_absent_parts_survive(pack: DecisionPack) -> None:
    bare = replace(pack, judgement=None, solver=None, review=None, weights=(), scenarios=())

    assert pack_from_text(pack_text(bare), "pack.json") == bare


def test_equal_packs_give_equal_bytes_whatever_the_order_of_keys(pack: DecisionPack) -> None:
    packages = {"b": "2", "a": "1"}
    one = replace(pack, heng=replace(pack.heng, packages=packages))
    other = replace(pack, heng=replace(pack.heng, packages=dict(sorted(packages.items()))))

    assert pack_text(one) == pack_text(other)


def test_a_figure_that_is_not_finite_is_never_written(pack: DecisionPack) -> None:
    broken = replace(pack, heng=replace(pack.heng, seconds=float("nan")))

    with pytest.raises(InternalError, match=r"formats\.not_finite"):
        pack_text(broken)


def test_a_bound_that_is_not_known_survives(pack: DecisionPack) -> None:
    report = pack.weights_report
    assert report is not None
    assert report.grades is not None
    open_ended = replace(report.grades.solver, proven=False, bound=-inf, gap=inf)
    changes = replace(report.grades, solver=open_ended)
    whole = replace(
        pack,
        solver=open_ended,
        weights_report=replace(report, solver=open_ended, grades=changes),
    )

    assert pack_from_text(pack_text(whole), "pack.json") == whole


def test_a_pack_without_a_report_on_weights_is_still_read(pack: DecisionPack) -> None:
    older = json.loads(pack_text(pack))
    del older["weights_report"]

    read = pack_from_text(json.dumps(older), "pack.json")

    assert read == replace(pack, weights_report=None)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"heng": None}, "heng"),
        ({"weights": 3}, "weights"),
        ({"absent": [{"values": {}}]}, "absent.0.key"),
    ],
)
def test_what_is_no_pack_is_named(
    pack: DecisionPack, change: dict[str, object], place: str
) -> None:
    text = json.dumps({**json.loads(pack_text(pack)), **change})

    with pytest.raises(InputError) as caught:
        pack_from_text(text, "pack.json")

    assert caught.value.faults[0].place == place
    assert caught.value.faults[0].file == "pack.json"


def test_another_schema_is_refused(pack: DecisionPack) -> None:
    newer = replace(pack, heng=replace(pack.heng, schema=99))

    with pytest.raises(InputError, match=r"pack\.schema"):
        pack_from_text(pack_text(newer), "pack.json")


def test_broken_json_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.json").write_text("{")

    with pytest.raises(InputError, match=r"pack\.value"):
        read_pack(tmp_path / "pack.json")
    with pytest.raises(InputError, match=r"document\.not_found"):
        read_pack(tmp_path / "nowhere.json")
