"""Random index tables: recomputed where a computation is possible, else as printed."""

import itertools

import numpy as np
import pytest

from engine.ahp.perron import perron
from engine.ahp.random_index import DEFAULT, LARGEST, RANDOM_INDICES, Basis, random_index_table
from engine.ahp.scales import SAATY_VALUES
from engine.errors import InputError

CRITICAL_T = 5.2  # |t| with thousands of degrees of freedom at a false-alarm probability of 2e-7


def test_there_are_the_tables_of_the_contract() -> None:
    promised = {"saaty1980", "saaty2005", "donegan_dodd", "alonso_lamata"}

    assert promised < set(RANDOM_INDICES)
    assert DEFAULT in RANDOM_INDICES
    assert all(table.source for table in RANDOM_INDICES.values())


@pytest.mark.parametrize("name", list(RANDOM_INDICES))
def test_fewer_than_three_items_have_index_zero(name: str) -> None:
    assert [RANDOM_INDICES[name].value(n) for n in (1, 2)] == [0, 0]


def test_default_is_exact_for_three_items() -> None:
    # for n = 3, lambda_max = 1 + x + 1/x with x the cube root of a13 / (a12 a23)
    scale = SAATY_VALUES
    x = np.array([(c / (a * b)) ** (1 / 3) for a, b, c in itertools.product(scale, repeat=3)])
    exact = float(((x + 1 / x - 2) / 2).mean())

    assert RANDOM_INDICES[DEFAULT].value(3) == pytest.approx(exact, abs=5.1e-5)


@pytest.mark.statistical
@pytest.mark.parametrize("n", [4, 6, 9, 15, 30])
def test_default_agrees_with_matrices_drawn_anew(n: int) -> None:
    """False alarm 2e-7 a size under a fresh seed; 4,000 matrices of each size.

    An error of the table of 0.05 would be noticed at n = 4, of 0.005 at n = 30; the table's own
    sampling error is part of the standard error.
    """
    rng = np.random.default_rng([618, n])
    rows, columns = np.triu_indices(n, 1)
    drawn = np.array(SAATY_VALUES)[rng.integers(len(SAATY_VALUES), size=(4000, len(rows)))]
    values = np.ones((4000, n, n))
    values[:, rows, columns], values[:, columns, rows] = drawn, 1 / drawn

    indices = (perron(values)[1] - n) / (n - 1)

    error = np.hypot(indices.std(ddof=1) / np.sqrt(len(indices)), 0.0005)
    assert abs(indices.mean() - RANDOM_INDICES[DEFAULT].value(n)) < CRITICAL_T * error


def test_default_agrees_with_the_table_of_alonso_and_lamata() -> None:
    for n in range(3, 16):
        printed = RANDOM_INDICES["alonso_lamata"].value(n)
        assert RANDOM_INDICES[DEFAULT].value(n) == pytest.approx(printed, abs=0.0025)


def test_default_rises_to_thirty_items() -> None:
    values = [RANDOM_INDICES[DEFAULT].value(n) for n in range(3, LARGEST + 1)]

    assert values == sorted(values)


def test_between_two_entries_the_index_is_interpolated() -> None:
    printed = RANDOM_INDICES["donegan_dodd"]

    assert printed.value(22) == pytest.approx(1.5371 + (1.5619 - 1.5371) * 2 / 5)


def test_only_the_default_knows_matrices_with_gaps() -> None:
    own, printed = RANDOM_INDICES[DEFAULT], RANDOM_INDICES["saaty2005"]

    assert own.value(6, 4) < own.value(6) == own.value(6, 0)
    assert printed.value(6, 4) == printed.value(6)
    assert [own.basis(0), own.basis(4)] == [Basis.COMPLETE, Basis.INCOMPLETE]
    assert [table.name for table in RANDOM_INDICES.values() if table.knows_gaps] == [DEFAULT]


def test_too_many_gaps_for_a_connected_matrix_are_refused() -> None:
    with pytest.raises(InputError, match="too_many_gaps"):
        RANDOM_INDICES[DEFAULT].value(6, 11)


def test_beyond_the_table_there_is_no_index() -> None:
    with pytest.raises(InputError, match=r"random_index_range.*largest=15"):
        RANDOM_INDICES["saaty2005"].value(16)


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="saaty2005"):
        random_index_table("saaty")
