"""A whole panel's calibration: published cases, laws, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.priorities import Method
from engine.ahp.scales import SAATY_VALUES
from engine.domain.calibration import Change
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Response
from engine.domain.survey import Treatment
from engine.domain.texts import Text
from engine.errors import InputError, MethodError
from engine.files.survey_file import read_survey
from engine.studies.panel_options import PanelOptions
from tests.studies.panel_samples import (
    DATA,
    FEW,
    GAP,
    NAME,
    OPPOSED,
    STEADY,
    THREE,
    by_treatment,
    calibrated,
    flat_tree,
    leaf_weights,
    matrix,
    nish,
    note,
    response,
    survey,
)

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def test_published_weights_are_those_of_the_answers_as_written() -> None:
    expected = CASES["grp-nish-177"]["expected"]

    calibration = nish("saaty1980")

    written = next(each for each in calibration.treatments if each.id == "as-written")
    assert calibration.tree.leaf_ids == ("BL", "ST", "GP", "QL", "BB")
    assert_allclose(written.weights, expected["weights"], atol=1e-6)
    assert written.consistency_ratios["goal"] == pytest.approx(expected["CR_RI_1_12"], abs=1e-6)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_published_respondents_are_those_as_written(place: int) -> None:
    expected = CASES["grp-nish-177"]["expected"]

    weights, ratio = nish("saaty1980").respondents[place].as_written["goal"]

    assert_allclose(weights, expected["first"][f"r{place + 1}"], atol=1e-6)
    assert ratio == pytest.approx(expected["first_CR"][place], abs=1e-6)


def test_rejected_answers_move_the_greatest_weight_from_0418_to_0410() -> None:
    kept = by_treatment(nish())

    assert leaf_weights(nish())["QL"] == pytest.approx(0.410, abs=5e-4)
    assert kept["all"] == tuple(leaf_weights(nish()).values())


def test_city200_by_column_means() -> None:
    expected = CASES["grp-city200"]["expected"]
    options = PanelOptions(method=Method.COLUMN_MEAN, random_index="saaty2005", draws=50)

    calibration = calibrated(read_survey([DATA / "city200_simulated.csv"]), options)

    group = calibration.nodes[0]
    assert group.by_priorities_arithmetic is not None
    assert_allclose(group.by_priorities_arithmetic, expected["aip_arithmetic"], atol=5.1e-5)
    assert group.arithmetic_sd is not None
    assert_allclose(group.arithmetic_sd, expected["aip_arithmetic_sd"], atol=5.1e-4)
    assert_allclose(group.arithmetic_sd, CASES["grp-city200"]["recomputed"]["aip_sd"], atol=1e-9)
    upper = group.matrix.values[np.triu_indices(5, 1)]
    assert_allclose(upper, expected["aij_upper"], atol=5.1e-3)
    consistent = [each.consistent for each in calibration.respondents]
    assert consistent.count(True) == expected["n_CR_le_0_1"]


def test_group_of_the_two_level_tree_of_pyanp() -> None:
    case = CASES["grp-pyanp-6"]
    tree = ItemTree({node: tuple(items) for node, items in case["input"]["tree"].items()}, {})
    answers = case["input"]["judgements"]

    def judged(person: int) -> Response:
        own = {
            node: matrix(items, [answers[f"{a},{b}"][person] for a, b in pairs(items)])
            for node, items in tree.items.items()
        }
        name = case["input"]["users"][person]
        return Response(name, Text(name, name), "", own)

    calibration = calibrated(survey(*map(judged, range(6)), tree=tree))

    every = dict(
        zip(case["expected"]["order"], case["expected"]["global_priorities"]["Group"], strict=True)
    )
    assert leaf_weights(calibration) == pytest.approx(
        {leaf: every[leaf] for leaf in tree.leaf_ids}, abs=2e-6
    )
    shares = {each.node: each.share for each in calibration.nodes}
    assert shares == pytest.approx({"Goal": 1.0} | {n: every[n] for n in "ABC"}, abs=2e-6)


def pairs(items: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(a, b) for place, a in enumerate(items) for b in items[place + 1 :]]


def test_two_opposed_respondents_meet_in_the_middle() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", OPPOSED)))

    group = calibration.nodes[0]
    assert leaf_weights(calibration) == pytest.approx(dict.fromkeys(THREE, 1 / 3))
    assert group.by_priorities == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert group.by_priorities_arithmetic == pytest.approx((5 / 14, 4 / 14, 5 / 14))
    assert group.consistency_ratio == pytest.approx(0.0, abs=1e-12)


upper = st.lists(st.sampled_from(SAATY_VALUES), min_size=3, max_size=3)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(upper, st.integers(2, 4))
def test_identical_respondents_are_the_respondent(ratios: list[float], count: int) -> None:
    one = calibrated(survey(response("r0", ratios)), replace(FEW, draws=1))

    several = calibrated(
        survey(*(response(f"r{k}", ratios) for k in range(count))), replace(FEW, draws=1)
    )

    assert leaf_weights(several) == pytest.approx(leaf_weights(one), abs=1e-12)
    assert several.consensus == pytest.approx(1.0)
    assert several.nodes[0].consistency_ratio == pytest.approx(one.nodes[0].consistency_ratio)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(upper, min_size=2, max_size=4), st.permutations(THREE))
def test_items_in_another_order_get_the_same_weights(
    answers: list[list[float]], order: tuple[str, ...]
) -> None:
    panel = [response(f"r{k}", ratios) for k, ratios in enumerate(answers)]
    places = [THREE.index(item) for item in order]

    def reordered(one: Response) -> Response:
        values = one.judgements["goal"].values[np.ix_(places, places)]
        mixed = replace(one.judgements["goal"], items=tuple(order), values=values)
        return replace(one, judgements={"goal": mixed})

    straight = calibrated(survey(*panel), replace(FEW, draws=1))
    mixed = calibrated(survey(panel[0], *map(reordered, panel[1:])), replace(FEW, draws=1))

    assert leaf_weights(mixed) == pytest.approx(leaf_weights(straight), abs=1e-12)


def test_same_seed_gives_the_same_draws() -> None:
    given_ = survey(response("r1", STEADY), response("r2", OPPOSED))

    first, second = calibrated(given_), calibrated(given_)

    assert (first.uncertainty.draws == second.uncertainty.draws).all()


def test_agreed_change_counts_and_is_kept() -> None:
    change = Change("r1", "goal", "a", "b", 9.0, 2.0, "r1", "2026-01-01T00:00:00+00:00")

    calibration = calibrated(survey(response("r1", (9.0, 4.0, 2.0))), changes=[change])

    assert leaf_weights(calibration) == pytest.approx({"a": 4 / 7, "b": 2 / 7, "c": 1 / 7})
    assert calibration.changes == (change,)
    written, _ = calibration.respondents[0].as_written["goal"]
    assert written[0] > 4 / 7


def test_nobody_with_a_usable_answer_is_refused() -> None:
    with pytest.raises(InputError, match=r"panel_study\.nobody"):
        calibrated(survey())


def test_answers_that_were_all_rejected_are_each_a_fault() -> None:
    with pytest.raises(InputError) as caught:
        calibrated(survey(notes=(note(Treatment.REJECTED, "r1"),)))

    fault = caught.value.faults[0]
    assert (fault.code, fault.place, fault.file) == ("panel_study.rejected", "row 2", "f.csv")


def test_a_tree_with_nothing_to_compare_is_refused() -> None:
    with pytest.raises(InputError, match=r"panel_study\.nothing_asked"):
        calibrated(survey(response("r1", STEADY), tree=flat_tree(("a",))))


def test_items_that_nobody_links_have_no_weights() -> None:
    with pytest.raises(MethodError, match=r"panel_study\.unlinked.*a, b \| c"):
        calibrated(survey(response("r1", (2.0, GAP, GAP)), response("r2", (3.0, GAP, GAP))))


def test_fuzzy_weights_are_made_only_when_asked_for() -> None:
    given_ = survey(response("r1", STEADY))

    without, fuzzy = calibrated(given_), calibrated(given_, replace(FEW, fuzzy=True))

    assert without.fuzzy == ()
    assert len(fuzzy.fuzzy) == 3
    assert leaf_weights(fuzzy) == leaf_weights(without)


def test_what_was_chosen_stands_in_the_result() -> None:
    options = replace(FEW, method=Method.GEOMETRIC_MEAN, random_index="saaty1980", limit=0.2)

    calibration = calibrated(survey(response("r1", STEADY)), options)

    told = (calibration.method, calibration.random_index, calibration.limit)
    assert told == ("geometric-mean", "saaty1980", 0.2)
    assert calibration.name is NAME
