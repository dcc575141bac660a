"""A fit as a scenario that can be simulated: one day of a kind, with whoever was seen at work."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.durations import Duration, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import AgentGroup, StaffingPlan
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    Channel,
    ContactClass,
    Offline,
    OnPatience,
    Patience,
    Repeat,
    Retry,
    Turns,
)
from engine.errors import InputError, MethodError
from engine.simulation.fitting.busyness import BusynessFit
from engine.simulation.fitting.day_kinds import PROMOTION, WEEKDAYS
from engine.simulation.fitting.patience import LEAST_FOR_CURVE
from engine.simulation.fitting.quantile_points import rounded
from engine.simulation.fitting.roster import Presence, median_day, shifts_of_day
from engine.studies.fitted_traffic import ClassFit, TrafficFit

DAY_S = 86_400.0
TEAM = "team"
ALL_AGENTS = Text("全体客服", "all agents")
MAX_ATTEMPTS = 15
LEAST_SHAPE, LEAST_INTERVAL_SHAPE, MOST_SHAPE = 1.0, 0.25, 5_000.0  # of a scenario file
_HALF = 0.5
_RATE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ScenarioChoices:
    """Which day becomes a scenario, and who serves.

    ``kind`` is a kind of day of the log or a day of the week (``tue``), None for the kind with
    most days; ``staffing`` replaces
    the proxy, and classes without a group of it are served by all its groups.
    """

    id: str = "traffic"
    kind: str | None = None
    staffing: StaffingPlan | None = None


def fitted_scenario(fit: TrafficFit, choices: ScenarioChoices) -> Scenario:
    """Return the scenario of a day of a kind.

    Raises
    ------
    InputError
        ``fit.no_kind`` when the log has no day of the kind.
    MethodError
        ``fit.no_handle_times`` when no handle time can be fitted, ``fit.no_staffing`` when no
        agent is seen at work and no staffing is given.
    """
    kind, factor = _day(fit, choices.kind)
    staffing = choices.staffing or roster_of(fit, fit.presence, roster_day(fit, choices.kind))
    ids = class_ids(fit)
    groups = {group.id: group.id for group in staffing.groups} | _group_ids(fit)
    by_turns = fit.turns is not None
    return Scenario(
        id=choices.id,
        name=Text("由记录拟合", "fitted from a log"),
        horizon_s=DAY_S,
        classes=tuple(
            _class(fit, each, kind, (ids[each.name], _routes(each, groups, staffing)))
            for each in fit.classes
            if each.rates[kind].contacts
        ),
        staffing=staffing,
        targets=(),
        interval_s=fit.options.interval_s,
        factor=factor,
        busyness_shape=_shape(fit.busyness, LEAST_SHAPE),
        interval_busyness_shape=_shape(fit.interval_busyness, LEAST_INTERVAL_SHAPE),
        max_attempts=MAX_ATTEMPTS,
        generated=False,
        fidelity=Fidelity.TURNS if by_turns else Fidelity.RATE,
    )


def class_ids(fit: TrafficFit) -> dict[str, str]:
    """Return the id of each class by its name in the log."""
    return _ids([each.name for each in fit.classes], "class")


def _day(fit: TrafficFit, named: str | None) -> tuple[str, float]:
    """Return a kind of day and, for a day of the week, its factor."""
    kinds = fit.days.kinds
    if named is None or named in kinds:
        return named or kinds[0], 1.0
    for each in fit.weekday_factors:
        if each.weekday == named and each.kind != PROMOTION:
            return each.kind, rounded(each.factor)
    known = (*kinds, *(each.weekday for each in fit.weekday_factors))
    raise InputError("fit.no_kind", kind=named, known=", ".join(known))


def _shape(busyness: BusynessFit | None, least: float) -> float | None:
    """Return the gamma shape, within what a scenario file takes."""
    shape = busyness.shape if busyness else None
    return None if shape is None else rounded(min(max(shape, least), MOST_SHAPE))


# --- who serves ----------------------------------------------------------------------------------


def roster_day(fit: TrafficFit, named: str | None) -> int:
    """Return the day whose roster stands for its kind: that of the median agent-hours.

    Days of the very day of the week are preferred where one is asked for.
    """
    kind, _ = _day(fit, named)
    own = fit.days.of_kind(kind)
    if named in WEEKDAYS:
        own = own & (fit.days.weekday == WEEKDAYS.index(named))
    calm = own & ~fit.counts.incident.any(axis=1)
    chosen = calm if calm.any() else own
    return median_day(fit.seen[chosen], fit.days.number[chosen])


def roster_of(fit: TrafficFit, presence: Mapping[str, Presence], day: int) -> StaffingPlan:
    """Return the agents seen at work on a day as a plan: a proxy, and a lower bound.

    Raises
    ------
    MethodError
        ``fit.no_staffing`` when nobody was seen.
    """
    ids = _group_ids(fit)
    speed = tuple(rounded(1 / n) for n in range(1, fit.slots + 1))
    groups = tuple(
        AgentGroup(
            ids.get(name, TEAM),
            Text(name, name) if name else ALL_AGENTS,
            fit.slots,
            speed,
            shifts_of_day(present, day),
        )
        for name, present in presence.items()
    )
    groups = tuple(group for group in groups if group.shifts)
    if not groups:
        raise MethodError("fit.no_staffing")
    return StaffingPlan(groups)


def _group_ids(fit: TrafficFit) -> dict[str, str]:
    return {name: id_ if name else TEAM for name, id_ in _ids(list(fit.presence), "group").items()}


def _routes(each: ClassFit, ids: Mapping[str, str], staffing: StaffingPlan) -> tuple[str, ...]:
    there = [group.id for group in staffing.groups]
    own = tuple(ids[name] for name in each.groups if ids.get(name) in there)
    return own or tuple(there)


def _ids(names: list[str], kind: str) -> dict[str, str]:
    """Return an id for each name: the name itself where it may be one, else a number."""
    made: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        bare = "".join(sign if sign.isalnum() else "_" for sign in name.lower()).strip("_")
        usable = bare.isascii() and bare[:1].isalpha() and bare not in made.values()
        made[name] = bare if usable else f"{kind}_{number}"
    return made


# --- what arrives --------------------------------------------------------------------------------


def _class(
    fit: TrafficFit, each: ClassFit, kind: str, place: tuple[str, tuple[str, ...]]
) -> ContactClass:
    handle = each.handle or fit.handle
    if handle is None:
        raise MethodError("fit.no_handle_times", name=each.name)
    chat = fit.options.channel is not Channel.PHONE
    found = each.turns or fit.turns
    turns = Turns(found.rounds, found.think.duration, found.reply.duration) if found else None
    retry, repeat = _returns(each)
    rates = tuple(round(rate, _RATE_DIGITS) for rate in each.rates[kind].rates_per_h.tolist())
    return ContactClass(
        id=place[0],
        name=Text(each.name, each.name),
        channel=fit.options.channel,
        arrivals=ArrivalProfile(fit.options.interval_s, rates),
        work=_work_of(turns) if turns else handle.duration,
        reply_work=None if not chat else turns.reply if turns else handle.duration,
        patience=Patience(_patience(fit, each), OnPatience.HANGS_UP),
        groups=place[1],
        retry=retry,
        repeat=repeat,
        bot=_bot(each),
        wrap_up=fit.pauses.duration if fit.pauses else None,
        turns=turns,
        offline=_offline(each),
    )


def _work_of(turns: Turns) -> Duration:
    """Return the attention of all rounds together, lognormal with its mean and variance.

    Notes
    -----
    K answers of R seconds: mean E K E R, variance E K Var R + Var K (E R)^2 (Wald's identity).
    """
    count, reply = turns.rounds, turns.reply
    squares = sum(weight * k**2 for k, weight in enumerate(count.weights, 1))
    spread = squares / sum(count.weights) - count.mean**2
    mean_s = count.mean * reply.mean_s
    variance = count.mean * (reply.cv * reply.mean_s) ** 2 + spread * reply.mean_s**2
    if variance <= 0:
        return Duration(Shape.DETERMINISTIC, rounded(mean_s), 0.0)
    return Duration(Shape.LOGNORMAL, rounded(mean_s), rounded(variance**0.5 / mean_s))


def _patience(fit: TrafficFit, each: ClassFit) -> Duration | None:
    own = each.patience
    if own.abandoned >= LEAST_FOR_CURVE or fit.patience.abandoned < LEAST_FOR_CURVE:
        return own.duration or fit.patience.duration
    return fit.patience.duration


def _bot(each: ClassFit) -> Bot:
    duration = each.bot_time.duration if each.bot_time else None
    contained = each.bot.value if each.bot.count else 0.0
    return Bot(rounded(contained), duration)


def _offline(each: ClassFit) -> Offline:
    """Return that the queue is emptied when most who came while nobody worked were never served."""
    found = each.unstaffed_served
    return Offline.CLEARED if found.n and found.value < _HALF else Offline.WAITS


def _returns(each: ClassFit) -> tuple[Retry, Repeat]:
    """Return how customers come back.

    Where the log says who was solved, both chances are its own. Otherwise only their product is
    known: every unsolved customer is taken to come back, and solved are those who did not.
    """
    found, retry, repeat = each.returns, Retry(), Repeat()
    if found is None:
        return retry, repeat
    if found.abandoned.delay is not None:
        retry = Retry(rounded(found.abandoned.back.value), found.abandoned.delay)
    if found.solved.n and found.unsolved.delay is not None:
        back = rounded(found.unsolved.back.value)
        repeat = Repeat(rounded(found.solved.value), back, found.unsolved.delay)
    elif not found.solved.n and found.served.delay is not None:
        repeat = Repeat(rounded(1 - found.served.back.value), 1.0, found.served.delay)
    return retry, repeat
