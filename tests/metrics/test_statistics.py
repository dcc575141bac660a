"""Values and standard errors from counts and sums, worked by hand."""

import numpy as np
import pytest

from engine.metrics.definitions import DEFINITIONS
from engine.metrics.statistics import agent_values

N = np.nan


def numbers(**given: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, dtype=np.float64) for name, values in given.items()}


def test_share_has_agresti_and_coulls_error() -> None:
    found = agent_values(DEFINITIONS["resolution"], ("A1", "A2"), numbers(n=[10, 0], sum=[10, 0]))

    assert found.values[0] == 1
    assert found.errors[0] == pytest.approx(np.sqrt(12 / 14 * 2 / 14 / 14))
    assert np.isnan([found.values[1], found.errors[1]]).all()


def test_ratio_has_cochrans_error() -> None:
    """X = 1, 5, 12 and y = 1, 2, 3: R = 3, residuals -2, -1, 3 with variance 7, mean of y 2."""
    x, y = np.array([1.0, 5, 12]), np.array([1.0, 2, 3])
    repeated_x, repeated_y = np.tile(x, 5), np.tile(y, 5)
    covariance = np.cov(repeated_x, repeated_y)
    given = numbers(
        n=[15],
        sum=[90],
        per=[30],
        variance=[covariance[0, 0]],
        per_variance=[covariance[1, 1]],
        covariance=[covariance[0, 1]],
    )

    found = agent_values(DEFINITIONS["art"], ("A1",), given)

    assert found.values[0] == 3
    assert found.errors[0] == pytest.approx(np.sqrt(5 * 14 / 14 / 15) / 2)


def test_weighted_share_has_the_error_of_kishs_effective_size() -> None:
    """Weights 1, 1, 2, 4: (1 + 1 + 2 + 4)^2 / (1 + 1 + 4 + 16) = 64 / 22 rows."""
    weights = np.array([1.0, 1, 2, 4])
    given = numbers(n=[4], sum=[8], per=[8], variance=[N], covariance=[N])
    given["per_variance"] = np.array([weights.var(ddof=1)])

    found = agent_values(DEFINITIONS["qa_pass"], ("A1",), given)

    size = 64 / 22
    centre = (size + 2) / (size + 4)
    assert found.values[0] == 1
    assert found.errors[0] == pytest.approx(np.sqrt(centre * (1 - centre) / (size + 4)))


def test_share_of_parts_is_never_certain() -> None:
    """Twelve tickets, two feedbacks due on each, all in time: Agresti and Coull, 24 of 24."""
    given = numbers(n=[12], sum=[24], per=[24], variance=[0], per_variance=[0], covariance=[0])

    found = agent_values(DEFINITIONS["staged"], ("A1",), given)

    assert found.values[0] == 1
    assert found.errors[0] == pytest.approx(np.sqrt(26 / 28 * 2 / 28 / 28))


def test_quantile_takes_its_own_three_points() -> None:
    given = numbers(n=[100], quantiles=[[1, 2, 3, 8, 9, 12]])

    found = agent_values(DEFINITIONS["frt_p90"], ("A1",), given)

    assert found.values.tolist() == [9.0]
    assert found.errors[0] == pytest.approx(0.03 * (12 - 8) / 0.1)


def test_total_and_record_have_no_sampling_error() -> None:
    total = agent_values(DEFINITIONS["sales"], ("A1",), numbers(n=[3], sum=[150]))
    record = agent_values(DEFINITIONS["attendance"], ("A1",), numbers(n=[2], sum=[1.9]))

    assert (total.values[0], record.values[0]) == (150, 0.95)
    assert np.isnan([total.errors[0], record.errors[0]]).all()
