"""Effects by band add up to the whole, and adjusted band means are those of a fit in bands."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.effect_bands import (
    LEAST_CONTACTS,
    adjusted_bands,
    band_contrasts,
    band_effects,
    banded_specification,
    bands,
    default_edges,
    stretches,
    with_terms,
)
from engine.evidence.effects import shift_effect
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
EDGES = (0.0, 30.0, 60.0, 180.0)
LOG = Term("wait_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0, indicator="frt")
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)


@pytest.fixture
def banded(small: ColumnTable, specify: Specify) -> FittedModel:
    return fit(small, banded_specification(specify(LOG, FLAG), "wait_s", (0.0, 30.0, 60.0)))


def test_bands_average_to_the_whole(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG, FLAG))

    rows = band_effects(fitted, "wait_s", 10.0, EDGES, grade="C")

    n = np.array([row.n for row in rows])
    whole = shift_effect(fitted, "wait_s", 10.0).value
    assert n.sum() == 600
    assert np.average([row.ame for row in rows], weights=n) == pytest.approx(whole, rel=1e-9)
    assert [row.band for row in rows][:3] == ["0-30", "30-60", "60-180"]
    assert {row.kind for row in rows} == {"band"}
    assert rows[0].per.values["band"] == "0-30 s"


def test_relative_is_over_the_mean_of_the_band(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG))
    inside = (small.column("wait_s") >= 30) & (small.column("wait_s") < 60)

    row = band_effects(fitted, "wait_s", 10.0, EDGES)[1]

    assert row.relative == pytest.approx(row.ame / small.column("y")[inside].mean(), rel=1e-12)
    assert row.n == inside.sum()


def test_adjusted_means_set_everybody_into_the_band(banded: FittedModel) -> None:
    flag = np.asarray(banded.design.readings["flag"])
    b = dict(zip(banded.design.names, banded.coefficients, strict=True))
    eta = b["intercept"] + b["flag"] * flag

    means = adjusted_bands(banded, "wait_s", 0.95)

    steps = [0.0, b["wait_s [30, 60)"], b["wait_s [60, inf)"]]
    expected = [expit(eta + step).mean() for step in steps]
    assert [band.mean.value for band in means] == pytest.approx(expected, rel=1e-12)
    assert sum(band.n for band in means) == 600
    assert [(band.low, band.high) for band in means] == [(0, 30), (30, 60), (60, None)]


def test_contrasts_are_differences_of_adjusted_means(banded: FittedModel) -> None:
    means = adjusted_bands(banded, "wait_s", 0.95)

    contrasts = band_contrasts(banded, "wait_s")

    expected = [band.mean.value - means[0].mean.value for band in means[1:]]
    assert [row.ame for row in contrasts] == pytest.approx(expected, rel=1e-9)
    assert [(row.kind, row.band) for row in contrasts] == [
        ("discrete", "30-60"),
        ("discrete", "60+"),
    ]


def test_contrasts_need_a_fit_in_bands(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="not_in_bands"):
        band_contrasts(fit(small, specify(LOG)), "wait_s")


@pytest.mark.parametrize("edges", [(), (30.0, 30.0), (60.0, 0.0)])
def test_edges_must_ascend(edges: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="band_edges"):
        stretches("wait_s", edges)


def test_terms_of_a_metric_are_replaced_in_place(specify: Specify) -> None:
    square = Term("wait_s", Role.LEVER, Transform.POWER)
    question = specify(FLAG, LOG, "x", square)

    changed = with_terms(question, "wait_s", bands(EDGES))

    assert [term.column for term in changed.terms] == ["flag", "wait_s", "x"]
    assert changed.terms[1].edges == EDGES
    assert (changed.terms[1].role, changed.terms[1].indicator) == (Role.LEVER, "frt")
    with pytest.raises(InputError, match="not_a_metric"):
        with_terms(question, "flag", bands(EDGES))


def test_seconds_have_the_edges_of_the_business() -> None:
    wait = np.concatenate([np.full(100, at) for at in (5.0, 40.0, 90.0, 300.0, 900.0)])

    assert default_edges("frt_s", wait) == (0.0, 30.0, 60.0, 180.0, 600.0)
    assert default_edges("frt_s", wait[:300]) == (0.0, 30.0, 60.0)
    assert default_edges("frt", wait) == (5.0, 40.0, 90.0, 300.0)
    late = default_edges("frt_s", np.linspace(700, 800, 501))
    assert late == pytest.approx((700, 720, 740, 760, 780))


def test_rows_count_as_the_contacts_they_stand_for() -> None:
    values, contacts = np.array([5.0, 40.0, 90.0, 300.0]), np.array([900.0, 60.0, 10.0, 50.0])

    for name in ("frt_s", "frt"):
        rows = np.repeat(values, contacts.astype(int))
        assert default_edges(name, values, contacts) == default_edges(name, rows)


@settings(derandomize=True, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.integers(1, 400), st.sampled_from([0, -1]), st.sampled_from("xs")
)
def test_every_row_lies_in_a_band_of_enough_rows(
    seed: int, rows: int, decimals: int, name: str
) -> None:
    raw = np.random.default_rng(seed).gamma(1.0, 100.0, rows).round(decimals)

    edges = default_edges(f"frt_{name}", raw)

    counts = [((raw >= s.low) & (raw < s.high)).sum() for s in stretches(name, edges)]
    assert sum(counts) == rows
    assert len(edges) == 1 or min(counts) >= LEAST_CONTACTS
