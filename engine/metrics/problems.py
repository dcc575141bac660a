"""Problems as chains of contacts: how long until resolved, and what the first contact settles.

A chain is what ``problem_id`` says; without it, the contacts of one customer and class of which
each began at most a window after the one before. Chance repeats, another problem of the same
class, cannot be told apart then. Indicators of single contacts are left to the definitions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.errors import InputError
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords

WINDOWS_H = (24.0, 72.0, 168.0)
"""The windows in use: a day, three days, a week."""


@dataclass(frozen=True, slots=True)
class WindowRate:
    """First-contact resolution and repeats within one window.

    ``fcr`` is the share of ``problems`` without a further contact within the window, ``repeat``
    the share of ``contacts`` followed by one; nan without a sample. Contacts whose window had
    not ended when the records end are ``unended``, of ``answered`` in all, and in neither.
    """

    fcr: float
    problems: int
    repeat: float
    contacts: int
    unended: int
    answered: int


@dataclass(frozen=True, slots=True)
class WindowRates:
    """The rates of one window: the shop's, and by agent of the contact looked at."""

    window_h: float
    shop: WindowRate
    agents: Mapping[str, WindowRate]


def window_rates(
    records: OpenRecords, period: str, windows_h: Sequence[float] = WINDOWS_H
) -> tuple[WindowRates, ...]:
    """Return first-contact resolution and repeats by window, side by side.

    A further contact at exactly the window's end is within it. Contacts that the bot ended are
    nobody's, but a contact after or before them is still a further one. A contact without a
    customer is left out: nobody can know what followed.

    Raises
    ------
    InputError
        ``metrics.period``; ``metrics.repeat_window`` for a window not above 0;
        ``problems.columns`` without ``customer_id``.
    """
    _require_customers(records)
    start, end = period_bounds(period)
    rates = []
    for hours in windows_h:
        _require_window(hours)
        values = {"start": start, "end": end, "window": timedelta(hours=hours)}
        rows = records.connection.execute(_rates_query(records), values).fetchall()
        by_agent = {row[0]: _rate(*row[1:]) for row in rows}
        shop = by_agent.pop(None)
        agents = {str(agent): by_agent[agent] for agent in sorted(by_agent)}
        rates.append(WindowRates(float(hours), shop, agents))
    return tuple(rates)


def define_problems(records: OpenRecords, window_h: float) -> None:
    """Make ``problems``: one row for each chain in which a person had a part.

    Notes
    -----
    ``started`` is the first contact's start, bot included; ``agent``, ``group`` and ``shop`` the
    first answered contact's. ``resolved``: a ticket of the problem says so (all of them, where
    there are several); else the last contact's ``solved``; else True once the window after the
    last contact has ended, None before. ``resolution_s`` runs from ``started`` to the last
    ticket's ``resolved_at``, else to the end of the last contact (its start and ``handle_s``),
    and is None for problems not resolved, or where a clock runs backwards.

    Raises
    ------
    InputError
        ``problems.columns`` without ``customer_id``; ``metrics.repeat_window``.
    """
    _require_customers(records)
    _require_window(window_h)
    records.define("problems", _problems_query(records), {"window": timedelta(hours=window_h)})


def _require_customers(records: OpenRecords) -> None:
    if not records.has("contacts", "customer_id"):
        raise InputError("problems.columns", columns="customer_id")


def _require_window(hours: float) -> None:
    if not hours > 0:
        raise InputError("metrics.repeat_window", hours=hours)


def _column(records: OpenRecords, name: str, type_: str) -> str:
    """Return a column of contacts, NULL where they lack it."""
    value = f'"{name}"' if records.has("contacts", name) else "NULL"
    return f'{value}::{type_} AS "{name}"'


def _known_contacts(records: OpenRecords) -> str:
    """Return the query of the contacts with a customer, whatever columns there are."""
    columns = ", ".join(
        _column(records, name, type_)
        for name, type_ in (
            ("agent", "VARCHAR"),
            ("group", "VARCHAR"),
            ("shop", "VARCHAR"),
            ("contact_id", "VARCHAR"),
            ("problem_id", "VARCHAR"),
            ("contact_class", "VARCHAR"),
            ("handle_s", "DOUBLE"),
            ("solved", "BOOLEAN"),
        )
    )
    bot_ended = "coalesce(bot_ended, FALSE)" if records.has("contacts", "bot_ended") else "FALSE"
    # ids keep their own type here: contacts of the same instant stand in the order of the file's
    ties = ("contact_id", "source_row", "agent")
    tie = next(name for name in ties if records.has("contacts", name))
    return f"""SELECT customer_id::VARCHAR AS customer_id, started, {columns}, {tie} AS tie,
  NOT {bot_ended} AND agent IS NOT NULL AS answered
FROM contacts WHERE customer_id IS NOT NULL"""  # noqa: S608 (our own names)


