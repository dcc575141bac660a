"""A shop's exports for the corruption campaign: four CSV files, read back as a shop would.

Three settings: a contact log with its orders; chat messages alone; a contact log with the
platform's agent-day export. The first two have the platform's own figures beside them, whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.domain.attribution import AttributionPolicy
from engine.domain.records import RecordSource, TableKind
from engine.domain.tables import MetricTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.example.calendar import DAY_S, FIRST_DAY
from engine.example.contacts import Contacts, Field, draw_contacts, fields_of
from engine.example.messages import chat_messages
from engine.example.records import orders
from engine.example.world import shop_world
from engine.files.record_file import prepare_records
from engine.metrics.agent_days import agent_day_tables
from engine.metrics.aggregate import metric_table
from engine.metrics.chat_contacts import completed_contacts
from engine.metrics.computable import computable
from engine.metrics.data_issues import data_issues
from engine.metrics.records import opened_records
from engine.metrics.sales import define_sales

PERIOD = "2026-01-01/2026-07-01"
POLICY = AttributionPolicy("paid-last", Text("付款", "paid"), "paid", "last", 48.0, 0)
CONTACT_HEADERS = {
    "contact_id": "会话ID",
    "problem_id": "问题ID",
    "customer_id": "客户ID",
    "agent": "客服",
    "group": "客服组",
    "shift": "班次",
    "contact_class": "问题类型",
    "started": "开始时间",
    "attempt": "第几次咨询",
    "bot_first": "机器人先接待",
    "bot_ended": "机器人结束",
    "rounds": "对话轮数",
    "frt_s": "首次响应时长(秒)",
    "art_s": "平均响应时长(秒)",
    "handle_s": "处理时长(秒)",
    "open_chats": "同时接待数",
    "solved": "是否解决",
    "invited": "是否邀评",
    "rated": "是否评价",
    "csat": "满意度评分",
    "complaint": "是否投诉",
    "presale": "是否售前",
    "paid": "是否付款",
    "order_value": "订单金额",
    "returned": "是否退货",
}
ORDER_HEADERS = {
    "order_id": "订单号",
    "customer_id": "客户ID",
    "contact_id": "会话ID",
    "ordered_at": "下单时间",
    "paid_at": "付款时间",
    "order_value": "订单金额",
}
MESSAGE_HEADERS = {
    "contact_id": "会话ID",
    "customer_id": "客户ID",
    "agent": "客服",
    "sender": "发送方",
    "sent_at": "发送时间",
}
_SENDERS = {"customer": "客户", "agent": "客服", "bot": "机器人", "greeting": "欢迎语"}
DAY_HEADERS = ("客服", "日期", "接待人数", "首次响应时长", "平均接待时长")
CONTACTS, ORDERS, MESSAGES, DAYS = "会话明细.csv", "订单.csv", "聊天记录.csv", "客服日报.csv"
SETTINGS: Mapping[str, tuple[str, ...]] = {
    CONTACTS: (CONTACTS, ORDERS),
    ORDERS: (CONTACTS, ORDERS),
    MESSAGES: (MESSAGES,),
    DAYS: (CONTACTS, DAYS),
}
"""Of each file that may be corrupted, the files that a shop brings with it."""
# readings that name no fault: all headers of a file, and sums that agree
HARMLESS_READINGS = ("reading.guessed_headers", "reading.summary_rows_agree")


@dataclass(frozen=True, slots=True)
class Export:
    """A sheet of texts: headers, rows, and the bytes it is written as."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str = "utf-8-sig"

    def column(self, header: str) -> int:
        return self.headers.index(header)

    def with_rows(self, rows: Sequence[Sequence[str]]) -> "Export":
        return replace(self, rows=tuple(tuple(row) for row in rows))

    def content(self) -> bytes:
        lines = [",".join(row) for row in (self.headers, *self.rows)]
        return ("\r\n".join(lines) + "\r\n").encode(self.encoding)


