"""A generated shop's exports, as a shop would hold them: to try everything within a minute.

The tables come from :mod:`engine.example`, so what is true of them is known; headers are those
of the shipped header maps. A file beside them says that they describe nobody.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.errors import InputError
from engine.example.calendar import DAY_S, FIRST_DAY, day_of
from engine.example.contacts import Contacts, column_table, draw_contacts, fields_of
from engine.example.messages import chat_messages
from engine.example.orders import shop_orders
from engine.example.records import agent_months, quality_samples
from engine.example.world import shop_world
from engine.files.header_schema import shipped_header_maps
from engine.i18n.translate import LANGUAGES, render
from engine.services.indicators import GENERATED_MARK

DEFAULT_CONTACTS = 30_000  # in the half year; the exports hold 39 of its days
DEFAULT_SEED = 1
MONTH = "2026-05"
# A week on either side of the month: what followed a contact is in the exports, too.
FIRST, UNTIL = "2026-05-01", "2026-06-09"
Columns = Mapping[str, NDArray[Any]]

# What no contact log holds, or what the orders tell.
_LEFT_OUT = frozenset(
    {"customer_value", "attention_s", "problem_id", "paid", "order_value", "returned"}
    | {"repurchase_30d", "repurchase_90d"}
)
_RATINGS = {"rating_self": "self", "rating_supervisor": "supervisor", "rating_others": "others"}


@dataclass(frozen=True, slots=True)
class ExampleExports:
    """What was written: the files in order, and how many contacts they hold."""

    files: tuple[Path, ...]
    contacts: int


def write_example(
    folder: Path, seed: int = DEFAULT_SEED, contacts: int = DEFAULT_CONTACTS
) -> ExampleExports:
    """Write contacts, messages, orders, samples, staff and an agent-day export as CSV.

    Parameters
    ----------
    folder
        Made if absent; it must be empty or hold an earlier example.
    seed
        The same seed gives the same files.
    contacts
        About how many contacts the half year has of which the exports hold a part.

    Raises
    ------
    InputError
        ``indicators.folder_taken`` when the folder holds other files; ``indicators.folder``
        when it cannot be written to.
    """
    _require_ours(folder)
    tables = example_tables(seed, contacts)
    texts = {f"{name}.csv": _csv(rows) for name, rows in tables.items()}
    texts[GENERATED_MARK] = "".join(
        render("indicators.example.mark", {"seed": seed}, language) + "\n" for language in LANGUAGES
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8-sig", newline="")
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("indicators.folder", folder=folder.name, reason=reason) from refused
    files = tuple(folder / name for name in texts)
    return ExampleExports(files, len(tables["contacts"]) - 1)


def example_tables(seed: int, contacts: int) -> dict[str, list[list[str]]]:
    """Return each export as rows of text, the header first."""
    world = shop_world(seed)
    drawn = draw_contacts(world, contacts)
    messages, orders = chat_messages(drawn), _as_placed(shop_orders(world, drawn))
    inside = _inside(drawn.arrivals.start_s)
    inside[messages["contact_id"][messages["sent_at"] >= np.datetime64(UNTIL)]] = False
    samples, staff = quality_samples(world, drawn), agent_months(world, drawn)
    ours = samples["month"] == MONTH
    month = staff["month"] == MONTH
    named = {**staff, "name": np.array([f"示例客服{agent}" for agent in staff["agent"]])}
    return {
        "contacts": _rows(TableKind.CONTACTS, _contacts(drawn), inside),
        "messages": _rows(TableKind.MESSAGES, messages, inside[messages["contact_id"]]),
        "orders": _rows(TableKind.ORDERS, orders, _placed_inside(orders)),
        "samples": _rows(TableKind.SAMPLES, samples, ours & inside[samples["contact_id"]]),
        "ratings": _rows(TableKind.RATINGS, _ratings(staff, month), None),
        "staff": _rows(TableKind.STAFF, named, month),
        "agent-days": _agent_days(drawn, inside),
    }


def _inside(start_s: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the contacts of the exported days; one still open at their end is taken out later."""
    first, until = day_of(FIRST) * DAY_S, day_of(UNTIL) * DAY_S
    return np.asarray((start_s >= first) & (start_s < until))


def _placed_inside(orders: Columns) -> NDArray[np.bool_]:
    placed = orders["ordered_at"]
    return np.asarray((placed >= np.datetime64(FIRST)) & (placed < np.datetime64(UNTIL)))


