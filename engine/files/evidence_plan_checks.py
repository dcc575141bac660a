"""What in stated roles, claims and dispatch questions contradicts itself, told before any data."""

from collections.abc import Sequence
from difflib import get_close_matches

from engine.domain.evidence_plan import ColumnRole
from engine.files.documents import Faults
from engine.files.evidence_question_checks import check_filters
from engine.files.evidence_question_schema import QuestionTable
from engine.files.evidence_spec_schema import ClaimTable, DispatchTable, RoleTable


def stated_roles(columns: Sequence[RoleTable], faults: Faults) -> dict[str, ColumnRole]:
    """Return what each column is said to be; one that is named twice is noted."""
    roles: dict[str, ColumnRole] = {}
    for i, each in enumerate(columns):
        if each.column in roles:
            faults.add("spec.column_twice", ("columns", i, "column"))
        roles.setdefault(each.column, each.noun())
    return roles


def check_claim(
    claim: ClaimTable, i: int, questions: Sequence[QuestionTable], faults: Faults
) -> None:
    """Note a claim on a question or metric that is not there, or that says nothing."""
    by_id = {each.id: each for each in questions}
    question = by_id.get(claim.evidence)
    if question is None:
        values = nearest(claim.evidence, list(by_id))
        faults.add("spec.claim_question", ("claims", i, "evidence"), values=values)
    else:
        metrics = [term.column for term in question.stated_terms]
        if claim.metric not in metrics:
            values = nearest(claim.metric, metrics)
            faults.add("spec.claim_metric", ("claims", i, "metric"), values=values)
    if claim.by == 0:
        faults.add("spec.claim_by", ("claims", i, "by"))
    if claim.low is not None and claim.high is not None and claim.low >= claim.high:
        faults.add("spec.claim_stretch", ("claims", i, "low"))
    if claim.change == 0 and claim.margin is None:
        faults.add("spec.claim_margin", ("claims", i, "change"))


def check_dispatch(dispatch: DispatchTable, i: int, faults: Faults) -> None:
    """Note columns named twice, balance on what dispatch cannot know, congestion of nothing."""
    place = ("dispatch", i)
    for key in ("pools", "balance", "outcomes"):
        faults.add_repeated((*place, key), getattr(dispatch, key))
    for j, column in enumerate(dispatch.balance):
        if column in {dispatch.agent, dispatch.response, *dispatch.outcomes}:
            faults.add("spec.balance", (*place, "balance", j))
    if dispatch.congestion and not dispatch.response:
        faults.add("spec.congestion", (*place, "congestion"))
    check_filters(dispatch.filters, (*place, "filters"), faults)


def nearest(name: str, known: list[str]) -> dict[str, object]:
    """Return the known names, the most similar first."""
    near = get_close_matches(name, known, n=1)
    return {"known": ", ".join(dict.fromkeys([*near, *known]))}