def exports_of(drawn: Contacts) -> dict[str, Export]:
    """Return the example's records as a shop would export them, in order of time."""
    placed = orders(shop_world(31), drawn)
    order = np.argsort(placed["paid_at"], kind="stable")
    rng = np.random.default_rng(5)
    before = rng.integers(20, 600, len(order)).astype("timedelta64[s]")
    columns = {
        "order_id": [str(10_000_000 + value) for value in placed["order_id"][order]],
        "customer_id": [f"C{value}" for value in placed["customer_id"][order]],
        "contact_id": [f"S{v}" if v >= 0 else "" for v in placed["contact_id"][order]],
        "ordered_at": [_moment(value) for value in placed["paid_at"][order] - before],
        "paid_at": [_moment(value) for value in placed["paid_at"][order]],
        "order_value": [f"{value:.2f}" for value in placed["order_value"][order]],
    }
    rows = list(zip(*(columns[name] for name in ORDER_HEADERS), strict=True))
    return {
        CONTACTS: _contacts_export(drawn),
        ORDERS: Export(tuple(ORDER_HEADERS.values()), tuple(rows)),
        MESSAGES: _messages_export(drawn),
        DAYS: _days_export(drawn),
    }


def _contacts_export(drawn: Contacts) -> Export:
    made = fields_of(drawn)
    columns = {}
    for name in CONTACT_HEADERS:
        if name == "started":
            seconds = drawn.arrivals.start_s.astype("timedelta64[s]")
            columns[name] = [_moment(FIRST_DAY.astype("datetime64[s]") + s) for s in seconds]
        else:
            columns[name] = _texts(name, made[name]())
    rows = zip(*(columns[name] for name in CONTACT_HEADERS), strict=True)
    return Export(tuple(CONTACT_HEADERS.values()), tuple(rows))


def _messages_export(drawn: Contacts) -> Export:
    sent = chat_messages(drawn)
    order = np.argsort(sent["sent_at"], kind="stable")
    columns = {
        "contact_id": [f"S{value}" for value in sent["contact_id"][order]],
        "customer_id": [f"C{value}" for value in sent["customer_id"][order]],
        "agent": [name or "" for name in sent["agent"][order]],
        "sender": [_SENDERS[name] for name in sent["sender"][order]],
        "sent_at": [_moment(value) for value in sent["sent_at"][order]],
    }
    rows = zip(*(columns[name] for name in MESSAGE_HEADERS), strict=True)
    return Export(tuple(MESSAGE_HEADERS.values()), tuple(rows))


def _days_export(drawn: Contacts) -> Export:
    """Return a row for each agent and day, and the platform's own sum below."""
    answered = drawn.arrivals.answered
    frame = pd.DataFrame(
        {
            "agent": np.array(drawn.agents)[drawn.arrivals.agent[answered].astype(np.int64)],
            "day": FIRST_DAY + drawn.arrivals.start_s[answered] // DAY_S,
            "frt_s": drawn.service.frt_s[answered],
            "handle_s": drawn.service.handle_s[answered],
        }
    )
    rows = [
        (agent, str(day)[:10], str(len(of)), f"{of.frt_s.mean():.2f}", f"{of.handle_s.mean():.2f}")
        for (day, agent), of in frame.groupby(["day", "agent"])
    ]
    return Export(DAY_HEADERS, (*rows, ("合计", "", str(len(frame)), "", "")))


def _moment(value: np.datetime64) -> str:
    return str(value.astype("datetime64[s]")).replace("T", " ")


def _texts(name: str, field: Field) -> list[str]:
    known = np.ones(len(field.values), bool) if field.known is None else field.known
    prefix = {"contact_id": "S", "problem_id": "P", "customer_id": "C"}.get(name, "")

    def text(value: object) -> str:
        if field.levels:
            return field.levels[int(value)]  # type: ignore[call-overload]
        if isinstance(value, np.bool_):
            return "是" if value else "否"
        if isinstance(value, np.floating):
            return f"{value:.2f}" if name == "order_value" else f"{value:.1f}"
        return f"{prefix}{value}"

    return [text(v) if k else "" for v, k in zip(field.values, known, strict=True)]