def _contacts(drawn: Contacts) -> Columns:
    names = [name for name in fields_of(drawn) if name not in _LEFT_OUT]
    seconds = drawn.arrivals.start_s.astype("timedelta64[s]")
    started = {"started": FIRST_DAY.astype("datetime64[s]") + seconds}
    return {**column_table(drawn, names).columns, **started}


def _as_placed(orders: Columns) -> Columns:
    """Return the orders as placed, without the contact that brought each: no export knows it."""
    order = np.argsort(orders["ordered_at"], kind="stable")
    return {name: column[order] for name, column in orders.items() if name != "contact_id"}


def _ratings(staff: Columns, month: NDArray[np.bool_]) -> Columns:
    """Return the raters' scores of the month, a row for each agent and role."""
    roles = np.repeat(list(_RATINGS.values()), month.sum())
    agents = np.tile(staff["agent"][month], len(_RATINGS))
    scores = np.concatenate([staff[name][month] for name in _RATINGS])
    return {
        "month": np.full(len(roles), MONTH, dtype=object),
        "agent": agents,
        "rater": roles.astype(object),
        "role": roles.astype(object),
        "indicator": np.full(len(roles), "collaboration", dtype=object),
        "score": scores,
    }


def _rows(kind: TableKind, columns: Columns, keep: NDArray[np.bool_] | None) -> list[list[str]]:
    """Return a table in the Chinese headers of its shipped map; columns without one are kept out.

    A column that Heng knows and the map does not stands under Heng's own name.
    """
    layout = TABLES[kind].columns
    headers = _headers(kind)
    known = [name for name in columns if name in layout]
    texts = []
    for name in known:
        values = columns[name] if keep is None else columns[name][keep]
        texts.append(_texts(values, layout[name].type))
    heading = [headers.get(name, name) for name in known]
    return [heading, *map(list, zip(*texts, strict=True))]


def _headers(kind: TableKind) -> dict[str, str]:
    """Return the first header that the shipped map of a table gives each column."""
    headers: dict[str, str] = {}
    for each in shipped_header_maps():
        if each.kind is kind and each.id == kind.value:
            for header, target in each.headers.items():
                headers.setdefault(target.column, header)
    return headers


def _texts(values: NDArray[Any], type_: ColumnType) -> list[str]:
    """Return cells as an export writes them: local times, 是 and 否, blanks where unknown."""
    if type_ is ColumnType.TIME:
        times = np.datetime_as_string(values.astype("datetime64[s]"))
        return ["" if text == "NaT" else text.replace("T", " ") for text in times.tolist()]
    return [_text(value, type_) for value in values.tolist()]


def _text(value: object, type_: ColumnType) -> str:
    if value is None or value != value:
        return ""
    if type_ is ColumnType.FLAG:
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _agent_days(drawn: Contacts, inside: NDArray[np.bool_]) -> list[list[str]]:
    """Return one row for each agent and day of the month as Tmall's reception export has it.

    The last row is the export's own sum over all agents and days.
    """
    chosen = inside & drawn.arrivals.answered & (drawn.arrivals.start_s < _month_end_s())
    day = drawn.arrivals.start_s[chosen] // DAY_S
    agent = drawn.arrivals.agent[chosen].astype(np.int64)
    key, place = np.unique(agent * DAY_S + day, return_inverse=True)
    handled = np.bincount(place)
    frt = np.bincount(place, drawn.service.frt_s[chosen]) / handled
    aht = np.bincount(place, drawn.service.handle_s[chosen]) / handled
    rows = [["客服", "日期", "接待人数", "首次响应时长", "平均接待时长"]]
    for position, each in enumerate(key.tolist()):
        name, date = drawn.agents[each // DAY_S], FIRST_DAY + each % DAY_S
        figures = [str(handled[position]), f"{frt[position]:.2f}", f"{aht[position]:.2f}"]
        rows.append([name, str(date), *figures])
    return [*rows, ["合计", "", str(handled.sum()), "", ""]]


def _month_end_s() -> int:
    return day_of("2026-06-01") * DAY_S


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _require_ours(folder: Path) -> None:
    """Refuse a folder with somebody else's files: an example must not hide among real exports."""
    if folder.is_file():
        raise InputError("indicators.folder_taken", folder=folder.name)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / GENERATED_MARK).is_file():
        raise InputError("indicators.folder_taken", folder=folder.name)
