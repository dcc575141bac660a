"""Error models: cells and estimates worked by hand, laws of reciprocity, and what they cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.ahp.consistency import geometric_consistency_index
from engine.ahp.judgement_errors import (
    ErrorModel,
    LogNormal,
    PairAnswers,
    Rounding,
    mean_errors,
    perturbed,
    pooled_sigma,
    rounding_cells,
)
from engine.ahp.scales import nearest_scale_value
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError, MethodError

MODELS: tuple[ErrorModel, ...] = (Rounding(), LogNormal(0.4))
TREE = ItemTree({"goal": ("a", "b", "c", "d")}, {})


def judged(items: str, upper: list[float]) -> JudgementMatrix:
    n = len(items)
    values = np.ones((n, n))
    rows, columns = np.triu_indices(n, 1)
    values[rows, columns] = upper
    values[columns, rows] = 1 / np.array(upper)
    return JudgementMatrix(tuple(items), values)


def panel(*matrices: JudgementMatrix, weights: tuple[float, ...] = ()) -> Panel:
    return Panel(
        tuple(
            Response(str(n), Text("", ""), "", {"goal": matrix}, dict(enumerate(weights)).get(n, 1))
            for n, matrix in enumerate(matrices)
        )
    )


def a_generator() -> np.random.Generator:
    return np.random.default_rng(20240229)


class TestCells:
    @pytest.mark.parametrize(
        ("stated", "least", "greatest"),
        [
            (1.0, 1 / 2**0.5, 2**0.5),
            (2.0, 2**0.5, 6**0.5),
            (5.0, 20**0.5, 30**0.5),
            (1 / 5, 30**-0.5, 20**-0.5),
            (9.0, 72**0.5, 81 / 72**0.5),
            (1 / 9, 72**0.5 / 81, 72**-0.5),
            (2.2, 2.2 / 2**0.5, 2.2 * 6**0.5 / 2),  # no scale value: the cell of 2, moved
            (20.0, 20 * 72**0.5 / 9, 20 * 9 / 72**0.5),  # beyond the scale: the cell of 9, moved
        ],
    )
    def test_a_cell_ends_halfway_to_its_neighbours(
        self, stated: float, least: float, greatest: float
    ) -> None:
        below, above = rounding_cells(np.log(np.array([stated])))

        assert stated * np.exp(below[0]) == pytest.approx(least, rel=1e-14)
        assert stated * np.exp(above[0]) == pytest.approx(greatest, rel=1e-14)

    def test_the_cells_of_the_scale_touch(self) -> None:
        scale = np.log(np.concatenate([1 / np.arange(9, 1, -1), np.arange(1, 10)]))

        below, above = rounding_cells(scale)

        assert_allclose((scale + above)[:-1], (scale + below)[1:], rtol=1e-13)

    @given(st.lists(st.floats(-5, 5), min_size=1, max_size=9))
    def test_the_cell_of_the_reciprocal_is_the_mirror(self, logs: list[float]) -> None:
        ratios = np.array([x for x in logs if x] or [1.0])

        below, above = rounding_cells(ratios)
        mirrored_below, mirrored_above = rounding_cells(-ratios)

        assert_array_equal(mirrored_below, -above)
        assert_array_equal(mirrored_above, -below)

    def test_whoever_meant_something_in_the_cell_would_have_said_the_value(self) -> None:
        stated = np.log(nearest_scale_value(np.array([1 / 9, 1 / 2, 1.0, 3.0, 9.0])))
        below, above = rounding_cells(stated)

        for share in (0.001, 0.5, 0.999):
            meant = stated + below + share * (above - below)
            assert_allclose(np.log(nearest_scale_value(np.exp(meant))), stated, atol=1e-14)


class TestPerturbed:
    @pytest.mark.parametrize("model", MODELS)
    def test_draws_stay_reciprocal_and_keep_gaps(self, model: ErrorModel) -> None:
        logs = np.log(judged("abcd", [2, 5, 9, 3, 4, 1 / 2]).values)
        logs[0, 3] = logs[3, 0] = np.nan

        draws = perturbed(np.stack([logs, 2 * logs]), model, a_generator(), 50)

        assert draws.shape == (50, 2, 4, 4)
        assert_array_equal(draws, -draws.swapaxes(-1, -2))
        assert_array_equal(np.isnan(draws), np.broadcast_to(np.isnan(logs), draws.shape))

    @pytest.mark.parametrize("model", MODELS)
    def test_the_same_state_gives_the_same_draws(self, model: ErrorModel) -> None:
        logs = np.log(judged("abc", [2, 5, 3]).values)

        assert_array_equal(
            perturbed(logs, model, a_generator(), 20), perturbed(logs, model, a_generator(), 20)
        )

    def test_no_error_leaves_the_judgements(self) -> None:
        logs = np.log(judged("abc", [2, 5, 3]).values)

        assert_allclose(perturbed(logs, LogNormal(0.0), a_generator(), 3), [logs] * 3, atol=1e-15)

    @given(st.integers(0, 2**32))
    def test_rounding_stays_within_the_cells(self, seed: int) -> None:
        logs = np.log(judged("abc", [2, 1 / 7, 9]).values)
        below, above = rounding_cells(logs)

        draws = perturbed(logs, Rounding(), np.random.default_rng(seed), 20)

        rows, columns = np.triu_indices(3, 1)
        errors = (draws - logs)[:, rows, columns]
        assert (errors >= below[rows, columns] - 1e-15).all()
        assert (errors <= above[rows, columns] + 1e-15).all()

    def test_a_single_answer_covers_what_was_meant_as_often_as_stated(self) -> None:
        """Truths uniform in log over the scale's cells, 3,000; band at 90 % from 2,000 draws.

        Given the value said, the truth is uniform in its cell, so that the band covers it with
        probability 0.9 less the error of the quantiles (< 0.001). Standard error 0.0055; the
        limits of 3.9 standard errors are left with probability 1e-4.
        """
        rng = a_generator()
        edge = np.log(81 / 72**0.5)
        meant = rng.uniform(-edge, edge, 3000)
        said = np.log(nearest_scale_value(np.exp(meant)))
        logs = np.zeros((3000, 2, 2))
        logs[:, 0, 1], logs[:, 1, 0] = said, -said

        low, high = np.quantile(
            perturbed(logs, Rounding(), rng, 2000)[..., 0, 1], [0.05, 0.95], axis=0
        )

        assert ((low <= meant) & (meant <= high)).mean() == pytest.approx(0.9, abs=0.0215)

    @pytest.mark.parametrize("sigma", [-0.1, np.nan, np.inf])
    def test_a_deviation_that_is_none_is_refused(self, sigma: float) -> None:
        with pytest.raises(InputError, match=r"uncertainty\.sigma"):
            LogNormal(sigma)


class TestMeans:
    LOGS = np.log(np.array([[2.0, 1 / 3, 9.0], [1.0, 5.0, 4.0], [3.0, 1.0, 7.0]]))
    WEIGHTS = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0], [1.0, 0.0, 0.0]])

    @pytest.mark.parametrize("model", MODELS)
    def test_the_draws_do_not_depend_on_how_many_are_held_at_once(self, model: ErrorModel) -> None:
        answers = PairAnswers(self.LOGS, self.WEIGHTS)
        counts = a_generator().multinomial(3, [1 / 3] * 3, size=101).astype(float)

        for everybody in (counts, np.ones((1, 3))):
            found = [
                mean_errors(answers, everybody, model, a_generator(), 101, at_once)
                for at_once in (1, 50, 10**6)
            ]

            assert_array_equal(found[0], found[1])
            assert_array_equal(found[0], found[2])

    @pytest.mark.parametrize("model", MODELS)
    def test_one_respondent_errs_as_his_matrix_does(self, model: ErrorModel) -> None:
        matrix = judged("abc", [2, 1 / 3, 9])
        rows = np.triu_indices(3, 1)
        logs = np.log(matrix.values)
        answers = PairAnswers(logs[rows][None], np.full((1, 3), 4.0))

        errors = mean_errors(answers, np.ones((1, 1)), model, a_generator(), 40)

        whole = perturbed(logs, model, a_generator(), 40)[:, *rows]
        assert_allclose(errors, whole - logs[rows], atol=1e-14)

    def test_normal_errors_average_as_their_variances_do(self) -> None:
        """Variance of 40,000 draws within 4 % of sigma^2 sum w^2 / (sum w)^2.

        Its relative standard error is sqrt(2 / 40,000) = 0.7 %: 5.6 of them, probability 2e-8.
        """
        answers = PairAnswers(self.LOGS, self.WEIGHTS)
        counts = np.array([[2.0, 1.0, 0.0]])

        errors = mean_errors(answers, counts, LogNormal(0.5), a_generator(), 40_000)

        # weights of those asked: 1, 1, 2 | 1, 1, 2 | 2
        assert_allclose(errors.var(axis=0), 0.25 * np.array([6 / 16, 6 / 16, 1]), rtol=0.04)

    def test_uniform_errors_average_as_their_cells_do(self) -> None:
        """Mean and variance of 40,000 draws against the cells': within 5 standard errors.

        Six comparisons at less than 1e-6 each; the fourth moment of a uniform sum is below the
        normal one, so that sqrt(2 / 40,000) bounds the variance's relative standard error.
        """
        answers = PairAnswers(self.LOGS, self.WEIGHTS)
        counts = np.array([[2.0, 1.0, 0.0]])
        below, above = rounding_cells(self.LOGS)
        shares = np.array([[1, 1, 0], [1, 1, 0], [2, 2, 2]]) / [4, 4, 2]
        centre, width = ((below + above) / 2)[[0, 0, 1]], (above - below)[[0, 0, 1]]

        errors = mean_errors(answers, counts, Rounding(), a_generator(), 40_000)

        variance = (shares**2 * width**2 / 12).sum(axis=0)
        expected = (shares * centre).sum(axis=0)
        assert (np.abs(errors.mean(axis=0) - expected) < 5 * np.sqrt(variance / 40_000)).all()
        assert_allclose(errors.var(axis=0), variance, rtol=5 * np.sqrt(2 / 40_000))


class TestSigma:
    def test_one_respondent_at_one_node_is_his_geometric_consistency_index(self) -> None:
        matrix = judged("abcd", [2, 5, 9, 3, 4, 1 / 2])

        sigma = pooled_sigma(panel(matrix), TREE)

        assert sigma**2 == pytest.approx(geometric_consistency_index(matrix.values), rel=1e-12)

    def test_respondents_and_nodes_are_pooled_by_their_freedom(self) -> None:
        # three items, one cycle of log sum s: e = s/3 in each pair, sum e^2 = s^2/3, 1 degree;
        # s = ln(2 * 3 / 6 * 8) = ln 8 here and 0 there
        tree = ItemTree({"goal": ("a", "b", "c")}, {})
        cyclic, exact = judged("abc", [2, 6 / 8, 3]), judged("abc", [2, 6, 3])

        sigma = pooled_sigma(panel(cyclic, exact), tree)

        assert sigma**2 == pytest.approx(np.log(8) ** 2 / 3 / 2, rel=1e-12)

    def test_answers_in_two_groups_that_nothing_links_still_show_their_error(self) -> None:
        tree = ItemTree({"goal": tuple("abcde")}, {})
        values = np.full((5, 5), np.nan)
        values[:3, :3] = judged("abc", [2, 6 / 8, 3]).values
        values[3:, 3:] = judged("de", [5]).values

        sigma = pooled_sigma(panel(JudgementMatrix(tuple("abcde"), values)), tree)

        assert sigma**2 == pytest.approx(np.log(8) ** 2 / 3, rel=1e-12)

    def test_whoever_weighs_nothing_shows_nothing(self) -> None:
        tree = ItemTree({"goal": ("a", "b", "c")}, {})
        cyclic, exact = judged("abc", [2, 6 / 8, 3]), judged("abc", [2, 6, 3])

        assert pooled_sigma(panel(cyclic, exact, weights=(0.0, 1.0)), tree) < 1e-12

    def test_it_finds_the_error_that_was_put_in(self) -> None:
        """600 respondents, 6 degrees each at five items: relative standard error sqrt(1/7200).

        That is 1.2 %; the tolerance of 6 % is left with probability 4e-7.
        """
        tree = ItemTree({"goal": tuple("abcde")}, {})
        logs = np.subtract.outer(np.arange(5.0), np.arange(5.0)) / 4
        drawn = np.exp(perturbed(logs, LogNormal(0.35), a_generator(), 600))
        matrices = [JudgementMatrix(tuple("abcde"), each) for each in drawn]

        assert pooled_sigma(panel(*matrices), tree) == pytest.approx(0.35, rel=0.06)

    def test_answers_that_cannot_contradict_each_other_are_said(self) -> None:
        tree = ItemTree({"goal": ("a", "b")}, {})

        with pytest.raises(MethodError, match=r"uncertainty\.no_freedom.*respondents=1"):
            pooled_sigma(panel(judged("ab", [3])), tree)
