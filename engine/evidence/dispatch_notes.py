"""How the dispatch modules say what they found: by key, graded, with plain values."""

from typing import Literal

from engine.domain.texts import Finding, Sentence, Value

Severity = Literal["note", "caution", "alarm"]


def note(key: str, severity: Severity = "note", **values: Value) -> Finding:
    """Return the finding ``finding.evidence.<key>``.

    Examples
    --------
    >>> note("dispatch_no_customer").sentence.key
    'finding.evidence.dispatch_no_customer'
    """
    return Finding(severity, Sentence(f"finding.evidence.{key}", values))
