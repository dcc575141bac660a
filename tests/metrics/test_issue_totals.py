"""The platform's own export against what the contacts give, to the digits it writes."""

from datetime import datetime, timedelta

from engine.domain.records import TableKind
from engine.metrics.counting import Counting
from engine.metrics.doubts import Doubt
from engine.metrics.issue_totals import total_doubts
from tests.metrics.issue_tables import MAY, Columns, opened

CONTACTS: tuple[TableKind, Columns] = (
    TableKind.CONTACTS,
    {
        "agent": ["A", "A", "A", "B"],
        "started": [MAY, MAY, MAY + timedelta(days=1), MAY],
        "frt_s": [10.0, 15.0, 20.0, 31.0],
    },
)
DAY = datetime(2026, 5, 4)  # noqa: DTZ001 (local day)


def export(*cells: tuple[str, int, str, float]) -> tuple[TableKind, Columns]:
    n = len(cells)
    return TableKind.AGENT_DAYS, {
        "agent": [cell[0] for cell in cells],
        "date": [DAY + timedelta(days=cell[1]) for cell in cells],
        "layout": ["taobao"] * n,
        "indicator": [cell[2] for cell in cells],
        "variant": [""] * n,
        "role": ["total" if cell[2] == "throughput" else "mean" for cell in cells],
        "header": [cell[2] for cell in cells],
        "value": [cell[3] for cell in cells],
    }


def doubts(agent_days: tuple[TableKind, Columns]) -> list[Doubt]:
    with opened(CONTACTS, agent_days) as records:
        return list(total_doubts(records, Counting()))


def test_figures_that_agree_to_their_rounding_give_no_doubt() -> None:
    cells = [("A", 0, "frt", 12.5), ("A", 1, "frt", 20.0), ("B", 0, "frt", 31.0)]
    counts = [("A", 0, "throughput", 2.0), ("B", 1, "throughput", 0.0)]

    assert doubts(export(*cells)) == []
    assert doubts(export(("A", 0, "frt", 13.0), ("B", 0, "frt", 31.0))) == []
    assert doubts(export(*counts)) == []


def test_a_figure_that_differs_names_agent_and_day() -> None:
    (doubt,) = doubts(export(("A", 0, "frt", 12.6), ("B", 0, "frt", 31.0)))

    assert (doubt.table, doubt.column, doubt.rows, doubt.of) == ("contacts", "frt_s", 1, 2)
    assert doubt.places == ("A 2026-05-04",)


def test_another_unit_is_offered_as_explanation() -> None:
    (doubt,) = doubts(export(("A", 0, "frt", 750.0), ("B", 0, "frt", 1860.0)))

    assert doubt.values["explanation"] == "issue_word.explanation.sixty"


def test_days_that_lack_contacts_are_not_told_again_for_every_figure() -> None:
    cells = [("A", 0, "throughput", 3.0), ("A", 0, "frt", 99.0), ("B", 0, "frt", 31.0)]

    assert [each.values["indicator"] for each in doubts(export(*cells))] == ["throughput"]


def test_an_agent_whom_the_log_lacks_is_told() -> None:
    (doubt,) = doubts(export(("C", 0, "throughput", 5.0), ("B", 0, "throughput", 1.0)))

    assert doubt.places == ("C 2026-05-04",)
