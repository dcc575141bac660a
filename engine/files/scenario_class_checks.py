"""What must agree in a class of a scenario file: groups, arrivals, durations, transfers."""

from collections.abc import Mapping
from itertools import pairwise

from engine.domain.scenario import Fidelity
from engine.domain.traffic import Channel
from engine.files.documents import Faults
from engine.files.scenario_class_schema import FORMS_OF_ARRIVALS, ClassTable, TransferTable
from engine.files.scenario_duration_checks import check_duration, check_rounds
from engine.files.scenario_durations import mean_of
from engine.files.scenario_names import check_known
from engine.files.scenario_schema import ScenarioFile
from engine.files.scenario_stretches import DAY_H, Stretch, check_stretch, daily_s
from engine.files.scenario_time_schema import DurationTable
from engine.files.toml_lines import KeyPath

MOST_CONTACTS = 20_000_000  # expected in one replication: what a computer of today can hold


def check_class(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    """Note what a class says of things that are not there, or that contradict each other."""
    _check_groups(file, kind, path, faults)
    _check_arrivals(kind, path, faults)
    if kind.profile is not None:
        profiles = [profile.id for profile in file.profiles]
        check_known(kind.profile, profiles, (*path, "profile"), faults)
    _check_load(file, kind, path, faults)
    for name, duration in durations(kind).items():
        check_duration(duration, (*path, *name), faults)
    _check_turns(file, kind, path, faults)
    _check_reply(kind, path, faults)
    _check_returns(kind, path, faults)
    _check_transfers(file, kind, path, faults)
    _check_stretches(file, kind, path, faults)


def durations(kind: ClassTable) -> Mapping[KeyPath, DurationTable]:
    """Return the durations that a class gives, by the path of their keys."""
    bot_repeat = kind.bot.repeat if kind.bot else None
    turns = kind.turns
    named: dict[KeyPath, DurationTable | None] = {
        ("work",): kind.work,
        ("reply_work",): kind.reply_work,
        ("wrap_up",): kind.wrap_up,
        ("patience", "duration"): kind.patience.duration,
        ("patience", "short_work"): kind.patience.short_work,
        ("retry", "delay"): kind.retry.delay if kind.retry else None,
        ("repeat", "delay"): kind.repeat.delay if kind.repeat else None,
        ("bot", "duration"): kind.bot.duration if kind.bot else None,
        ("bot", "repeat", "delay"): bot_repeat.delay if bot_repeat else None,
        ("turns", "think"): turns.think if turns else None,
        ("turns", "reply"): turns.reply if turns else None,
        ("turns", "first_reply"): turns.first_reply if turns else None,
    }
    for place, stretch in enumerate(kind.stretches):
        named["stretches", place, "work"] = stretch.work
        named["stretches", place, "patience"] = stretch.patience
    return {path: duration for path, duration in named.items() if duration is not None}


def _check_groups(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    groups, ids = [group.id for group in file.groups], [choice.id for choice in kind.groups]
    for place, group in enumerate(ids):
        check_known(group, groups, (*path, "groups", place), faults, value=group)
        if group in ids[:place]:
            values = {"id": group}
            faults.add("document.duplicate_id", (*path, "groups", place), group, values)
    if kind.groups[0].after_s > 0:
        faults.add("scenario.opens_first", (*path, "groups", 0, "after_s"))
    for place, (before, after) in enumerate(pairwise(kind.groups), 1):
        if after.after_s < before.after_s:
            values = {"before": f"{before.after_s:g}"}
            where = (*path, "groups", place)
            faults.add("scenario.opens_order", where, f"{after.after_s:g}", values)


def _check_arrivals(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    given = [[getattr(kind, key) is not None for key in form] for form in FORMS_OF_ARRIVALS]
    if sum(map(all, given)) != 1 or sum(map(any, given)) != 1:
        faults.add("scenario.arrivals_form", path, kind.id)


def _check_load(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    per_h = max(kind.rates_per_h) if kind.rates_per_h else (kind.contacts_per_day or 0.0) / DAY_H
    expected = per_h * file.factor * file.horizon_h
    if expected > MOST_CONTACTS:
        key = "rates_per_h" if kind.rates_per_h else "contacts_per_day"
        values = {"expected": f"{expected:.3g}", "most": f"{MOST_CONTACTS:,}"}
        faults.add("scenario.too_many", (*path, key), values=values)


def _check_turns(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    chat = kind.channel is Channel.CHAT
    if kind.turns is None:
        if kind.work is None:
            faults.add("document.missing_key", (*path, "work"), "", {"key": "work"})
        if chat and file.fidelity is Fidelity.TURNS:
            faults.add("scenario.turns_missing", (*path, "turns"), "")
        return
    if not chat:
        values = {"channel": kind.channel.value}
        faults.add("scenario.turns_channel", (*path, "turns"), values=values)
    check_rounds(kind.turns.rounds, (*path, "turns", "rounds"), faults)


def _check_reply(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    if kind.reply_work is None:
        if kind.channel is not Channel.PHONE and kind.turns is None:
            faults.add("scenario.reply_missing", path)
    elif kind.work is not None and mean_of(kind.reply_work) > mean_of(kind.work) > 0:
        values = {"work_s": f"{mean_of(kind.work):g}"}
        faults.add("scenario.reply_longer", (*path, "reply_work", "mean_s"), values=values)


def _check_returns(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    for name, repeat in (
        (("repeat",), kind.repeat),
        (("bot", "repeat"), kind.bot.repeat if kind.bot else None),
    ):
        if repeat is not None and repeat.return_probability > 0 and repeat.delay is None:
            faults.add("scenario.delay_missing", (*path, *name))


def _check_transfers(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    groups = [group.id for group in file.groups]
    taken: dict[str, int] = {}
    for place, transfer in enumerate(kind.transfers):
        where = (*path, "transfers", place)
        check_known(transfer.to, groups, (*where, "to"), faults)
        for number, group in enumerate(transfer.from_):
            check_known(group, groups, (*where, "from", number), faults)
        if transfer.to in transfer.from_:
            faults.add("scenario.transfer_to_itself", (*where, "to"))
        else:
            _check_reached(kind, transfer, groups, where, faults)
        both = [group for group in _origins(transfer, groups) if group in taken]
        if both:
            values = {"group": both[0], "number": taken[both[0]] + 1}
            faults.add("scenario.transfer_twice", where, values=values)
        taken |= dict.fromkeys(_origins(transfer, groups), place)


def _check_reached(
    kind: ClassTable, transfer: TransferTable, groups: list[str], path: KeyPath, faults: Faults
) -> None:
    """Note a transfer from groups that never serve the class: it would never happen."""
    serving = {choice.id for choice in kind.groups}
    mistyped = not {transfer.to, *transfer.from_, *serving} <= set(groups)  # said by its name
    if not mistyped and not serving & set(_origins(transfer, groups)):
        key = "from" if transfer.from_ else "to"
        faults.add("scenario.transfer_never", (*path, key), values={"class_id": kind.id})


def _origins(transfer: TransferTable, groups: list[str]) -> list[str]:
    """Return the groups whose agents pass contacts on; without ``from``, all the others."""
    return list(transfer.from_) or [group for group in groups if group != transfer.to]


def _check_stretches(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    earlier: list[tuple[Stretch, int]] = []
    for place, stretch in enumerate(kind.stretches):
        where = (*path, "stretches", place)
        check_stretch(stretch, where, file.horizon_h, faults)
        if stretch.work is None and stretch.patience is None:
            faults.add("scenario.stretch_empty", where)
        times = daily_s(stretch, file.horizon_h)
        overlapped = [
            number for (start_s, end_s), number in earlier for begin_s, over_s in times
            if start_s < over_s and begin_s < end_s
        ]  # fmt: skip
        if overlapped:
            faults.add("scenario.stretch_overlaps", where, values={"number": overlapped[0] + 1})
        earlier += [(each, place) for each in times]
