"""Agreement as a document and as text."""

import numpy as np

from engine.cli.agreement_text import MOST_PAIRS, agreement_document, agreement_text
from engine.metrics.agreement_report import agreement_of_cross_table, agreement_of_ratings

POINTS = np.array(
    [[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)
REPORT = agreement_of_ratings(POINTS, ("a", "b", "c", "d"), (), 0.95, ordered=False)


def test_every_measure_has_its_key() -> None:
    found = agreement_document(REPORT)

    assert list(found) == [
        "items",
        "complete",
        "raters",
        "categories",
        "pairs",
        "fleiss_kappa",
        "krippendorff_alpha",
        "icc",
    ]


def test_text_has_the_published_figures() -> None:
    lines = agreement_text(REPORT, "en").splitlines()

    (line,) = [line for line in lines if "ICC(2,1)" in line]
    assert line.split()[-3:] == ["0.290", "0.019", "0.761"]


def test_more_pairs_than_fit_are_counted() -> None:
    raters = tuple("abcdef")
    wide = agreement_of_ratings(np.tile(POINTS, 2)[:, :6], raters, (), 0.95, ordered=False)

    text = agreement_text(wide, "en")

    assert f"{len(wide.pairs) - MOST_PAIRS} more" in text


def test_what_is_not_defined_is_said() -> None:
    alike = agreement_of_cross_table(np.array([[9, 0], [0, 0]]), 0.95)

    assert "没有定义" in agreement_text(alike, "zh")
