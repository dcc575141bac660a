"""What is absent is named, and the assumptions follow the parts."""

from dataclasses import replace
from pathlib import Path

from engine.domain.case import Case
from engine.domain.indicators import Scheme
from engine.domain.pack import DecisionPack, PackHeader, ReviewPart
from engine.domain.texts import Text
from engine.studies.premises import scheme_findings, with_absences, with_assumptions

CASE = Case(id="empty", name=Text("空", "Empty"), seed=1, path=Path("empty.toml"))
EMPTY = DecisionPack(
    heng=PackHeader("0", 1, 1, (), "empty", Text("空", "Empty"), False, "", 0.0, {}),
    absent=(),
    findings=(),
    assumptions=(),
    weights=(),
    judgement=None,
    policy_name=None,
    binding=(),
    solver=None,
    evidence=(),
    bands=(),
    scenarios=(),
    review=None,
    set_aside=(),
)


def test_empty_case_names_every_part_as_absent() -> None:
    keys = [sentence.key for sentence in with_absences(EMPTY).absent]

    assert keys == [f"absent.{p}" for p in ("panel", "evidence", "weights", "review", "scenarios")]


def test_generated_case_says_so_before_all_else() -> None:
    pack = with_assumptions(EMPTY, replace(CASE, generated=True), None)

    assert [sentence.key for sentence in pack.assumptions] == ["assumption.generated"]


def test_case_without_parts_assumes_nothing() -> None:
    assert with_assumptions(EMPTY, CASE, None).assumptions == ()


def test_review_says_what_of_a_scheme_is_not_computed_yet() -> None:
    review = ReviewPart("2026-05", ("incumbent",), ("A",), (), {}, (), (), None, draws=0)

    pack = with_assumptions(replace(EMPTY, review=review), CASE, None)

    assert "assumption.not_computed" in [sentence.key for sentence in pack.assumptions]


def test_pay_on_what_an_agent_cannot_move_is_named_with_its_share(scheme: Scheme) -> None:
    told = next(
        f for f in scheme_findings(scheme) if f.sentence.key == "finding.scheme.beyond_control"
    )

    assert told.severity == "caution"
    assert 0 < float(str(told.sentence.values["share"])) < 1


def test_unpublished_weights_are_said_to_be_so(scheme: Scheme) -> None:
    keys = {f.sentence.key for f in scheme_findings(replace(scheme, published=False))}

    assert "finding.scheme.unpublished" in keys


def test_no_scheme_no_findings() -> None:
    assert scheme_findings(None) == ()
