"""Every indicator of the catalogue and of the shipped schemes, once: unit, population, SQL.

The sentences are :mod:`engine.i18n`'s, by the keys ``definition.<id>`` and ``denominator.<id>``;
which indicators a team is scored on, and how, is left to its scheme.

An indicator from contacts is a ratio over the contacts counted: the sum of ``value`` over the sum
of ``per``, which is 1 for means and shares. The SQL speaks of columns of answered contacts:
those that an agent answered, the bot's own left out. ``$names`` are fields of
:class:`engine.metrics.counting.Counting`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from engine.domain.indicators import Population
from engine.domain.texts import Sentence
from engine.errors import InputError


class Kind(StrEnum):
    """How the counted contacts become a value, and with it which sampling error it has."""

    SHARE = "share"
    MEAN = "mean"
    TOTAL = "total"
    RECORD = "record"


class Table(StrEnum):
    """Which table an indicator comes from."""

    CONTACTS = "contacts"
    AGENT_MONTHS = "agent_months"
    QUALITY_SAMPLES = "quality_samples"
    CHAT_ROUNDS = "chat_rounds"
    TICKETS = "tickets"
    ORDERS = "orders"
    SURVEYS = "surveys"
    BOT_LOG = "bot_log"


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator.

    ``unit`` is one of s, h, share, points, count, CNY; ``window`` what one value is counted
    over; ``value``, ``per`` and ``counted`` are SQL over answered contacts (``value`` empty where
    the indicator comes from another table); ``needs`` the columns without which it cannot be
    computed.
    """

    id: str
    unit: str
    kind: Kind
    table: Table
    population: Population = Population.ALL
    window: str = "month"
    value: str = ""
    counted: str = "TRUE"
    per: str = "1"
    needs: tuple[str, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """What the indicator is."""
        return Sentence(f"definition.{self.id}")

    @property
    def denominator(self) -> Sentence:
        """What it is counted over."""
        return Sentence(f"denominator.{self.id}")

    @property
    def sql(self) -> str:
        """The expression of the value over answered contacts; empty for other tables."""
        if not self.value:
            return ""
        if self.kind is Kind.TOTAL:
            return f"sum({self.value}) FILTER (WHERE {self.counted})"
        numbers = f"sum({self.value}) FILTER (WHERE {self.counted})"
        return f"{numbers} / sum({self.per}) FILTER (WHERE {self.counted})"


ENQUIRIES = "presale AND attempt = 1"  # a repeat of the same enquiry is no second chance
STARTS_PROBLEM = "starts_problem AND window_ended"
CLOSE_CONTACTS = ("customer_id", "contact_class", "contact_id")  # what a further contact is


def _share(id_: str, value: str, counted: str = "TRUE", *, needs: tuple[str, ...]) -> Definition:
    return Definition(
        id_, "share", Kind.SHARE, Table.CONTACTS, value=value, counted=counted, needs=needs
    )


def _mean(id_: str, unit: str, column: str, per: str = "1") -> Definition:
    value = column if per == "1" else f"{column}::DOUBLE * {per}"
    needs = (column,) if per == "1" else (column, per)
    return Definition(id_, unit, Kind.MEAN, Table.CONTACTS, value=value, per=per, needs=needs)


def _total(id_: str, unit: str, value: str, counted: str, *, needs: tuple[str, ...]) -> Definition:
    return Definition(
        id_, unit, Kind.TOTAL, Table.CONTACTS, value=value, counted=counted, needs=needs
    )


def _elsewhere(id_: str, unit: str, table: Table, kind: Kind = Kind.SHARE) -> Definition:
    return Definition(id_, unit, kind, table)


def _from_contacts() -> Iterable[Definition]:
    """Yield the indicators of the answered contacts themselves."""
    yield _mean("frt", "s", "frt_s")
    yield _mean("art", "s", "art_s", per="rounds")
    yield _mean("aht", "s", "handle_s")
    yield _mean("csat_score", "points", "csat")
    yield _mean("attitude", "points", "attitude")
    yield replace(_mean("concurrency", "count", "open_chats"), value="open_chats + 1")
    yield _share("frt_attainment", "frt_s <= $attainment_s", needs=("frt_s",))
    yield _share("resolution", "solved", needs=("solved",))
    yield _share("csat_rate", "csat >= $satisfied_from", needs=("csat",))
    yield _share("bad_rating", "csat <= $dissatisfied_to", needs=("csat",))
    yield _share("invite_rate", "invited", needs=("invited",))
    yield _share("rating_rate", "rated", "invited", needs=("rated", "invited"))
    yield _share("complaint", "complaint", needs=("complaint",))
    yield _share("return", "returned", "paid", needs=("returned", "paid"))
    yield _share("repurchase", "repurchase_90d", needs=("repurchase_90d",))
    yield _total("throughput", "count", "1", "TRUE", needs=())
    yield _total("slow", "count", "frt_s > $slow_s", "TRUE", needs=("frt_s",))


def _from_neighbours() -> Iterable[Definition]:
    """Yield the indicators that look at a customer's contacts before and after each one."""
    fcr = _share("fcr", "NOT followed", STARTS_PROBLEM, needs=CLOSE_CONTACTS)
    repeat = _share("repeat", "followed", "window_ended", needs=CLOSE_CONTACTS)
    yield replace(fcr, window="72h")
    yield replace(repeat, window="72h")


def _from_sales() -> Iterable[Definition]:
    """Yield what presale contacts bring, each order attributed to the contact before it."""
    needs = ("order_value", "paid")
    value = "CASE WHEN paid THEN order_value ELSE 0 END"
    of_enquiries = f"{ENQUIRIES} AND paid IS NOT NULL"
    made = (
        _share("conversion", "paid", ENQUIRIES, needs=("paid",)),
        replace(_mean("aov", "CNY", "order_value"), counted="paid", needs=needs),
        _total("sales", "CNY", value, of_enquiries, needs=needs),
    )
    for definition in made:
        yield replace(definition, population=Population.PRESALE)


def _from_records() -> Iterable[Definition]:
    """Yield the indicators that the agent months and the quality samples give."""
    months, samples, record = Table.AGENT_MONTHS, Table.QUALITY_SAMPLES, Kind.RECORD
    yield Definition("attendance", "share", record, months, needs=("attendance",))
    yield Definition("learning", "share", record, months, needs=("test_score",))
    yield Definition("discipline", "count", record, months, needs=("violations",))
    yield Definition("collaboration", "points", record, months)
    yield Definition("qa_session", "points", Kind.MEAN, samples, needs=("session_score",))
    yield Definition("qa_ticket", "points", Kind.MEAN, samples, needs=("ticket_score",))


def _from_other_tables() -> Iterable[Definition]:
    """Yield the indicators whose tables this version does not read yet."""
    for id_ in ("reply_rate", "rate_3min", "rate_30s", "staged", "transfer"):
        yield _elsewhere(id_, "share", Table.CHAT_ROUNDS)
    for id_ in ("to_human", "bot_solved"):
        yield _elsewhere(id_, "share", Table.BOT_LOG)
    for id_ in ("resolution_time", "ticket_time"):
        yield _elsewhere(id_, "s", Table.TICKETS, Kind.MEAN)
    for id_ in ("complaint_resolved", "dispute", "closure"):
        yield _elsewhere(id_, "share", Table.TICKETS)
    for id_ in ("paid_rate", "remind", "retention"):
        yield _elsewhere(id_, "share", Table.ORDERS)
    yield _elsewhere("refund_time", "s", Table.ORDERS, Kind.MEAN)
    yield _elsewhere("praise", "share", Table.SURVEYS)
    yield _elsewhere("nps", "points", Table.SURVEYS, Kind.MEAN)
    yield _elsewhere("workload_stress", "points", Table.SURVEYS, Kind.MEAN)
    yield _elsewhere("qa_pass", "share", Table.QUALITY_SAMPLES)
    yield _elsewhere("qa_cost", "CNY", Table.QUALITY_SAMPLES, Kind.TOTAL)
    yield _elsewhere("polite", "share", Table.QUALITY_SAMPLES)
    for id_ in ("emotion", "empathy", "voice", "initiative", "knowledge"):
        yield _elsewhere(id_, "points", Table.QUALITY_SAMPLES, Kind.MEAN)
    yield _elsewhere("compliance", "count", Table.QUALITY_SAMPLES, Kind.MEAN)
    yield _elsewhere("online_time", "h", Table.AGENT_MONTHS, Kind.RECORD)


def _beyond_the_catalogue() -> Iterable[Definition]:
    """Yield what shipped schemes name and the catalogue does not; read by no code yet either."""
    made = (
        _elsewhere("acceptability", "points", Table.QUALITY_SAMPLES, Kind.MEAN),
        _elsewhere("workload", "count", Table.TICKETS, Kind.TOTAL),
        _elsewhere("ticket_outcome", "share", Table.TICKETS),
    )
    for definition in made:
        yield replace(definition, population=Population.AFTERSALE)


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        definition.id: definition
        for definition in chain(
            _from_contacts(),
            _from_neighbours(),
            _from_sales(),
            _from_records(),
            _from_other_tables(),
            _beyond_the_catalogue(),
        )
    }
)


def definition_of(indicator: str) -> Definition:
    """Return an indicator's definition, or raise ``metrics.unknown_indicator``."""
    if indicator not in DEFINITIONS:
        raise InputError(
            "metrics.unknown_indicator", indicator=indicator, known=", ".join(sorted(DEFINITIONS))
        )
    return DEFINITIONS[indicator]
