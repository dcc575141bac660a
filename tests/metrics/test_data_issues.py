"""The report as a whole: worst first, with effects; silent on the generated example."""

from pathlib import Path

import pytest

from engine.domain.records import RecordSource, SetAsideRow, TableKind
from engine.domain.texts import Language
from engine.i18n.translate import keys, render
from engine.metrics.data_issues import SEVERITIES, data_issues
from engine.metrics.records import opened_records
from tests.metrics.issue_tables import hours, source

ROOT = Path(__file__).parents[2]


def spoilt(folder: Path) -> list[RecordSource]:
    frt: list[object] = [10.0 + place % 7 for place in range(60)]
    contacts = source(
        folder,
        TableKind.CONTACTS,
        contact_id=[*range(59), 58],
        agent=["A", "合计", *["B"] * 57, "B"],
        started=hours(60),
        frt_s=[900.0, *frt[1:]],
        handle_s=[100.0] * 60,
    )
    aside = SetAsideRow(99, "frt_s", "-3", "set_aside.below")
    return [RecordSource(contacts.path, contacts.columns, 60, (aside,), contacts.kind, "log.csv")]


def test_issues_are_worst_first_and_name_the_file(tmp_path: Path) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = data_issues(records, sources, "2026-05")

    ranks = [SEVERITIES.index(issue.severity) for issue in issues]
    assert ranks == sorted(ranks)
    assert {"total_rows", "conflicting_rows", "frt_above_handle", "set_aside"} <= {
        issue.code for issue in issues
    }
    assert {issue.file for issue in issues} == {"log.csv"}


def test_an_issue_says_what_it_does_to_the_figures(tmp_path: Path) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = {issue.code: issue for issue in data_issues(records, sources, "2026-05")}

    moved = {each.indicator: each for each in issues["frt_above_handle"].effects}
    assert moved["frt"].with_issue > 25 > moved["frt"].without_issue
    assert moved["frt"].agents_moved == 1
    assert issues["set_aside"].treatment == "set_aside"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_issue_has_its_sentence(tmp_path: Path, language: Language) -> None:
    sources = spoilt(tmp_path)

    with opened_records(sources) as records:
        issues = data_issues(records, sources)

    assert all(render(f"issue.{i.code}", i.values, language) for i in issues)


def test_no_sentence_is_left_without_its_check() -> None:
    codes = {key.removeprefix("issue.") for key in keys("en") if key.startswith("issue.")}
    folder = ROOT / "engine" / "metrics"
    modules = "".join(path.read_text(encoding="utf-8") for path in folder.glob("issue_*.py"))
    by_block = {"missing_for_agents", "missing_for_days"}

    assert {code for code in codes - by_block if f'"{code}"' not in modules} == set()


def test_the_generated_example_is_clean(
    shop_source: RecordSource, shop_staff: RecordSource, shop_samples: RecordSource
) -> None:
    sources = [shop_source, shop_staff, shop_samples]

    with opened_records(sources) as records:
        issues = data_issues(records, sources, "2026-05")

    assert [issue.code for issue in issues if issue.severity != "note"] == []
