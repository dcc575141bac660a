"""The tables of first-contact resolution and repeats: the same contacts under each window."""

from engine.domain.metric_report import Estimate, RepeatRate
from engine.report import figures
from engine.report.metrics_words import MetricsWords, finite
from engine.report.tables import Cell, Column, Table, number_cell, text_cell


def windows_table(words: MetricsWords) -> Table:
    """Return the shop's rates by window, with what the windows leave out and hold by chance."""
    heads = ("window", *_HEADS, "unended", "unknown", "chance")
    columns = tuple(Column(words.say(f"windows.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(_hours(words, window.window_h)),
            *_rate_cells(words, window.shop),
            number_cell(window.shop.unended),
            number_cell(window.shop.unknown),
            number_cell(window.shop.chance),
        )
        for window in words.report.repeat_windows
    )
    title, subtitle = words.say("windows.title"), words.say("windows.subtitle")
    return Table("windows", title, subtitle, columns, rows)


def agent_windows_table(words: MetricsWords) -> Table:
    """Return each agent's rates by window."""
    heads = ("agent", "window", *_HEADS, "unended")
    columns = tuple(Column(words.say(f"windows.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(agent),
            text_cell(_hours(words, window.window_h)),
            *_rate_cells(words, rate),
            number_cell(rate.unended),
        )
        for window in words.report.repeat_windows
        for agent, rate in window.agents.items()
    )
    title, subtitle = words.say("windows.title"), words.say("windows.subtitle")
    return Table("windows_agents", title, subtitle, columns, rows)


_HEADS = ("fcr", "interval", "problems", "repeat", "interval", "contacts")


def _rate_cells(words: MetricsWords, rate: RepeatRate) -> tuple[Cell, ...]:
    return (*_estimate_cells(words, rate.fcr), *_estimate_cells(words, rate.repeat))


def _estimate_cells(words: MetricsWords, found: Estimate) -> tuple[Cell, Cell, Cell]:
    interval = figures.quantity_range(found.low, found.high, figures.SHARE, words.language)
    share = Cell(figures.share(found.value), (finite(found.value),))
    return share, text_cell(interval), number_cell(found.size)


def _hours(words: MetricsWords, hours: float) -> str:
    return words.say("windows.hours", hours=f"{hours:g}")
