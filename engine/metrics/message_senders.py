"""Agents' messages that no person wrote: the column of kinds says so where the sender does not."""

from collections.abc import Iterator

from engine.domain.platform import AUTOMATIC, GREETING, NO_QUESTIONS, PLAIN_KINDS
from engine.domain.texts import Finding, Sentence
from engine.metrics.records import OpenRecords

_SENDER_OF_KIND = {AUTOMATIC: "auto", GREETING: "greeting"}
_TOLD_KINDS = 5


def told_senders(records: OpenRecords) -> tuple[Finding, ...]:
    """Make automatic replies and greetings in an agent's name their own senders in ``messages``.

    A message of ``agent`` whose ``message_kind`` is ``automatic`` is sent by ``auto``, one whose
    kind is ``greeting`` by ``greeting``: neither is a person's answer. The findings count them,
    and name agents' kinds that nobody knows, whose messages stay a person's. Done once, a second
    call changes nothing.
    """
    if not records.has("messages", "message_kind", "sender"):
        return ()
    kinds = dict(
        records.connection.execute(
            "SELECT message_kind::VARCHAR, count(*) FROM messages "
            "WHERE sender = 'agent' AND message_kind IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    )
    if any(kind in kinds for kind in _SENDER_OF_KIND):
        cases = " ".join(
            f"WHEN sender = 'agent' AND message_kind = '{kind}' THEN '{sender}'"
            for kind, sender in _SENDER_OF_KIND.items()
        )
        records.define(
            "messages",
            f"SELECT * REPLACE (CASE {cases} ELSE sender END AS sender) FROM messages",  # noqa: S608 (our own words)
        )
    return tuple(_findings(kinds))


def _findings(kinds: dict[str, int]) -> Iterator[Finding]:
    automatic = sum(kinds.get(kind, 0) for kind in _SENDER_OF_KIND)
    if automatic:
        yield _finding("note", "automatic_kinds", messages=automatic)
    known = {*_SENDER_OF_KIND, *NO_QUESTIONS, *PLAIN_KINDS}
    unknown = {kind: count for kind, count in kinds.items() if kind.lower() not in known}
    if unknown:
        names = sorted(unknown, key=lambda kind: (-unknown[kind], kind))
        more = " .." if len(names) > _TOLD_KINDS else ""
        told = ", ".join(f"{name} ({unknown[name]})" for name in names[:_TOLD_KINDS]) + more
        yield _finding("caution", "unknown_kinds", messages=sum(unknown.values()), kinds=told)


def _finding(severity: str, key: str, **values: str | int) -> Finding:
    sentence = Sentence(f"finding.platform.{key}", dict(values))
    return Finding("note" if severity == "note" else "caution", sentence)
