"""What must agree in a group of a scenario file, and that groups and classes have each other."""

from collections.abc import Sequence
from itertools import pairwise

from engine.domain.scenario import Fidelity
from engine.domain.traffic import Channel
from engine.files.documents import Faults
from engine.files.scenario_group_schema import GroupTable, ShiftTable
from engine.files.scenario_names import check_known
from engine.files.scenario_schema import ScenarioFile
from engine.files.scenario_stretches import check_stretch, stretch_s
from engine.files.toml_lines import KeyPath


def check_group(file: ScenarioFile, group: GroupTable, path: KeyPath, faults: Faults) -> None:
    """Note what a group says of things that are not there, or that contradict each other."""
    _check_loads(file, group, path, faults)
    classes = [kind.id for kind in file.classes]
    ids = [skill.class_ for skill in group.skills]
    for place, id_ in enumerate(ids):
        check_known(id_, classes, (*path, "skills", place, "class"), faults)
        if id_ in ids[:place]:
            where = (*path, "skills", place, "class")
            faults.add("document.duplicate_id", where, values={"id": id_})
    for place, (before, after) in enumerate(pairwise(group.learning), 1):
        if after.from_week <= before.from_week:
            faults.add("scenario.learning_order", (*path, "learning", place, "from_week"))
    for number, shift in enumerate(group.shifts):
        where = (*path, "shifts", number)
        # a shift may outlast the horizon: agents finish what is open
        check_stretch(shift, where, None, faults)
        _check_breaks(shift, where, faults)


def check_served(file: ScenarioFile, faults: Faults) -> None:
    """Note groups that no class names, and classes whose groups have nobody in any shift."""
    known = {group.id for group in file.groups}
    named = {choice.id for kind in file.classes for choice in kind.groups}
    named |= {transfer.to for kind in file.classes for transfer in kind.transfers}
    if named <= known:  # else a name may be mistyped, which is said where names are checked
        for place, group in enumerate(file.groups):
            if group.id not in named:
                faults.add("scenario.group_unused", ("groups", place, "id"))
    staffed = [group.id for group in file.groups if any(shift.agents for shift in group.shifts)]
    if not staffed:
        faults.add("scenario.no_agents", ("groups",), 0)
        return
    for place, kind in enumerate(file.classes):
        ids = [choice.id for choice in kind.groups]
        reaches_nobody = not set(ids) & set(staffed) and set(ids) <= known
        if reaches_nobody and (kind.bot is None or kind.bot.containment < 1):
            faults.add("scenario.class_unserved", ("classes", place, "groups"), ids)


def _check_loads(file: ScenarioFile, group: GroupTable, path: KeyPath, faults: Faults) -> None:
    most = group.most_contacts
    values = {"slots": most}
    if group.push_cap is not None and group.push_cap < group.slots:
        faults.add("scenario.push_cap", (*path, "push_cap"), values={"slots": group.slots})
    if group.speed is None:
        if most > 1 and not _only_turns(file, group):
            faults.add("scenario.speed_length", path, "", values)
    elif len(group.speed) != most:
        faults.add("scenario.speed_length", (*path, "speed"), values=values)
    if group.pressure and len(group.pressure) != most:
        count = len(group.pressure)
        faults.add("scenario.pressure_length", (*path, "pressure"), count, values)


def _only_turns(file: ScenarioFile, group: GroupTable) -> bool:
    """Tell whether a group plays nothing but chats by rounds: its speeds are then without use."""
    served = [
        kind for kind in file.classes
        if group.id in {choice.id for choice in kind.groups}
        or group.id in {transfer.to for transfer in kind.transfers}
    ]  # fmt: skip
    return file.fidelity is Fidelity.TURNS and all(kind.channel is Channel.CHAT for kind in served)


def _check_breaks(shift: ShiftTable, path: KeyPath, faults: Faults) -> None:
    for place, rest in enumerate(shift.breaks):
        where = (*path, "breaks", place)
        if rest.by_clock is not shift.by_clock:
            faults.add("scenario.break_form", where)
        else:
            check_stretch(rest, where, None, faults)
    alike = all(rest.by_clock is shift.by_clock and rest.has_one_form for rest in shift.breaks)
    if alike and shift.has_one_form:
        breaks_s = [stretch_s(rest) for rest in shift.breaks]
        _check_inside(shift, breaks_s, (*path, "breaks"), faults)


def _check_inside(
    shift: ShiftTable, breaks_s: Sequence[tuple[float, float]], path: KeyPath, faults: Faults
) -> None:
    start_s, end_s = stretch_s(shift)
    for place, (begin_s, over_s) in enumerate(breaks_s):
        if not start_s < begin_s or not over_s < end_s:
            faults.add("scenario.break_outside", (*path, place))
    for place, ((_, over_s), (begin_s, _)) in enumerate(pairwise(breaks_s), 1):
        if begin_s <= over_s:
            faults.add("scenario.break_order", (*path, place))
