"""One definition: its sentences, and what becomes of a gaming risk."""

from engine.metrics.definition import Definition, Kind, Table

PLAIN = Definition(id="frt", unit="s", kind=Kind.MEAN, table=Table.CONTACTS, value="frt_s")


def test_sentences_are_named_by_the_id() -> None:
    assert PLAIN.sentence.key == "definition.frt"
    assert PLAIN.denominator.key == "denominator.frt"


def test_gaming_risk_comes_with_the_indicators_that_show_it() -> None:
    gamed = PLAIN.gamed("art", "resolution")

    assert PLAIN.gaming is None
    assert gamed.counters == ("art", "resolution")
    assert gamed.gaming is not None
    assert gamed.gaming.key == "gaming.frt"
