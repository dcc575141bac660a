"""Agreement from each thing a file may hold."""

import numpy as np
import pytest

from engine.errors import InternalError
from engine.files.rating_table_file import RatingTable
from engine.metrics.rater_agreement import Weighting
from engine.services.agreement import agreement_of


def test_each_kind_of_table_has_its_measures() -> None:
    ratings = RatingTable(("1", "2"), ("q", "r"), (), np.array([[1.0, 3], [5, 9]]))
    cross = RatingTable(cross=np.array([[20, 5], [10, 15]]))
    counts = RatingTable(counts=np.array([[2, 0], [0, 2]]))

    assert len(agreement_of(ratings, 0.95, ordered=False).intraclass) == 6
    found = agreement_of(cross, 0.95, ordered=True).pairs[0].kappas[Weighting.NONE].value
    assert found == pytest.approx(0.4)
    assert agreement_of(counts, 0.95, ordered=True).fleiss is not None


def test_a_table_of_nothing_is_our_mistake() -> None:
    with pytest.raises(InternalError, match=r"quality\.empty_table"):
        agreement_of(RatingTable(), 0.95, ordered=False)
