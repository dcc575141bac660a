"""Weights side by side, the rules that bind, and how consistent the respondents were."""

from engine.domain.pack import DecisionPack
from engine.report.weight_tables import binding_table, respondents_table, weights_table


def test_move_of_five_points_is_strong(pack: DecisionPack) -> None:
    moves = {row[0].text: row[-1] for row in weights_table(pack, "en").rows}

    assert moves["First-contact resolution"].text == "+7.0 pp"
    assert moves["First-contact resolution"].strong
    assert not moves["First response time"].strong


def test_silent_evidence_is_named(pack: DecisionPack) -> None:
    assert "6 indicators" in " ".join(weights_table(pack, "en").notes)


def test_binding_rules_are_told_with_what_they_cost(pack: DecisionPack) -> None:
    table = binding_table(pack, "en")

    assert len(table.rows) == len(pack.binding)
    assert table.rows[0][1].values == (pack.binding[0].shadow_price,)


def test_least_consistent_respondent_comes_first(pack: DecisionPack) -> None:
    assert pack.judgement is not None

    table = respondents_table(pack, pack.judgement, "en")

    assert table.rows[0][0].text == "He Miao"
    assert table.rows[0][-1].chip == "missed"
    assert table.rows[0][2].below == "Performance"
    assert table.rows[-1][-1].text == "? with gaps"
