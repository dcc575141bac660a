"""M/D/c: one agent by formula, two ways for several, limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import MethodError
from engine.queueing.constant_service import _by_terms, _by_zeros, mean_wait_constant
from engine.queueing.erlang import erlang_c


@pytest.mark.parametrize("rho", [1e-6, 0.1, 0.5, 0.9, 0.999, 0.999999])
def test_one_agent_is_the_queue_of_pollaczek_and_khinchine(rho: float) -> None:
    found = mean_wait_constant(60 * rho, 60.0, 1)

    assert found == pytest.approx(60 * rho / (2 * (1 - rho)), rel=1e-9)


@pytest.mark.parametrize("agents", [1, 2, 5, 19, 50, 300])
@pytest.mark.parametrize("rho", [0.9, 0.95])
def test_the_sum_of_terms_and_the_zeros_agree(agents: int, rho: float) -> None:
    by_terms = _by_terms(rho * agents, agents, 20_000)

    assert _by_zeros(rho * agents, agents) == pytest.approx(by_terms, rel=1e-6)


@given(agents=st.integers(1, 60), rho=st.floats(0.01, 0.99))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_constant_handle_times_at_least_halve_the_wait_of_exponential_ones(
    agents: int, rho: float
) -> None:
    found = mean_wait_constant(60 * rho * agents, 60.0, agents)

    exponential = erlang_c(60 * rho * agents, 60.0, agents, threshold_s=0.0).wait_mean_s
    assert exponential / 2 * (1 - 1e-9) <= found <= exponential


def test_thousands_of_agents_near_saturation() -> None:
    # heavy traffic: c (1 - rho) W / s tends to 1/2
    found = mean_wait_constant(4999.99 * 60, 60.0, 5000)

    assert found / 60 * (5000 - 4999.99) == pytest.approx(0.5, rel=0.01)


def test_no_arrivals_wait_for_nothing() -> None:
    assert mean_wait_constant(0.0, 60.0, 3) == 0


def test_a_full_load_has_no_steady_state() -> None:
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        mean_wait_constant(300.0, 60.0, 5)
