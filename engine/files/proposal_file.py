"""Proposals of new weights as JSON: ``proposal.json``.

The key ``weights`` repeats the proposed shares, so that an adopted proposal can be handed on as a
weight file: the next incumbent.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.domain.months import is_month, months_between
from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.weights import SUM_TOLERANCE, Origin, WeightSet
from engine.files.review_json import ReviewJson
from engine.files.trigger_states_file import states_document, states_of
from engine.i18n.translate import LANGUAGES, render_sentence

PROPOSED, ADOPTED, DECLINED = "proposed", "adopted", "declined"
MARK = "needs_approval"  # a key that only proposals have
DECIMALS = 12  # of a change of share: what is beyond is the dust of a subtraction


def proposal_document(
    proposal: Proposal, header: Mapping[str, object], figures: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Return a proposal as plain JSON, its reasons in both languages.

    Parameters
    ----------
    header
        Version, inputs and their fingerprints.
    figures
        What stands behind the reasons: one table for each trigger or indicator.
    """
    indicators = proposal.before.indicators
    before = dict(zip(indicators, proposal.before.shares.tolist(), strict=True))
    after = {id_: proposal.after.share(id_) for id_ in indicators}
    return {
        "heng": dict(header),
        "schema_version": 1,
        "kind": proposal.kind.value,
        "policy": proposal.policy,
        "created_for": proposal.effective_from,
        "running_period": proposal.running_period,
        "effective_from": proposal.effective_from,
        "from": before,
        "to": after,
        "moves": {id_: round(change, DECIMALS) for id_, change in proposal.moves.items()},
        "weights": after,
        "reasons": [
            {language: render_sentence(reason, language) for language in LANGUAGES}
            for reason in proposal.reasons
        ],
        "figures": [dict(each) for each in figures],
        "state": None if proposal.state is None else states_document(proposal.state),
        "status": PROPOSED,
        MARK: True,
    }


def read_proposal(path: Path) -> Proposal:
    """Return the proposal of a file, without the sentences of its reasons.

    Raises
    ------
    InputError
        ``review_file.invalid`` with every fault at once.
    """
    file = ReviewJson(path)
    document = file.loaded()
    kinds = [kind.value for kind in ProposalKind]
    kind = document.get("kind")
    if kind not in kinds:
        file.add("kind", "kind", kind, kind=", ".join(kinds))
    months = [document.get(key) for key in ("running_period", "effective_from")]
    for key, month in zip(("running_period", "effective_from"), months, strict=True):
        if not is_month(month):
            file.add("month", key, month)
    if all(map(is_month, months)) and months_between(str(months[0]), str(months[1])) < 1:
        file.add("not_later", "effective_from", months[1], running=str(months[0]))
    _check_status(document.get("status", PROPOSED), file)
    policy = file.text(document, "policy", "policy")
    sets = [_weights(document, key, file) for key in ("from", "to")]
    state = document.get("state")
    states = states_of(state, file) if isinstance(state, Mapping) else None
    if not file.faults and set(sets[0].indicators) != set(sets[1].indicators):
        file.add("indicators", "to", ", ".join(sets[1].indicators))
    file.raise_if_any()
    running, effective = map(str, months)
    before, after = sets
    return Proposal(ProposalKind(str(kind)), policy, running, effective, before, after, (), states)


def proposal_in(path: Path) -> Proposal | None:
    """Return the proposal that a weight file is, None where it is one in another form.

    Raises
    ------
    InputError
        As :func:`read_proposal`.
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return read_proposal(path) if isinstance(document, dict) and MARK in document else None


def _check_status(status: object, file: ReviewJson) -> None:
    if status == DECLINED:
        file.add("declined", "status", status)
    elif status not in (PROPOSED, ADOPTED):
        file.add("status", "status", status)


def _weights(document: Mapping[str, object], key: str, file: ReviewJson) -> WeightSet:
    origin = Origin.INCUMBENT if key == "from" else Origin.RECOMMENDED
    shares = file.shares(document.get(key), key)
    total = sum(shares.values())
    if abs(total - 1) > SUM_TOLERANCE:
        if shares:
            file.add("sum", key, f"{total:.6g}", total=total)
        shares = {"": 1.0}  # stands in: the fault is noted, and nothing is made of it
    return WeightSet(origin, tuple(shares), np.array(list(shares.values())))


def proposal_text(document: Mapping[str, object]) -> str:
    """Return a proposal's document as the text of a file."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
