"""No place of a report names an agent once they are hidden."""

from dataclasses import replace

import pytest

from engine.cli.metrics_document import metrics_document
from engine.cli.metrics_text import metrics_text
from engine.services.hidden_agents import hidden
from engine.services.pseudonyms import Pseudonyms, own_names
from tests.report.metric_report_samples import report, sources

WHO = Pseudonyms({"A1": "P-Z", "A2": "P-Y", "=A3": "P-X"})
REPORT = replace(
    report(),
    issues=(
        replace(
            report().issues[0],
            code="reading",
            values={"reading": "percent_sign", "example": "A1", "file": "A1 log.csv"},
        ),
    ),
)


def test_rows_follow_their_agent_into_the_order_of_pseudonyms() -> None:
    table = hidden(REPORT, WHO).by_agent

    assert table.agents == ("P-X", "P-Y", "P-Z")
    assert table.groups == ("", "own group", "presale_vip")
    assert table.column("frt").tolist() == [7.5, 30.0, 20.0]
    assert table.sample_sizes[:, 0].tolist() == [1, 16, 400]


def test_rates_ranks_grades_mix_and_notes_are_hidden() -> None:
    found = hidden(REPORT, WHO)

    assert [each.agent for each in found.platform_rates[0].agents] == ["P-X", "P-Y", "P-Z"]
    assert found.attribution[0].ranks == {"P-Z": 1, "P-Y": 2}
    assert found.attribution[0].grades == {"P-Z": "A"}
    assert {row.agent for row in (*found.mix, *found.adjusted)} == {"P-Z"}
    assert found.indicators[0].small == ("P-Y",)
    assert [move.agent for move in found.moves] == ["P-Y", "P-Z"]  # as far moved: by pseudonym
    assert list(found.repeat_windows[0].agents) == ["P-Z"]
    assert found.reconciled[0].agents_alone == ("P-Y",)


def test_sentences_and_places_are_hidden_and_the_users_file_keeps_its_name() -> None:
    found = hidden(REPORT, WHO)

    assert found.findings[0].sentence.values["agents"] == "P-Y, P-X"
    assert found.issues[0].places == ("row 17, column frt_s", "P-Y")
    assert found.issues[0].values["example"] == "P-Z"
    assert found.issues[0].values["file"] == "A1 log.csv"


@pytest.mark.parametrize("agent", ["A2", "=A3"])
def test_no_document_names_an_agent(agent: str) -> None:
    found = hidden(REPORT, WHO)

    assert agent not in metrics_text(found, "en")
    assert agent not in repr(metrics_document(found, sources(), "en"))


def test_own_names_change_nothing_but_the_order() -> None:
    found = hidden(REPORT, own_names(REPORT.by_agent.agents))

    assert found.by_agent.agents == ("=A3", "A1", "A2")
    assert found.issues == REPORT.issues
