"""Case files: parts that may be absent, files that are named, questions that must make sense."""

from pathlib import Path

import pytest

from engine.domain.specification import Role, Transform
from engine.errors import InputError
from engine.files.case_file import read_case

CASE = """schema_version = 1
id = "small"
seed = 7
contacts = "contacts.csv"
scheme = "../schemes/s.toml"
panel = "panel.csv"
review_period = "2026-05"

[name]
zh = "甲"
en = "A"

[layout]
timezone = "Asia/Shanghai"
columns = { frt_s = "first_reply" }

[layout.ranges]
frt_s = { least = 0 }

[[evidence]]
id = "conversion"
name = { zh = "转化", en = "Conversion" }
outcome = "paid"
cluster = "agent"
value_cny = 12.5
withhold = "customer_value"
filters = [{ column = "presale", values = ["true"] }]
terms = [
    { column = "frt_s", role = "lever", transform = "log_floor", floor = 30, indicator = "frt" },
    { column = "customer_value", role = "confounder", transform = "identity" },
    { column = "group", role = "confounder", transform = "category", reference = "a" },
]

[[bands]]
id = "csat"
name = { zh = "满意度", en = "CSAT" }
outcome = "csat"
metric = "response_min"
cluster = "agent"
unit = "min"
edges = [0, 1, 2]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "cases").mkdir()
    for name in ("schemes/s.toml", "cases/contacts.csv", "cases/panel.csv"):
        (tmp_path / name).write_text("a = 1\n")
    return tmp_path / "cases"


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in CASE
    path = folder / "case.toml"
    path.write_text(CASE.replace(old, new, 1) if old else CASE, encoding="utf-8")
    return path


def test_a_case_names_files_beside_it_and_asks_its_questions(folder: Path) -> None:
    case = read_case(written(folder))

    assert case.scheme == folder.parent / "schemes" / "s.toml"
    assert case.contacts == folder / "contacts.csv"
    assert case.policy is None
    assert case.layout.ranges["frt_s"] == (0, None)
    (question,) = case.evidence
    assert question.terms[0].role is Role.LEVER
    assert question.terms[0].transform is Transform.LOG_FLOOR
    assert question.filters[0].values == ("true",)
    assert case.bands[0].edges == (0, 1, 2)
    assert case.replications == 100


def test_almost_every_part_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "bare.toml"
    path.write_text('schema_version = 1\nid = "b"\nseed = 1\nname = { zh = "甲", en = "A" }\n')

    case = read_case(path)

    assert (case.scheme, case.contacts, case.scenarios, case.evidence) == (None, None, (), ())


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('"contacts.csv"', '"nowhere.csv"', "locations.missing", "contacts"),
        ('"panel.csv"', '"../../panel.csv"', "locations.outside", "panel"),
        ('scheme = "../schemes/s.toml"\n', "", "case.needs", "panel"),
        ("seed = 7", 'seed = 7\ngenerator = "shop"', "case.needs", "generator"),
        ("seed = 7", 'seed = 7\ngenerated = true\ngenerator = "shop"', "case.two_sources",
         "contacts"),
        ("seed = 7", "seed = 7\nreplications = 10000", "document.at_most", "replications"),
        ("seed = 7", "seed = -1", "document.at_least", "seed"),
        ("Asia/Shanghai", "Asia/Nowhere", "case.timezone", "layout.timezone"),
        ("{ least = 0 }", "{ least = 0, greatest = -1 }", "case.range", "layout.ranges.frt_s"),
        ('withhold = "customer_value"', 'withhold = "frt_s"', "case.withhold",
         "evidence[0].withhold"),
        ('outcome = "paid"', 'outcome = "paid"\nfamily = "cox"\nduration = "day"',
         "spec.cox_in_case", "evidence[0].family"),
        ('column = "group"', 'column = "frt_s"', "case.term_twice",
         "evidence[0].terms[2].column"),
        ('column = "group"', 'column = "paid"', "case.term_twice",
         "evidence[0].terms[2].column"),
        ('"lever"', '"levre"', "document.choice_near", "evidence[0].terms[0].role"),
        ("floor = 30", "floor = 3000", "document.at_most", "evidence[0].terms[0].floor"),
        ("[0, 1, 2]", "[0, 2, 1]", "case.edges", "bands[0].edges"),
        ('id = "csat"', 'id = "conversion"', "document.duplicate_id", "bands[0].id"),
        ('"2026-05"', '"2026-5"', "document.month", "review_period"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_its_place(
    folder: Path, old: str, new: str, code: str, place: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_case(written(folder, old, new))

    found = [(fault.code, fault.place.partition(" (line ")[0]) for fault in caught.value.faults]
    assert (code, place) in found