def _rates_query(records: OpenRecords) -> str:
    return f"""WITH near AS (
  SELECT * FROM ({_known_contacts(records)})
  WHERE started >= $start - $window AND started < $end + $window
), marked AS (
  SELECT agent, answered, started,
    coalesce(lag(started) OVER neighbours < started - $window, TRUE) AS starts_problem,
    coalesce(lead(started) OVER neighbours <= started + $window, FALSE) AS followed,
    started + $window <= (SELECT max(started) FROM contacts) AS window_ended
  FROM near
  WINDOW neighbours AS (PARTITION BY customer_id, contact_class ORDER BY started, tie)
)
SELECT agent,
  avg((NOT followed)::INT) FILTER (window_ended AND starts_problem),
  count(*) FILTER (window_ended AND starts_problem),
  avg(followed::INT) FILTER (window_ended), count(*) FILTER (window_ended),
  count(*) FILTER (NOT window_ended), count(*)
FROM marked WHERE answered AND started >= $start AND started < $end
GROUP BY GROUPING SETS ((agent), ())"""  # noqa: S608 (our own names)


def _rate(
    fcr: float | None,
    problems: int,
    repeat: float | None,
    contacts: int,
    unended: int,
    answered: int,
) -> WindowRate:
    nan = float("nan")
    return WindowRate(
        nan if fcr is None else fcr,
        problems,
        nan if repeat is None else repeat,
        contacts,
        unended,
        answered,
    )


def _problems_query(records: OpenRecords) -> str:
    return f"""WITH known AS ({_known_contacts(records)}), steps AS (
  SELECT *,
    coalesce(lag(started) OVER neighbours < started - $window, TRUE)::INT AS begins
  FROM known
  WINDOW neighbours AS (
    PARTITION BY customer_id, contact_class, problem_id IS NULL ORDER BY started, tie)
), chained AS (
  SELECT *, coalesce('problem ' || problem_id, customer_id || '/' || coalesce(contact_class, '')
    || '/' || sum(begins) OVER (
      PARTITION BY customer_id, contact_class, problem_id IS NULL ORDER BY started, tie)) AS chain
  FROM steps
), {_tickets(records)}, chains AS (
  SELECT chain, any_value(problem_id) AS own_id,
    arg_min(customer_id, (started, tie)) AS customer_id,
    arg_min({{'class': contact_class}}, (started, tie)) AS first_class,
    arg_min({{'agent': agent, 'group': "group", 'shop': shop}}, (started, tie))
      FILTER (WHERE answered) AS served,
    arg_max({{'end': started + to_microseconds((handle_s * 1000000)::BIGINT), 'solved': solved}},
      (started, tie)) AS last_one,
    min(started) AS started, max(started) AS last_started, count(*) AS contacts
  FROM chained GROUP BY chain
), judged AS (
  SELECT c.*, t.resolved_at, t.chain IS NOT NULL AS ticketed,
    c.last_started + $window <= (SELECT max(started) FROM contacts) AS window_ended
  FROM chains c LEFT JOIN ticketed t USING (chain)
  WHERE c.served IS NOT NULL
), resolved AS (
  SELECT *,
    CASE WHEN ticketed THEN resolved_at IS NOT NULL
      ELSE coalesce(last_one.solved, CASE WHEN window_ended THEN TRUE END) END AS is_resolved,
    CASE WHEN ticketed THEN resolved_at ELSE last_one."end" END AS resolved_at_last
  FROM judged
)
SELECT coalesce(own_id, chain) AS problem_id, customer_id, first_class.class AS contact_class,
  served.agent AS agent, served."group" AS "group", served.shop AS shop, started, contacts,
  contacts - 1 AS further, is_resolved AS resolved,
  CASE WHEN is_resolved AND resolved_at_last >= started
    THEN epoch(resolved_at_last) - epoch(started) END AS resolution_s,
  window_ended, CASE WHEN own_id IS NULL THEN 'window' ELSE 'problem_id' END AS basis
FROM resolved ORDER BY started, problem_id"""  # noqa: S608 (our own names)


def _tickets(records: OpenRecords) -> str:
    """Return the CTE ``ticketed``: when the last ticket of each chain was resolved.

    NULL while one of them is not; no row for a chain without a ticket.
    """
    if records.has("tickets", "resolved_at", "problem_id") and records.has(
        "contacts", "problem_id"
    ):
        keyed = "SELECT 'problem ' || problem_id AS chain, resolved_at FROM tickets"
    elif records.has("tickets", "resolved_at", "contact_id") and records.has(
        "contacts", "contact_id"
    ):
        keyed = """SELECT c.chain, t.resolved_at FROM tickets t
    JOIN chained c ON t.contact_id::VARCHAR = c.contact_id"""
    else:
        keyed = "SELECT NULL::VARCHAR AS chain, NULL::TIMESTAMP AS resolved_at WHERE FALSE"
    return f"""ticketed AS (
  SELECT chain, CASE WHEN bool_and(resolved_at IS NOT NULL) THEN max(resolved_at) END AS resolved_at
  FROM ({keyed}) WHERE chain IS NOT NULL GROUP BY chain
)"""  # noqa: S608 (our own names)
