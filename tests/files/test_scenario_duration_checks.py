"""Every shape has its own keys: what lacks or is too much is named with its place."""

from pathlib import Path

import pytest

from tests.files.scenario_samples import SMALL, TURNS, changed, faults_of, scenario_of

WORK = '{ shape = "lognormal", mean_s = 120, cv = 0.8 }'
ROUNDS = '{ shape = "geometric", mean = 4 }'
THINK = '{ shape = "exponential", mean_s = 40 }'


@pytest.mark.parametrize(
    ("bad", "code", "key"),
    [
        ('{ shape = "lognormal", cv = 0.8 }', "scenario.shape_lacks", ""),
        ('{ shape = "weibull", mean_s = 120 }', "scenario.cv_missing", ""),
        ('{ shape = "hyperexponential", mean_s = 120 }', "scenario.cv_missing", ""),
        (
            '{ shape = "hyperexponential", mean_s = 120, cv = 0.9 }',
            "scenario.cv_hyperexponential", ".cv",
        ),
        ('{ shape = "hyperexponential", means_s = [9, 99] }', "scenario.shape_lacks", ""),
        (
            '{ shape = "hyperexponential", means_s = [9, 99], chances = [0.5, 0.4] }',
            "scenario.chances_sum", ".chances",
        ),
        (
            '{ shape = "hyperexponential", means_s = [9, 99], chances = [1.0] }',
            "scenario.weights_length", ".chances",
        ),
        (
            '{ shape = "hyperexponential", mean_s = 9, means_s = [9], chances = [1.0] }',
            "scenario.figures_decide", ".mean_s",
        ),
        ('{ shape = "empirical" }', "scenario.shape_lacks", ""),
        ('{ shape = "empirical", mean_s = 120 }', "scenario.shape_lacks", ""),
        (
            '{ shape = "empirical", values_s = [1, 2], weights = [1] }',
            "scenario.weights_length", ".weights",
        ),
        (
            '{ shape = "empirical", values_s = [1, 2], weights = [0, 0] }',
            "scenario.weights_empty", ".weights",
        ),
        (
            '{ shape = "empirical", values_s = [1, 2], cv = 1.0 }',
            "scenario.figures_decide", ".cv",
        ),
        (
            '{ shape = "gamma", mean_s = 9, cv = 1, values_s = [1] }',
            "scenario.key_of_shape", ".values_s",
        ),
        ('{ shape = "exponential", mean_s = 9, cv = 1.0 }', "scenario.cv_fixed", ".cv"),
        ('{ shape = "uniform", mean_s = 9, cv = 0.6 }', "scenario.cv_uniform", ".cv"),
    ],
    ids=lambda value: value[:50],
)  # fmt: skip
def test_a_duration_without_the_keys_of_its_shape(
    tmp_path: Path, bad: str, code: str, key: str
) -> None:
    assert (code, f"classes[0].work{key}") in faults_of(tmp_path, changed(SMALL, WORK, bad))


def test_only_a_deterministic_wait_is_nothing(tmp_path: Path) -> None:
    text = changed(TURNS, THINK, '{ shape = "exponential", mean_s = 0 }')

    assert ("scenario.mean_zero", "classes[0].turns.think.mean_s") in faults_of(tmp_path, text)
    assert scenario_of(
        tmp_path, text.replace('exponential", mean_s = 0', 'deterministic", mean_s = 0')
    )


@pytest.mark.parametrize(
    ("bad", "code", "key"),
    [
        ('{ shape = "geometric" }', "scenario.shape_lacks", ""),
        ('{ shape = "fixed", mean = 2.5 }', "scenario.rounds_fixed", ".mean"),
        ('{ shape = "empirical", mean = 2 }', "scenario.key_of_shape", ".mean"),
        ('{ shape = "empirical" }', "scenario.shape_lacks", ""),
        ('{ shape = "empirical", weights = [0, 0] }', "scenario.weights_empty", ".weights"),
        ('{ shape = "poisson", mean = 2, weights = [1] }', "scenario.key_of_shape", ".weights"),
    ],
    ids=lambda value: value[:50],
)
def test_rounds_without_the_keys_of_their_shape(
    tmp_path: Path, bad: str, code: str, key: str
) -> None:
    text = changed(TURNS, ROUNDS, bad)

    assert (code, f"classes[0].turns.rounds{key}") in faults_of(tmp_path, text)
