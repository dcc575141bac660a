"""Small tables of text in a terminal: the first column to the left, figures to the right."""

from collections.abc import Sequence

from engine.cli.columns import display_width, padded

GAP = "  "


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as aligned, indented lines.

    Parameters
    ----------
    rows
        At least one, the heading first where there is one; all of the same length.

    Examples
    --------
    >>> table([("", "weight"), ("solved", "0.7"), ("首响", "0.3")])
    ['          weight', '  solved     0.7', '  首响       0.3']
    """
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [GAP + GAP.join(_aligned(row, widths)).rstrip() for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = row
    figures = [
        " " * (width - display_width(cell)) + cell
        for cell, width in zip(rest, widths[1:], strict=True)
    ]
    return [padded(first, widths[0]), *figures]
