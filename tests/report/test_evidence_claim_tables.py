"""Claims: verdict, interval on the claim's own scale, stretches where they hold."""

from engine.report.evidence_claim_tables import band_name, claim_bands_table, claims_table
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import claims, evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def test_relative_claim_is_told_in_per_cent_of_today_s_rate() -> None:
    name, verdict, claimed, estimate, same, n, grade = claims_table(WORDS).rows[0]

    assert name.below == "First response time −1 s: change of Conversion, relative to today's rate"
    assert (verdict.text, verdict.chip) == ("contradicted", "missed")
    assert (claimed.text, estimate.text) == ("+0.30%", "+0.08%")
    assert estimate.below == "+0.07% to +0.10%"
    assert same.values == (0.00072, 0.00098)
    assert (n.text, grade.text) == ("41,200", "C")


def test_claim_of_at_least_says_so_in_points() -> None:
    row = claims_table(WORDS).rows[1]

    assert row[2].text == "≥ +1.00 pp"
    assert row[3].below == "+0.60 to +1.80 pp"


def test_stretches_have_their_own_verdicts() -> None:
    rows = claim_bands_table(WORDS).rows

    assert [row[1].text for row in rows] == [
        "First response time 0–30 s",
        "First response time ≥ 30 s",
    ]
    assert [row[2].text for row in rows] == ["contradicted", "supported"]


def test_open_stretch_has_no_upper_end() -> None:
    assert band_name(WORDS, claims()[0].where[1], "csat").endswith("≥ 30")