@dataclass(frozen=True, slots=True)
class Report:
    """What the shop would read: figures by agent and indicator, and everything said of files."""

    figures: Mapping[tuple[str, str], tuple[float, int]]
    said: frozenset[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Shop:
    """The clean exports on disk: their sources, and the platform's own figures beside them."""

    folder: Path
    exports: Mapping[str, Export]
    sources: Mapping[str, RecordSource]
    agent_days: Mapping[str, RecordSource]

    def clean(self, file: str) -> Report:
        """Return what is reported of the clean files of a setting, written and read once more."""
        return self.report(file, {name: self.exports[name].content() for name in SETTINGS[file]})

    def report(self, file: str, altered: Mapping[str, bytes]) -> Report:
        """Return what is reported when these files stand in the place of, or beside, the clean.

        ``file`` names the setting.
        """
        folder = self.folder / "altered"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, content in altered.items():
            (folder / name).write_bytes(content)
            paths.append(folder / name)
        said: set[tuple[object, ...]] = set()
        sources = [self.sources[name] for name in SETTINGS[file] if name not in altered]
        try:
            prepared = prepare_records(paths, folder / "made") if paths else None
        except InputError as refused:
            faults = {("refused", f.file, f.place, f.code, f.value) for f in refused.faults}
            named = {("refused", str(refused.values.get("file", "")), refused.code)}
            return Report({}, frozenset(faults or named))
        if prepared is not None:
            sources += prepared.sources
            said |= {("same file", *pair) for pair in prepared.repeated}
            for reading in prepared.readings:
                said |= {
                    ("unknown", reading.file, name) for name in map(str, _unknown(reading.match))
                }
        sources.sort(key=lambda source: (str(source.kind), source.file))
        if file in self.agent_days:
            sources.append(self.agent_days[file])
        return _reported(sources, said)


def _reported(sources: Sequence[RecordSource], said: set[tuple[object, ...]]) -> Report:
    with opened_records(sources) as records:
        try:
            completed_contacts(records)
            for issue in data_issues(records, sources):
                if issue.values.get("reading") in HARMLESS_READINGS:
                    continue
                if issue.file and (issue.column or issue.rows or issue.places):
                    values = tuple(sorted((k, str(v)) for k, v in issue.values.items()))
                    said.add((issue.code, issue.file, issue.column, issue.places, values))
            if records.has("orders") and records.has("contacts"):
                define_sales(records, POLICY)
            known = figures_of(metric_table(records, computable(records), PERIOD))
            for export in agent_day_tables(records, PERIOD):
                known |= figures_of(export.table, f"@{export.layout}")
        except InputError as refused:
            return Report({}, frozenset({*said, ("no figures", str(refused))}))
    return Report(known, frozenset(said))


def _unknown(match: object) -> tuple[object, ...]:
    return tuple(getattr(match, "unknown", ()))


def figures_of(table: MetricTable, origin: str = "") -> dict[tuple[str, str], tuple[float, int]]:
    """Return every figure that is known, with its sample size."""
    return {
        (agent, indicator + origin): (
            float(table.values[row, column]),
            int(table.sample_sizes[row, column]),
        )
        for row, agent in enumerate(table.agents)
        for column, indicator in enumerate(table.indicators)
        if table.sample_sizes[row, column] > 0
    }


def written_shop(folder: Path, contacts: int = 3000) -> Shop:
    """Write the clean exports, read them back, and make the platform's agent days of them."""
    drawn = draw_contacts(shop_world(31), contacts)
    exports = exports_of(drawn)
    for name, export in exports.items():
        (folder / name).write_bytes(export.content())
    prepared = prepare_records([folder / name for name in exports], folder / "made")
    sources = {source.file: source for source in prepared.sources}
    logged = pq.read_table(sources[CONTACTS].path).to_pandas()
    log = _agent_days(logged, folder / "agent_days.parquet")
    chats = _agent_days(logged.assign(art_s=_mean_replies(drawn)), folder / "chat_days.parquet")
    return Shop(folder, exports, sources, {CONTACTS: log, ORDERS: log, MESSAGES: chats})


def _mean_replies(drawn: Contacts) -> NDArray[np.float64]:
    """Return each contact's mean reply to all digits; the log writes one."""
    rounds = drawn.service.rounds
    owner = np.repeat(np.arange(len(rounds)), rounds - 1)
    later = np.bincount(owner, drawn.service.later_reply_s, minlength=len(rounds))
    return (drawn.service.frt_s + later) / rounds


def _agent_days(frame: pd.DataFrame, path: Path) -> RecordSource:
    """Write what the platform's own agent-day export would say, counted by pandas."""
    parts = _parts(frame)
    answered = frame["agent"].notna() & ~frame["bot_ended"].astype(bool)
    keys = [frame["agent"], frame["started"].dt.normalize()]
    long = []
    for indicator, (value, per, counted) in parts.items():
        keep = answered & counted & value.notna()
        groups = [key[keep] for key in keys]
        sums = value[keep].astype(float).groupby(groups).sum()
        if per is not None:
            sums = sums / per[keep].astype(float).groupby(groups).sum()
        long.append(
            pd.DataFrame(
                {
                    "agent": sums.index.get_level_values(0),
                    "date": sums.index.get_level_values(1),
                    "layout": "platform",
                    "indicator": indicator,
                    "variant": "",
                    "role": "mean",
                    "header": indicator,
                    "value": sums.round(4).to_numpy(),
                }
            )
        )
    table = pd.concat(long, ignore_index=True)
    table["source_row"] = table.index + 2
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path)
    return RecordSource(
        path, tuple(table.columns), len(table), (), TableKind.AGENT_DAYS, "客服日报.xlsx"
    )


