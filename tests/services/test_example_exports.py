"""The generated example: the same seed, the same files; never among a shop's own."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.metric_report import MetricReport
from engine.errors import InputError
from engine.example.contacts import draw_contacts
from engine.example.world import shop_world
from engine.services.example_exports import example_tables, write_example
from engine.services.indicators import GENERATED_MARK, IndicatorRequest, shop_indicators

CONTACTS = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("example") / "shop"
    write_example(place, seed=3, contacts=CONTACTS)
    return place


@pytest.fixture(scope="module")
def report(folder: Path) -> MetricReport:
    return shop_indicators(IndicatorRequest((folder,), show_names=True)).report


def test_same_seed_gives_the_same_tables_and_says_that_they_are_generated(folder: Path) -> None:
    again = example_tables(3, CONTACTS)

    mark = (folder / GENERATED_MARK).read_text(encoding="utf-8")
    lines = (folder / "contacts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(again["contacts"])
    assert lines[1].split(",") == again["contacts"][1]
    assert "no real shop" in mark
    assert "seed 3" in mark


def test_folder_of_others_is_not_written_to_and_an_example_may_be_made_anew(
    tmp_path: Path, folder: Path
) -> None:
    (tmp_path / "contacts.csv").write_text("mine", encoding="utf-8")

    for taken in (tmp_path, tmp_path / "contacts.csv"):
        with pytest.raises(InputError, match="folder_taken"):
            write_example(taken, contacts=CONTACTS)
    assert write_example(folder, seed=3, contacts=CONTACTS).files[0].name == "contacts.csv"


def test_indicators_of_the_exports_are_the_generators_own(report: MetricReport) -> None:
    drawn = draw_contacts(shop_world(3), CONTACTS)
    day = drawn.arrivals.start_s // 86_400
    may = (day >= 120) & (day < 151) & drawn.arrivals.answered

    shop = {note.indicator: note.shop for note in report.indicators}
    assert report.period == "2026-05"
    assert shop["throughput"].value == may.sum()
    assert shop["frt"].value == pytest.approx(drawn.service.frt_s[may].mean(), rel=1e-12)
    assert shop["resolution"].value == pytest.approx(drawn.arrivals.solved[may].mean(), rel=1e-12)
    assert report.generated
    rows = [report.by_agent.agents.index(a) for a in ("A00", "A31")]
    for row, agent in zip(rows, (0, 31), strict=True):
        own = may & (drawn.arrivals.agent == agent)
        frt = report.by_agent.column("frt")[row]
        assert frt == pytest.approx(drawn.service.frt_s[own].mean(), rel=1e-12)


def test_clean_example_raises_no_doubt_and_exports_agree_with_the_log(
    report: MetricReport,
) -> None:
    assert [issue.code for issue in report.issues if issue.severity != "note"] == []
    handled = next(each for each in report.reconciled if each.indicator == "throughput")
    assert handled.largest == 0
    assert not np.isnan(report.by_agent.column("fcr")).all()
