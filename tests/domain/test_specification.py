"""A question to the data leaves out of the weights what has no stated value."""

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.texts import Text


def test_a_specification_without_a_value_gives_no_weights() -> None:
    terms = (Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0, indicator="frt"),)

    question = Specification("paid", Text("付款", "paid"), "paid", terms, cluster="agent")

    assert question.value_cny == 0
    assert question.withhold == ""
    assert question.outcome_at_least is None


def test_a_term_enters_as_it_is_unless_told_otherwise() -> None:
    term = Term("fcr", Role.CONFOUNDER)

    assert term.transform is Transform.IDENTITY
    assert (term.shift, term.unit) == (0, 1)
