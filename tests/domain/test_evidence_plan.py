"""A plan states what is asked; what nobody stated has a documented default."""

from engine.domain.evidence_plan import Claim, ClaimKind, ClaimScale, DispatchQuestion, EvidencePlan
from engine.domain.texts import Text

NAME = Text("问题", "question")


def test_a_claim_is_about_its_change_unless_it_says_at_least() -> None:
    claim = Claim("one-second", NAME, "conversion", "frt_s", -1.0, 0.003, ClaimScale.RELATIVE)

    assert claim.kind is ClaimKind.ABOUT
    assert (claim.margin, claim.low, claim.high) == (None, None, None)


def test_agents_are_compared_inside_a_quarter_hour() -> None:
    question = DispatchQuestion("deal", NAME, "agent", ("group",), "started", ("value",), ())

    assert question.minutes == 15


def test_a_plan_without_a_layout_takes_the_columns_as_they_are() -> None:
    plan = EvidencePlan("plan", NAME, (), ())

    assert not plan.layout.columns
    assert plan.level == 0.95
