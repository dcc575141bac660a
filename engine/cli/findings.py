"""What a result wants its reader to know, as JSON and as sentences."""

from collections.abc import Iterable

from engine.domain.texts import Finding, Language


def finding_documents(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return each finding's severity, sentence key and values."""
    return [
        {"severity": each.severity, "key": each.sentence.key, "values": each.sentence.values}
        for each in findings
    ]


def finding_lines(findings: Iterable[Finding], language: Language) -> list[str]:
    """Return each finding's sentence."""
    from engine.i18n.translate import render_sentence

    return [render_sentence(each.sentence, language) for each in findings]