Parts = tuple["pd.Series[float]", "pd.Series[float] | None", "pd.Series[bool]"]


def _parts(frame: pd.DataFrame) -> dict[str, Parts]:
    """Return of each indicator what is summed, by what it is divided, and which rows count."""
    one, every = pd.Series(1.0, frame.index), pd.Series(True, frame.index)
    asked = frame["presale"].astype(bool) & (frame["attempt"] == 1)
    paid = frame["paid"].fillna(False).astype(bool)
    ordered = frame.sort_values(["customer_id", "contact_class", "started", "contact_id"])
    later = ordered.groupby(["customer_id", "contact_class"])["started"].shift(-1)
    window = pd.Timedelta(hours=72)
    followed = (later - ordered["started"] <= window).reindex(frame.index)
    ended = frame["started"] + window <= frame["started"].max()
    rounds = frame["rounds"].astype(float)
    worth = frame["order_value"].where(paid, 0.0)
    return {
        "throughput": (one, None, every),
        "frt": (frame["frt_s"], one, every),
        "art": (frame["art_s"] * rounds, rounds, every),
        "slow": ((frame["frt_s"] > 180).astype(float), None, every),
        "aht": (frame["handle_s"], one, every),
        "csat_score": (frame["csat"], one, every),
        "csat_rate": ((frame["csat"] >= 4).where(frame["csat"].notna()), one, every),
        "bad_rating": ((frame["csat"] <= 2).where(frame["csat"].notna()), one, every),
        "invite_rate": (frame["invited"], one, every),
        "rating_rate": (frame["rated"], one, frame["invited"].astype(bool)),
        "conversion": (frame["paid"], one, asked),
        "sales": (worth, None, asked & frame["paid"].notna()),
        "aov": (frame["order_value"], one, paid),
        "return": (frame["returned"], one, paid),
        "resolution": (frame["solved"], one, every),
        "repeat": (followed, one, ended),
        "complaint": (frame["complaint"], one, every),
        "concurrency": (frame["open_chats"] + 1, one, every),
    }
