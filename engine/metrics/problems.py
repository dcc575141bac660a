"""Problems as chains of contacts: who served them first, and how long until resolved.

A chain is what ``problem_id`` says; without it, the contacts of one customer, class and shop of
which each began at most a window after the one before. Chance repeats, another problem of the same
class, cannot be told apart then (:mod:`engine.metrics.repeat_windows` counts them). Indicators
of single contacts are left to the definitions.
"""

from collections.abc import Iterator
from datetime import timedelta

from engine.errors import InputError
from engine.metrics.records import OpenRecords


def define_problems(records: OpenRecords, window_h: float) -> None:
    """Make ``problems``: one row for each chain in which a person had a part.

    ``problem_id`` is the chain's own, else the id of its first contact.

    Contacts without a customer, or with neither problem nor class though others have one, are in
    no chain: nobody can know what followed.

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
    answered = "agent IS NOT NULL"
    for name, not_so in (("bot_ended", "IS NOT TRUE"), ("replied", "IS NOT FALSE")):
        answered += f" AND {name} {not_so}" if records.has("contacts", name) else ""
    known = "customer_id IS NOT NULL"
    if records.has("contacts", "contact_class"):
        known += " AND (problem_id IS NOT NULL OR contact_class IS NOT NULL)"
    # ids keep their own type here: contacts of the same instant stand in the order of the file's
    ties = ("contact_id", "source_row", "agent")
    tie = next(name for name in ties if records.has("contacts", name))
    return f"""SELECT * FROM (
  SELECT customer_id::VARCHAR AS customer_id, started, {columns}, {tie} AS tie,
    {answered} AS answered
  FROM contacts
) WHERE {known}"""  # noqa: S608 (our own names)


def _problems_query(records: OpenRecords) -> str:
    """Return the query of the chains; for speed one sort of the contacts, and whole numbers.

    Chains named by text, with the contacts partitioned twice, took 1.5 times as long.
    """
    return f"""WITH known AS ({_known_contacts(records)}), placed AS (
  SELECT *, row_number() OVER ordered AS place,
    problem_id IS NOT DISTINCT FROM lag(problem_id) OVER ordered
      AND (problem_id IS NOT NULL OR customer_id = lag(customer_id) OVER ordered
        AND contact_class IS NOT DISTINCT FROM lag(contact_class) OVER ordered
        AND shop IS NOT DISTINCT FROM lag(shop) OVER ordered
        AND started <= lag(started) OVER ordered + $window) AS goes_on
  FROM known
  WINDOW ordered AS (ORDER BY problem_id, CASE WHEN problem_id IS NULL THEN customer_id END,
    CASE WHEN problem_id IS NULL THEN contact_class END,
    CASE WHEN problem_id IS NULL THEN shop END, started, tie)
), chained AS (
  SELECT * EXCLUDE (tie, goes_on),
    sum((goes_on IS NOT TRUE)::INT) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) AS chain
  FROM placed
), chains AS (
  SELECT chain, any_value(problem_id) AS own_id,
    arg_min_null(contact_id, place) AS first_id,
    arg_min_null(customer_id, place) AS customer_id,
    arg_min_null(contact_class, place) AS contact_class,
    arg_min_null(agent, place) FILTER (answered) AS agent,
    arg_min_null("group", place) FILTER (answered) AS "group",
    arg_min_null(shop, place) FILTER (answered) AS shop,
    arg_max_null(started + to_microseconds((handle_s * 1000000)::BIGINT), place) AS ended_at,
    arg_max_null(solved, place) AS solved,
    min(started) AS started, max(started) AS last_started, count(*) AS contacts
  FROM chained GROUP BY chain
), {_tickets(records)}, followed AS (
  SELECT c.*, t.chain IS NOT NULL AS ticketed, t.resolved_at AS ticket_resolved_at,
    c.last_started + $window <= (SELECT max(started) FROM contacts) AS window_ended
  FROM chains c LEFT JOIN ticketed t USING (chain)
  WHERE agent IS NOT NULL
), judged AS (
  SELECT *,
    CASE WHEN ticketed THEN ticket_resolved_at IS NOT NULL
      ELSE coalesce(solved, CASE WHEN window_ended THEN TRUE END) END AS resolved,
    CASE WHEN ticketed THEN ticket_resolved_at ELSE ended_at END AS resolved_at
  FROM followed
)
SELECT coalesce(own_id, first_id, chain::VARCHAR) AS problem_id, customer_id, contact_class,
  agent, "group", shop, started, contacts, contacts - 1 AS further, resolved,
  CASE WHEN resolved AND resolved_at >= started
    THEN epoch(resolved_at) - epoch(started) END AS resolution_s,
  window_ended, CASE WHEN own_id IS NULL THEN 'window' ELSE 'problem_id' END AS basis
FROM judged ORDER BY started, problem_id"""  # noqa: S608 (our own names)


def _tickets(records: OpenRecords) -> str:
    """Return the CTE ``ticketed``: when the last ticket of each chain was resolved.

    NULL while one of them is not; no row for a chain without a ticket. A ticket is its
    problem's, or where it names none its contact's.
    """
    keyed = [
        f"""SELECT c.chain, t.resolved_at FROM tickets t
    JOIN {there} c ON t.{here}::VARCHAR = c.{own} WHERE {unless}"""  # noqa: S608 (our own names)
        for here, there, own, unless in _ticket_keys(records)
    ]
    nothing = "SELECT NULL::BIGINT AS chain, NULL::TIMESTAMP AS resolved_at WHERE FALSE"
    return f"""ticketed AS (
  SELECT chain, CASE WHEN bool_and(resolved_at IS NOT NULL) THEN max(resolved_at) END AS resolved_at
  FROM ({" UNION ALL ".join(keyed) or nothing}) GROUP BY chain
)"""  # noqa: S608 (our own names)


def _ticket_keys(records: OpenRecords) -> Iterator[tuple[str, str, str, str]]:
    """Yield how tickets find their chain: their column, the other table, its column, when."""

    def both(column: str) -> bool:
        return records.has("tickets", "resolved_at", column) and records.has("contacts", column)

    if both("problem_id"):
        yield "problem_id", "chains", "own_id", "TRUE"
    if both("contact_id"):
        unless = "t.problem_id IS NULL" if both("problem_id") else "TRUE"
        yield "contact_id", "chained", "contact_id", unless
