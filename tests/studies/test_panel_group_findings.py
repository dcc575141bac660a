"""What a reader must know of the group itself."""

from engine.domain.calibration import Change, PanelCalibration
from engine.domain.texts import Values
from tests.studies.panel_samples import (
    CIRCLE,
    GAP,
    OPPOSED,
    STEADY,
    calibrated,
    keys,
    nish,
    response,
    survey,
)

FAR = (3.0, 9.0, 3.0)  # weights 9/13, 3/13, 1/13
FAR_OPPOSED = (1 / 3, 1 / 9, 1 / 3)


def told(calibration: PanelCalibration, key: str) -> Values:
    return next(
        each.sentence.values
        for each in calibration.findings
        if each.sentence.key == f"finding.panel.{key}"
    )


def test_low_consensus_is_told_with_its_bound() -> None:
    values = told(
        calibrated(survey(response("r1", FAR), response("r2", FAR_OPPOSED))), "low_consensus"
    )

    assert float(str(values["consensus"])) < float(str(values["moderate"]))
    assert values["respondents"] == 2


def test_high_consensus_is_not_told() -> None:
    assert "low_consensus" not in keys(
        calibrated(survey(response("r1", STEADY), response("r2", STEADY)))
    )


def test_most_disputed_pairs_are_told_with_heads_on_either_side() -> None:
    values = told(nish(), "disputed")

    assert (values["first"], values["second"]) == (
        {"zh": "BL", "en": "BL"},
        {"zh": "BB", "en": "BB"},
    )
    assert (values["for_first"], values["for_second"], values["n"]) == (58, 78, 171)


def test_pair_that_nobody_answered_is_named() -> None:
    values = told(calibrated(survey(response("r1", (2.0, 4.0, GAP)))), "unanswered")

    assert values["pairs"] == {"zh": "b : c", "en": "b : c"}


def test_methods_that_order_differently_are_told() -> None:
    """Row products 9/5 and 5/3 put a before b; the column means, 0.3607 and 0.3628, b before a."""
    circular = response("r1", (1 / 5, 9.0, 1 / 3))

    assert "methods_disagree" in keys(calibrated(survey(circular)))
    assert "methods_disagree" not in keys(calibrated(survey(response("r1", STEADY))))


def test_role_that_differs_is_told_with_the_leaf_that_differs_most() -> None:
    panel = survey(
        response("r1", STEADY, "hr"), response("r2", STEADY, "hr"), response("r3", OPPOSED, "ops")
    )

    found = [e.sentence.values for e in calibrated(panel).findings if "role" in e.sentence.key]

    assert [(values["role"], values["n"], values["total"]) for values in found] == [
        ("hr", 2, 3),
        ("ops", 1, 3),
    ]
    assert found[1]["leaf"] == {"zh": "c", "en": "c"}


def test_neighbours_in_rank_that_are_not_settled_are_named() -> None:
    values = told(nish(), "ranks_open")

    assert (values["count"], values["neighbours"]) == (1, 4)
    assert values["pairs"] == {"zh": "BB : BL", "en": "BB : BL"}


def test_effect_of_each_treatment_is_told_with_heads() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", CIRCLE)))

    values = told(calibration, "consistent_only")

    assert (values["respondents"], values["total"]) == (1, 2)
    assert values["points"] == 100 * (calibration.treatments[2].largest_change or 0)


def test_treatment_that_changes_the_order_is_a_caution() -> None:
    wild = tuple(1 / ratio for ratio in (9.0, 9.0, 1 / 9))
    calibration = calibrated(survey(response("r1", STEADY), response("r2", wild)))

    found = [e for e in calibration.findings if e.sentence.key.endswith("_reorders")]

    assert found
    assert {each.severity for each in found} == {"caution"}


def test_treatment_that_is_impossible_is_told() -> None:
    assert "consistent_only_impossible" in keys(calibrated(survey(response("r1", CIRCLE))))


def test_treatment_that_changes_nothing_is_not_told() -> None:
    found = keys(calibrated(survey(response("r1", STEADY), response("r2", STEADY))))

    assert not {"consistent_only", "down_weighted", "as_written", "priorities"} & set(found)


def test_agreed_changes_and_redrawn_panels_are_counted() -> None:
    change = Change("r1", "goal", "a", "b", 9.0, 2.0, "r1", "2026-01-01T00:00:00+00:00")
    panel = survey(response("r1", (9.0, 4.0, 2.0)), response("r2", (2.0, GAP, GAP)))

    calibration = calibrated(panel, changes=[change])

    assert told(calibration, "changes") == {"count": 1}
    assert int(str(told(calibration, "redrawn")["redrawn"])) > 0
