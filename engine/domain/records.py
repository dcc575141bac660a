"""The tables a shop can bring, and the names, types and possible values of their columns.

Readers turn a user's headers into these names; every indicator is defined on them. Columns of
other names are kept: a case may ask about them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from engine.errors import InputError


class TableKind(StrEnum):
    """Which table of records a file is; ``rounds`` are derived from messages."""

    CONTACTS = "contacts"
    MESSAGES = "messages"
    ROUNDS = "rounds"
    TICKETS = "tickets"
    ORDERS = "orders"
    SAMPLES = "samples"
    RATINGS = "ratings"
    STAFF = "staff"
    SURVEYS = "surveys"
    AGENT_DAYS = "agent_days"


class ColumnType(StrEnum):
    """What the cells of a column are, once read; times are local, without a zone."""

    ID = "id"
    TEXT = "text"
    TIME = "time"
    FLAG = "flag"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: its type; for numbers the unit and the least and greatest possible value."""

    name: str
    type: ColumnType
    unit: str = ""
    least: float | None = None
    greatest: float | None = None


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A table's columns by name, those it cannot do without, and the one that dates a row.

    ``dated`` is a time, or the text column ``month`` (``2026-05``). ``key`` names the columns
    that tell two rows apart; empty where nothing does. A table with all columns of ``instead``
    needs no other.
    """

    kind: TableKind
    columns: Mapping[str, ColumnSpec]
    required: tuple[str, ...]
    dated: str
    key: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()

    def missing(self, present: Collection[str]) -> tuple[str, ...]:
        """Return the required columns that are not there; none where those ``instead`` are."""
        if self.instead and all(name in present for name in self.instead):
            return ()
        return tuple(name for name in self.required if name not in present)


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row of the user's file that was not used, and why: listed, never dropped silently."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """How a column was understood where it could be understood otherwise.

    ``reading`` is a key of :mod:`engine.i18n` below ``reading.`` (percentages read as shares,
    "1分20秒" as seconds); ``cells`` of the column were read so, ``example`` is the first.
    """

    column: str
    reading: str
    cells: int
    example: str


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A validated Parquet file, or a folder of them, in Heng's column names.

    ``columns`` are the names present, ``rows`` how many are used, ``set_aside`` those that are
    not in the file because they are impossible. ``file`` is the user's file by name. A column
    ``source_row`` holds each row's number in the user's file; without it rows kept their order.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    set_aside: tuple[SetAsideRow, ...] = ()
    kind: TableKind = TableKind.CONTACTS
    file: str = ""
    notes: tuple[ReadingNote, ...] = ()


SENDERS = ("customer", "agent", "assist", "auto", "bot", "greeting", "system")
"""Who wrote a message; ``assist`` is a bot's answer sent while a person is in charge, ``auto`` an
automatic text in the human stage (a keyword answer, an away message)."""


def _numbers(
    unit: str, least: float | None, greatest: float | None, *names: str
) -> list[ColumnSpec]:
    return [ColumnSpec(name, ColumnType.NUMBER, unit, least, greatest) for name in names]


def _seconds(*names: str) -> list[ColumnSpec]:
    return _numbers("s", 0, None, *names)


def _scores(*names: str) -> list[ColumnSpec]:
    return _numbers("points", 0, 100, *names)


def _of_type(type_: ColumnType, *names: str) -> list[ColumnSpec]:
    return [ColumnSpec(name, type_) for name in names]


def _layout(
    kind: TableKind,
    columns: list[ColumnSpec],
    required: tuple[str, ...],
    dated: str,
    key: tuple[str, ...] = (),
    instead: tuple[str, ...] = (),
) -> TableLayout:
    by_name = MappingProxyType({column.name: column for column in columns})
    return TableLayout(kind, by_name, required, dated, key, instead)


_ID, _TEXT, _TIME, _FLAG = ColumnType.ID, ColumnType.TEXT, ColumnType.TIME, ColumnType.FLAG

_CONTACTS = _layout(
    TableKind.CONTACTS,
    [
        *_of_type(_ID, "contact_id", "problem_id", "customer_id"),
        *_of_type(_TEXT, "agent", "group", "shift", "contact_class", "channel", "shop"),
        *_of_type(_TIME, "started"),
        *_of_type(_FLAG, "bot_first", "bot_ended", "replied", "transferred", "solved"),
        *_of_type(_FLAG, "invited", "rated", "praised", "complaint", "presale", "paid"),
        *_of_type(_FLAG, "returned", "repurchase_30d", "repurchase_90d", "retained"),
        *_numbers("count", 1, None, "attempt"),
        *_numbers("count", 0, None, "rounds", "open_chats"),
        *_seconds("frt_s", "art_s", "handle_s", "attention_s"),
        *_scores("attitude"),
        *_numbers("points", 1, 5, "csat"),
        *_numbers("points", 0, 10, "nps"),
        *_numbers("", None, None, "customer_value"),
        *_numbers("CNY", 0, None, "order_value"),
    ],
    required=("agent", "started"),
    dated="started",
    key=("contact_id",),
)
_MESSAGES = _layout(
    TableKind.MESSAGES,
    [
        *_of_type(_ID, "message_id", "contact_id", "customer_id"),
        *_of_type(_TEXT, "agent", "sender", "message_kind", "shop"),
        *_of_type(_TIME, "sent_at"),
        *_of_type(_FLAG, "offline", "blocked"),
    ],
    required=("customer_id", "sent_at", "sender"),
    dated="sent_at",
    key=("message_id",),
)
_ROUNDS = _layout(
    TableKind.ROUNDS,
    [
        *_of_type(_ID, "contact_id", "customer_id"),
        *_of_type(_TEXT, "agent", "answered_by"),
        *_of_type(_TIME, "asked_at", "answered_at"),
        *_of_type(_FLAG, "offline", "blocked"),
        *_numbers("count", 1, None, "round"),
        *_seconds("wait_s"),
    ],
    required=("contact_id", "customer_id", "asked_at"),
    dated="asked_at",
    key=("contact_id", "round"),
)
_TICKETS = _layout(
    TableKind.TICKETS,
    [
        *_of_type(_ID, "ticket_id", "contact_id", "problem_id", "customer_id"),
        *_of_type(_TEXT, "agent", "contact_class", "shop"),
        *_of_type(_TIME, "opened_at", "resolved_at", "closed_at"),
        *_of_type(_FLAG, "confirmed", "complaint", "sold"),
        *_numbers("count", 0, None, "staged_due", "staged_on_time"),
        *_numbers("points", 1, 5, "csat"),
    ],
    required=("ticket_id", "agent", "opened_at"),
    dated="opened_at",
    key=("ticket_id",),
)
_ORDERS = _layout(
    TableKind.ORDERS,
    [
        *_of_type(_ID, "order_id", "customer_id", "contact_id"),
        *_of_type(_TEXT, "agent", "reminded_by", "shop"),
        *_of_type(_TIME, "ordered_at", "paid_at", "shipped_at", "reminded_at"),
        *_of_type(_TIME, "refund_requested_at", "refunded_at"),
        *_of_type(_FLAG, "returned", "disputed"),
        *_numbers("CNY", 0, None, "order_value", "refund_value"),
    ],
    required=("order_id", "customer_id", "order_value"),
    dated="ordered_at",
    key=("order_id",),
)
_SAMPLES = _layout(
    TableKind.SAMPLES,
    [
        *_of_type(_ID, "sample_id", "contact_id", "ticket_id"),
        *_of_type(_TEXT, "month", "agent", "rater", "form", "session"),
        *_of_type(_TIME, "sampled_at"),
        *_of_type(_FLAG, "targeted", "red_line", "passed", "polite", "disputed", "upheld"),
        *_numbers("share", 0, 1, "inclusion_probability"),
        *_scores("session_score", "ticket_score", "emotion", "empathy", "voice"),
        *_scores("initiative", "knowledge", "acceptability", "score_before"),
        *_numbers("CNY", 0, None, "cost_cny"),
    ],
    required=("agent",),
    dated="month",
    key=("sample_id",),
)
_RATINGS = _layout(
    TableKind.RATINGS,
    [
        *_of_type(_TEXT, "month", "agent", "rater", "role", "indicator"),
        *_scores("score"),
    ],
    required=("month", "agent", "rater", "role", "indicator", "score"),
    dated="month",
    key=("month", "agent", "rater", "indicator"),
)
_STAFF = _layout(
    TableKind.STAFF,
    [
        *_of_type(_TEXT, "month", "agent", "name", "group", "shift", "shop"),
        *_of_type(_TIME, "hired_on", "left_on"),
        *_numbers("count", 0, 31, "scheduled_days", "worked_days"),
        *_numbers("count", 0, None, "violations"),
        *_numbers("share", 0, 1, "attendance"),
        *_scores("test_score", "pressure"),
        *_scores("rating_self", "rating_supervisor", "rating_others"),
        *_numbers("h", 0, 744, "online_h"),
        *_numbers("CNY", 0, None, "base_pay_cny", "commission_cny"),
    ],
    required=("month", "agent"),
    dated="month",
    key=("month", "agent"),
)
_SURVEYS = _layout(
    TableKind.SURVEYS,
    [
        *_of_type(_ID, "contact_id", "customer_id"),
        *_of_type(_TEXT, "agent", "shop"),
        *_of_type(_TIME, "answered_at"),
        *_of_type(_FLAG, "praised"),
        *_numbers("points", 1, 5, "csat"),
        *_numbers("points", 0, 10, "nps"),
    ],
    required=("contact_id",),
    dated="answered_at",
    key=("contact_id",),
    instead=("agent", "answered_at"),
)
_AGENT_DAYS = _layout(
    TableKind.AGENT_DAYS,
    [
        *_of_type(_TEXT, "agent", "layout", "indicator", "variant", "role", "header"),
        *_of_type(_TEXT, "group", "shop"),
        # the figures are of the days from ``date`` until ``until``, which is excluded
        *_of_type(_TIME, "date", "until"),
        *_numbers("", None, None, "value"),
    ],
    required=("agent", "date", "layout", "indicator", "role", "value"),
    dated="date",
    key=("agent", "date", "layout", "header"),
)

TABLES: Mapping[TableKind, TableLayout] = MappingProxyType(
    {
        layout.kind: layout
        for layout in (
            _CONTACTS,
            _MESSAGES,
            _ROUNDS,
            _TICKETS,
            _ORDERS,
            _SAMPLES,
            _RATINGS,
            _STAFF,
            _SURVEYS,
            _AGENT_DAYS,
        )
    }
)


def table_layout(kind: str) -> TableLayout:
    """Return a table's layout by its name, or raise ``records.unknown_table``."""
    if kind not in TABLES:
        raise InputError("records.unknown_table", table=kind, known=", ".join(TABLES))
    return TABLES[TableKind(kind)]
