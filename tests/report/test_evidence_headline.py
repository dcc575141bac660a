"""The page's answer: the claims' verdicts, else the clearest effect, else that there is none."""

from dataclasses import replace

from engine.report.evidence_headline import clearest, evidence_headline
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import effects, evidence_report

REPORT = evidence_report()


def test_claims_are_counted_by_verdict() -> None:
    answer = evidence_headline(EvidenceWords(REPORT, "en"))

    assert answer.title == "2 claims: 1 contradicted, 1 not decidable"
    assert answer.ground == "41,212 rows, 2 questions; intervals at 95%."


def test_single_claim_is_named_with_its_estimate() -> None:
    one = replace(REPORT, claims=REPORT.claims[:1])

    title = evidence_headline(EvidenceWords(one, "zh")).title

    assert title == "快 1 秒，转化率高 0.3%：与数据矛盾，估计为 +0.08%"


def test_without_claims_the_clearest_lever_speaks_with_its_grade() -> None:
    title = evidence_headline(EvidenceWords(replace(REPORT, claims=()), "en")).title

    assert title.startswith("Repurchase: +7.20 pp")
    assert title.endswith("(grade C)")


def test_without_levers_nothing_is_claimed() -> None:
    bare = replace(REPORT, claims=(), effects=())

    assert "no lever" in evidence_headline(EvidenceWords(bare, "en")).title
    assert clearest(()) is None
    assert clearest(effects()) == effects()[1]
