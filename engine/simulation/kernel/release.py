"""A slot is free again, after the contact or after its wrap-up."""

from engine.simulation.kernel.agents import note_change
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled
from engine.simulation.kernel.service import announce_end, attend


@compiled
def release(centre: Centre, leg: int) -> None:
    """Free the slot of a leg; MATCH fills it, if the agent is then still on duty."""
    row = centre.log.legs[leg]
    attend(centre, row.agent)
    note_change(centre, row.agent, -1)
    row.released_s = centre.counts[0].now_s
    announce_end(centre, row.agent)
    ask_for_match(centre)


@compiled
def ask_for_match(centre: Centre) -> None:
    """Let free slots meet waiting contacts once, after all ends and changes of duty."""
    counts = centre.counts[0]
    if counts.waiting > 0:
        counts.match_is_due = True
