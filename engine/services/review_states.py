"""Where triggers stand before a monthly review: by their own file, or by the proposal in force.

A state that is forgotten, or older than the proposal in force, would raise shares twice.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.domain.texts import Finding, Sentence, Values
from engine.domain.trigger_states import TriggerStates
from engine.errors import Fault, InputError
from engine.files.proposal_file import proposal_in
from engine.files.trigger_states_file import read_trigger_states


@dataclass(frozen=True, slots=True)
class KnownStates:
    """States (None: none is known), the file that holds them, and what to know of that."""

    states: TriggerStates | None
    file: Path | None
    findings: tuple[Finding, ...] = ()


def known_states(state: Path | None, incumbent: Path) -> KnownStates:
    """Return the states of a file, or without one those of the proposal in force.

    Raises
    ------
    InputError
        As the files' readers; ``weight_review.refused`` where the state is of an earlier review
        than the proposal in force.
    """
    proposal = proposal_in(incumbent)
    if state is not None:
        states = read_trigger_states(state)
        adopted = None if proposal is None else proposal.state
        if adopted is not None and adopted.policy == states.policy and states.period:
            _refuse_older(states, adopted, state)
        return KnownStates(states, state)
    if proposal is None:
        return KnownStates(None, None)
    values: Values = {"file": incumbent.name}
    if proposal.state is None:
        sentence = Sentence("finding.weight_review.state_unknown", values)
        return KnownStates(None, None, (Finding("caution", sentence),))
    note = Finding("note", Sentence("finding.weight_review.state_of_proposal", values))
    return KnownStates(proposal.state, incumbent, (note,))


def _refuse_older(states: TriggerStates, adopted: TriggerStates, path: Path) -> None:
    if states.period < adopted.period:
        values = {"period": adopted.period}
        fault = Fault("weight_review.older_state", "period", states.period, values, path.name)
        raise InputError("weight_review.refused", [fault], count=1)
