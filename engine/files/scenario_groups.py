"""Groups of agents of a scenario file: to the domain and back."""

from engine.domain.staffing import AgentGroup, Break, LearningStep, Shift, Skill
from engine.domain.texts import Text
from engine.files.scenario_group_schema import GroupTable, ShiftTable
from engine.files.scenario_stretches import day_starts_s, plain_stretch, stretch_s


def group_of(group: GroupTable, horizon_h: float) -> AgentGroup:
    """Return the domain's noun of a table that has passed its checks."""
    return AgentGroup(
        id=group.id,
        name=group.name.text(),
        slots=group.slots,
        speed=group.pace,
        shifts=tuple(shift for table in group.shifts for shift in _shifts(table, horizon_h)),
        efficiency=group.efficiency,
        push_cap=group.push_cap,
        inbox=group.inbox,
        pressure=group.pressure,
        skills=tuple(
            Skill(skill.class_, skill.efficiency, skill.solved_factor) for skill in group.skills
        ),
        learning=tuple(
            LearningStep(step.from_week, step.efficiency, step.solved_factor)
            for step in group.learning
        ),
        cost_per_h=group.cost_per_h,
        cost_per_contact=group.cost_per_contact,
    )


def _shifts(table: ShiftTable, horizon_h: float) -> list[Shift]:
    """Return a shift by the clock on every day of the horizon, one in hours as it stands."""
    start_s, end_s = stretch_s(table)
    breaks_s = [stretch_s(rest) for rest in table.breaks]
    return [
        Shift(
            day_s + start_s,
            day_s + end_s,
            table.agents,
            tuple(Break(day_s + begin_s, day_s + over_s) for begin_s, over_s in breaks_s),
            table.tenure_weeks,
        )
        for day_s in day_starts_s(table, horizon_h)
    ]


def plain_group(group: AgentGroup) -> dict[str, object]:
    """Return a group as a scenario file holds it."""
    return {
        "id": group.id,
        "name": plain_text(group.name),
        "slots": group.slots,
        "push_cap": group.push_cap,
        "speed": list(group.speed),
        "efficiency": group.efficiency,
        "inbox": group.inbox.value,
        "pressure": list(group.pressure),
        "skills": [
            {
                "class": skill.contact_class,
                "efficiency": skill.efficiency,
                "solved_factor": skill.solved_factor,
            }
            for skill in group.skills
        ],
        "learning": [
            {
                "from_week": step.from_week,
                "efficiency": step.efficiency,
                "solved_factor": step.solved_factor,
            }
            for step in group.learning
        ],
        "cost_per_h": group.cost_per_h,
        "cost_per_contact": group.cost_per_contact,
        "shifts": [_plain_shift(shift) for shift in group.shifts],
    }


def plain_text(text: Text) -> dict[str, str]:
    """Return a name in both languages as a file holds it."""
    return {"zh": text.zh, "en": text.en}


def _plain_shift(shift: Shift) -> dict[str, object]:
    return {
        **plain_stretch(shift.start_s, shift.end_s),
        "agents": shift.agents,
        "breaks": [plain_stretch(rest.start_s, rest.end_s) for rest in shift.breaks],
        "tenure_weeks": shift.tenure_weeks,
    }
