"""Specification files: roles first, then questions, claims and dispatch, read into a plan."""

from pathlib import Path

import pytest

from engine.domain.specification import Role
from engine.errors import InputError
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.locations import scenarios_folder

SPEC = """schema_version = 1
id = "shop"
name = { zh = "甲", en = "Shop" }
scheme = "performance-scheme"
level = 0.9
bootstraps = 200

[[columns]]
column = "frt_s"
role = "lever"
indicator = "frt"

[[evidence]]
id = "conversion"
outcome = "paid"
cluster = "agent"
levers = ["solved"]
[[evidence.terms]]
column = "frt_s"
transform = "log1p"

[[bands]]
id = "steps"
outcome = "paid"
metric = "frt_s"
cluster = "agent"
unit = "s"
edges = [0, 30, 60]

[[claims]]
id = "second"
evidence = "conversion"
metric = "frt_s"
by = -1.0
change = 0.003
scale = "relative"

[[dispatch]]
id = "dealt"
agent = "agent"
pools = ["group"]
time = "started"
balance = ["customer_value"]
response = "frt_s"
congestion = "open_chats"
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in SPEC
    path = folder / "spec.toml"
    path.write_text(SPEC.replace(old, new, 1) if old else SPEC, encoding="utf-8")
    return path


def test_a_file_becomes_a_plan(tmp_path: Path) -> None:
    plan = read_evidence_spec(written(tmp_path))

    assert (plan.id, plan.level, plan.bootstraps) == ("shop", 0.9, 200)
    assert plan.scheme is not None
    assert plan.scheme.stem == "performance-scheme"
    assert plan.columns[0].role is Role.LEVER
    assert [t.indicator for t in plan.specifications[0].terms] == ["frt", ""]
    assert plan.bands[0].edges == (0, 30, 60)
    assert plan.claims[0].by == -1
    assert plan.dispatches[0].congestion == "open_chats"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('evidence = "conversion"', 'evidence = "convresion"', "spec.claim_question",
         "claims[0].evidence"),
        ('metric = "frt_s"\nby', 'metric = "art_s"\nby', "spec.claim_metric", "claims[0].metric"),
        ("by = -1.0", "by = 0.0", "spec.claim_by", "claims[0].by"),
        ("change = 0.003", "change = 0.0", "spec.claim_margin", "claims[0].change"),
        ('scale = "relative"', 'scale = "relative"\nlow = 3\nhigh = 2', "spec.claim_stretch",
         "claims[0].low"),
        ('scale = "relative"', 'scale = "percent"', "document.choice", "claims[0].scale"),
        ('id = "steps"', 'id = "second"', "document.duplicate_id", "claims[0].id"),
        ("[0, 30, 60]", "[0, 60, 30]", "case.edges", "bands[0].edges"),
        ('balance = ["customer_value"]', 'balance = ["agent"]', "spec.balance",
         "dispatch[0].balance[0]"),
        ('response = "frt_s"\n', "", "spec.congestion", "dispatch[0].congestion"),
        ('indicator = "frt"', 'indicator = "ftr"', "spec.unknown_indicator",
         "columns[0].indicator"),
        ('"performance-scheme"', '"nowhere.toml"', "locations.missing", "scheme"),
        ("bootstraps = 200", "bootstrap = 200", "document.unknown_key_near", "bootstrap"),
        ('role = "lever"\nindicator', 'role = "levre"\nindicator', "document.choice_near",
         "columns[0].role"),
        ("[[evidence]]", '[[columns]]\ncolumn = "frt_s"\nrole = "lever"\n[[evidence]]',
         "spec.column_twice", "columns[1].column"),
        ("level = 0.9", "level = 95", "document.per_cent", "level"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    with pytest.raises(InputError) as refused:
        read_evidence_spec(written(tmp_path, old, new))

    found = [(each.code, each.place.partition(" (line")[0]) for each in refused.value.faults]
    assert (code, place) in found


def test_the_nearest_name_stands_first_among_the_known(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_evidence_spec(written(tmp_path, 'indicator = "frt"', 'indicator = "ftr"'))

    assert str(refused.value.faults[0].values["known"]).startswith("frt")


def test_a_file_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text('schema_version = 1\nid = "e"\n')

    with pytest.raises(InputError, match=r"spec\.nothing_asked"):
        read_evidence_spec(path)


@pytest.mark.parametrize("name", ["bank", "example", "contacts"])
def test_the_shipped_specifications_have_no_faults(name: str) -> None:
    assert read_evidence_spec(scenarios_folder() / "evidence" / f"{name}.toml").specifications
