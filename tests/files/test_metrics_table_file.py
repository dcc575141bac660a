"""What ``heng metrics`` writes is read by the scheme's leaves, with sizes and errors."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.cli.metrics_document import agent_documents
from engine.cli.output import json_text
from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.metrics_table_file import read_metrics_table
from engine.files.scheme_file import read_scheme
from engine.services.indicator_files import agents_csv
from tests.report.metric_report_samples import report


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")


def of_scheme(table: MetricTable, scheme: Scheme) -> np.ndarray:
    """Return the values of the scheme's leaves, nan where the table has none."""
    columns = [
        table.column(id_) if id_ in table.indicators else np.full(len(table.agents), np.nan)
        for id_ in scheme.tree.leaf_ids
    ]
    return np.column_stack(columns)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_metric_report_reads_back(tmp_path: Path, scheme: Scheme, form: str) -> None:
    sample = report()
    path = tmp_path / f"agents.{form}"
    if form == "csv":
        path.write_text(agents_csv(sample), encoding="utf-8-sig", newline="")
    else:
        document = {
            "period": {"id": sample.period},
            "agents": agent_documents(sample, sample.by_agent),
        }
        path.write_text(json_text(document), encoding="utf-8")

    table = read_metrics_table(path, scheme)

    given = sample.by_agent
    assert table.indicators == scheme.tree.leaf_ids
    assert [each.lstrip("'") for each in table.agents] == list(given.agents)
    assert (table.groups, table.populations) == (given.groups, given.populations)
    assert table.values == pytest.approx(of_scheme(given, scheme), nan_ok=True)
    errors = of_scheme(replace(given, values=given.standard_errors), scheme)
    assert table.standard_errors == pytest.approx(errors, nan_ok=True)
    column = table.indicators.index("frt")
    sizes = given.sample_sizes[:, given.indicators.index("frt")]
    assert table.sample_sizes[:, column].tolist() == sizes.tolist()


def test_a_plain_table_is_read_in_the_leaves_units(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("客服,组别,frt,fcr\n甲,一组,25,81%\n乙,,,0.9\n", encoding="utf-8")

    table = read_metrics_table(path, scheme)

    assert (table.agents, table.groups) == (("甲", "乙"), ("一组", ""))
    assert table.populations == ("all", "all")
    assert table.column("frt") == pytest.approx([25, np.nan], nan_ok=True)
    assert table.column("fcr").tolist() == [0.81, 0.9]
    assert np.isnan(table.column("aov")).all()
    assert table.sample_sizes.max() == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("agent,frt,fcr\nA,25,81\n", "metrics_file.implausible"),
        ("agent,frt\nA,25000\n", "metrics_file.implausible"),
        ("agent,frt\nA,fast\n", "metrics_file.number"),
        ("agent,colour\nA,1\n", "scores_file.unknown_column"),
        ("agent,frt\nA,20\nA,30\n", "scores_file.agent_twice"),
        ("agent,population,frt\nA,nobody,30\n", "metrics_file.population"),
        ("agent,indicator,value\nA,other,30\n", "metrics_file.no_leaf"),
        ("agent,indicator,value\nA,frt,30\nA,frt,31\n", "metrics_file.agent"),
        ("agent,indicator,value\nA,frt,quick\n", "metrics_file.number"),
        ("agent,indicator,value,n\nA,frt,30,-5\n", "metrics_file.sample"),
        ("agent,indicator,value,n\nA,frt,30,1e30\n", "metrics_file.sample"),
        ("agent,indicator,value,standard_error\nA,frt,30,-1\n", "metrics_file.sample"),
        ("agent,group\nA,g\n", "metrics_file.no_leaf"),
    ],
)
def test_a_slip_is_refused(tmp_path: Path, scheme: Scheme, text: str, code: str) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_metrics_table(path, scheme)

    assert code in {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"agents": [{"agent": "A", "values": {"frt": {"value": "20"}}}]}, ""),
        ({"agents": [{"agent": "A", "values": {"frt": {"value": True}}}]}, "metrics_file.number"),
        (
            {"agents": [{"agent": "A", "values": {"frt": {"value": 10**400}}}]},
            "metrics_file.number",
        ),
        ({"agents": [{"agent": "A", "values": [1]}]}, "metrics_file.form"),
        ({"weights": {}}, "metrics_file.form"),
    ],
)
def test_json_is_held_to_the_form(
    tmp_path: Path, scheme: Scheme, document: object, code: str
) -> None:
    path = tmp_path / "metrics.json"
    path.write_text(json.dumps(document))

    if not code:
        assert read_metrics_table(path, scheme).column("frt").tolist() == [20]
        return
    with pytest.raises(InputError) as caught:
        read_metrics_table(path, scheme)
    assert code in {fault.code for fault in caught.value.faults}
