"""Fits to counted contacts equal the fits to the contacts, from the file on."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.domain.specification import Family, Role, RowFilter, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts
from engine.example.world import shop_world
from engine.files.parquet_source import parquet_source
from engine.metrics.cells import contact_columns
from engine.studies.evidence_cells import cell_fit, fitted_columns

BANDS = Term("frt_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0, 180.0))
KIND = Term("contact_class", Role.CONFOUNDER, Transform.CATEGORY)
ANSWERED = (RowFilter("bot_ended", ("false",)),)
CUTS = (10.0, 20.0, 40.0, 80.0, 160.0)


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> RecordSource:
    path = tmp_path_factory.mktemp("cells") / "contacts.parquet"
    write_contacts(draw_contacts(shop_world(618), 6_000), path)
    return parquet_source(path, TableKind.CONTACTS)


def question(*terms: Term, **settings: object) -> Specification:
    made = Specification("test", Text("测试", "test"), "solved", terms, "agent")
    return replace(made, **settings)  # type: ignore[arg-type]  # settings of the test's own


def row_fit(source: RecordSource, asked: Specification) -> FittedModel:
    return fit(contact_columns(source, fitted_columns(asked), asked.filters), asked)


def assert_same(found: FittedModel, expected: FittedModel) -> None:
    assert found.rows == expected.rows
    assert found.design.dropped == expected.design.dropped
    assert found.design.names == expected.design.names
    assert found.log_likelihood == pytest.approx(expected.log_likelihood, rel=1e-9)
    np.testing.assert_allclose(found.coefficients, expected.coefficients, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.standard_errors, expected.standard_errors, rtol=1e-9)


@pytest.mark.parametrize(
    "asked",
    [
        question(BANDS, KIND),
        question(BANDS, KIND, filters=(RowFilter("presale", ("true",)),)),
        question(BANDS, KIND, outcome="csat", outcome_at_least=4.0),
        question(BANDS, KIND, outcome="handle_s", family=Family.LINEAR),
        question(
            Term("attempt", Role.CONFOUNDER), KIND, second_cluster="contact_class", filters=ANSWERED
        ),
    ],
    ids=["bands", "filtered", "score", "linear", "two_way"],
)
def test_fit_equals_that_of_the_rows(contacts: RecordSource, asked: Specification) -> None:
    found = cell_fit(contacts, asked)

    assert_same(found, row_fit(contacts, asked))
    assert len(found.design.outcome) < found.rows


def test_binned_metric_counts_as_the_mean_of_its_bin(contacts: RecordSource) -> None:
    asked = question(Term("frt_s", Role.LEVER, Transform.LOG1P), KIND)
    rows = contact_columns(contacts, fitted_columns(asked))
    frt_s = rows.column("frt_s")
    known = ~np.isnan(frt_s)
    codes = np.searchsorted(CUTS, frt_s[known], side="right")
    binned = frt_s.copy()
    binned[known] = (np.bincount(codes, frt_s[known]) / np.bincount(codes))[codes]
    on_bins = ColumnTable(rows.labels, {**rows.columns, "frt_s": binned})

    found = cell_fit(contacts, asked, {"frt_s": CUTS})

    assert_same(found, fit(on_bins, asked))


def test_metric_of_many_values_asks_for_bands_or_bins(contacts: RecordSource) -> None:
    asked = question(Term("handle_s", Role.LEVER, Transform.LOG1P))

    with pytest.raises(InputError, match=r"too_many_values.*handle_s"):
        cell_fit(contacts, asked)
