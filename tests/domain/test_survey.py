"""The nouns of a survey: which codings and treatments there are, by their names in files."""

from engine.domain.survey import Coding, Treatment


def test_the_codings_are_those_the_command_line_names() -> None:
    assert [coding.value for coding in Coding] == ["ratio", "signed", "position"]


def test_the_treatments_are_those_a_report_tells_apart() -> None:
    assert [treatment.value for treatment in Treatment] == ["repaired", "rejected", "blank"]
