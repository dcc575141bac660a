"""Tables of weights: with bands, ranks, by treatment, by role, fuzzy beside crisp."""

import pytest

from engine.report.calibration_tables import (
    fuzzy_table,
    ranks_table,
    subgroup_weights_table,
    subgroups_table,
    treatment_weights_table,
    treatments_table,
    weights_table,
)
from tests.report.calibration_samples import (
    agreed,
    english,
    published,
    shipped,
    small,
    texts,
)

TREATMENTS = ["all, read with care", "weighed down", "within the limit", "as written"]


def test_weights_carry_band_path_and_rank() -> None:
    calibration = shipped()
    table = weights_table(english(calibration))

    row, leaf = table.rows[0], calibration.leaves[0]
    assert row[0].text == "Enquiry conversion"
    assert row[1].text.endswith("Performance")
    assert row[2].values == (leaf.local,)
    assert row[3].values == (leaf.weight.value, leaf.weight.low, leaf.weight.high)
    assert row[4].values == (leaf.rank,)


def test_ranks_are_ordered_by_weight_and_each_row_sums_to_one() -> None:
    table = ranks_table(english(published()))

    assert [row[0].text for row in table.rows] == ["QL", "ST", "BB", "BL", "GP"]
    for row in table.rows:
        assert sum(cell.values[0] for cell in row[1:]) == pytest.approx(1)


def test_treatments_stand_side_by_side_with_the_largest_change() -> None:
    table = treatments_table(english(published()))

    assert [row[0].text for row in table.rows] == [*TREATMENTS, "own weights"]
    assert table.rows[0][3].values == (0.0,)
    assert table.rows[3][3].values == (published().treatments[3].largest_change,)
    assert table.rows[3][3].text == "0.9 pp"


def test_published_treatment_is_the_column_as_written() -> None:
    table = treatment_weights_table(english(published()))

    column = [each.name for each in table.columns].index("as written")
    found = [row[column].values[0] for row in table.rows]
    assert found == pytest.approx([0.130873, 0.219789, 0.090020, 0.418334, 0.140984], abs=1e-6)


def test_roles_are_compared_with_everybody() -> None:
    words = english(small())

    assert [row[0].text for row in subgroups_table(words).rows] == ["Manager", "Quality assurance"]
    weights = subgroup_weights_table(words)
    assert [each.name for each in weights.columns][1:3] == ["Everybody", "Manager"]
    assert texts(weights.rows[0])[2] == "33.3%"


def test_panel_without_roles_has_no_such_tables() -> None:
    words = english(agreed())

    assert subgroups_table(words).rows == ()
    assert subgroup_weights_table(words).rows == ()


def test_fuzzy_weights_stand_beside_the_crisp_ones_when_asked_for() -> None:
    calibration = small()
    row, leaf = fuzzy_table(english(calibration)).rows[0], calibration.fuzzy[0]

    assert row[1].values == (leaf.crisp,)
    assert row[2].values == (leaf.fuzzy[1], leaf.fuzzy[0], leaf.fuzzy[2])
    assert row[3].values == (leaf.defuzzified,)
    assert fuzzy_table(english(agreed())).rows == ()
