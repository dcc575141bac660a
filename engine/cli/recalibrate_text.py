"""What ``heng recalibrate`` says to people."""

from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.monthly_review_text import proposal_lines
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.indicators import IndicatorTree
    from engine.domain.recalibration import Recalibration, RecalibrationRow


def quarter_text(found: "Recalibration", tree: "IndicatorTree", language: Language) -> str:
    """Return the answer, each indicator with how sure its direction is, and the proposal."""
    from engine.i18n.translate import render, render_sentence

    heads = ("indicator", "now", "recommended", "interval", "support", "clear", "proposed")
    rows = [[render(f"recalibration.column.{head}", {}, language) for head in heads]]
    rows += [_row(row, language) for row in found.rows]
    values = {"needed": found.needed, "band": 100 * found.dead_band, "draws": found.draws}
    return "\n".join(
        [
            render_sentence(found.summary, language),
            "",
            *table(rows),
            *([render("recalibration.rule", values, language)] if found.draws else []),
            "",
            *proposal_lines(found.proposal, tree, language),
            *finding_lines(found.findings, language),
        ]
    )


def _row(row: "RecalibrationRow", language: Language) -> list[str]:
    from engine.i18n.translate import render

    none = "\u2014"
    has_draws = row.low is not None and row.high is not None
    return [
        row.name.in_language(language),
        f"{row.incumbent:.2%}",
        f"{row.recommended:.2%}",
        f"{row.low:.2%} .. {row.high:.2%}" if has_draws else none,
        none if row.support is None else f"{row.support:.1%}",
        render(f"recalibration.clear.{'yes' if row.is_clear else 'no'}", {}, language),
        f"{row.proposed:.2%}",
    ]
