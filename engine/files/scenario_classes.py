"""Classes of contacts of a scenario file: to the domain and back."""

from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    ClassStretch,
    ContactClass,
    Patience,
    Repeat,
    Retry,
    Transfer,
    Turns,
)
from engine.files.scenario_arrivals import plain_arrivals
from engine.files.scenario_class_schema import (
    BotTable,
    ChoiceTable,
    ClassStretchTable,
    ClassTable,
    PatienceTable,
    RepeatTable,
    RetryTable,
    TurnsTable,
)
from engine.files.scenario_durations import (
    duration_of,
    perhaps_duration,
    plain_duration,
    plain_rounds,
    rounds_of,
    work_of,
)
from engine.files.scenario_groups import plain_text
from engine.files.scenario_stretches import daily_s, plain_stretch


def class_of(kind: ClassTable, arrivals: ArrivalProfile, horizon_h: float) -> ContactClass:
    """Return the domain's noun of a table that has passed its checks.

    A chat by rounds that gives no ``work`` or ``reply_work`` has those of its rounds.
    """
    turns = _turns(kind.turns) if kind.turns else None
    reply = perhaps_duration(kind.reply_work)
    if turns is not None and reply is None:
        reply = turns.first_reply or turns.reply
    work = perhaps_duration(kind.work)
    if work is None:
        assert turns is not None  # noqa: S101 - the checks refuse a class with neither
        work = work_of(turns)
    return ContactClass(
        id=kind.id,
        name=kind.name.text(),
        channel=kind.channel,
        arrivals=arrivals,
        work=work,
        reply_work=reply,
        patience=_patience(kind.patience),
        groups=tuple(choice.id for choice in kind.groups),
        priority=kind.priority,
        retry=_retry(kind.retry),
        repeat=_repeat(kind.repeat),
        bot=_bot(kind.bot) if kind.bot else Bot(),
        wrap_up=perhaps_duration(kind.wrap_up),
        opens_after_s=_opens(kind.groups),
        turns=turns,
        waiting_room=kind.waiting_room,
        dispatch=kind.dispatch,
        latest_agent_first=kind.latest_agent_first,
        offline=kind.offline,
        transfers=tuple(
            Transfer(table.to, table.probability, table.from_) for table in kind.transfers
        ),
        stretches=tuple(
            stretch for table in kind.stretches for stretch in _stretches(table, horizon_h)
        ),
    )


def _opens(groups: tuple[ChoiceTable, ...]) -> tuple[float, ...]:
    """Return when each group opens; empty where all do at once."""
    opens = tuple(choice.after_s for choice in groups)
    return opens if any(opens) else ()


def _turns(table: TurnsTable) -> Turns:
    first = perhaps_duration(table.first_reply)
    return Turns(rounds_of(table.rounds), duration_of(table.think), duration_of(table.reply), first)


def _stretches(table: ClassStretchTable, horizon_h: float) -> list[ClassStretch]:
    work, patience = perhaps_duration(table.work), perhaps_duration(table.patience)
    return [
        ClassStretch(start_s, end_s, work, patience) for start_s, end_s in daily_s(table, horizon_h)
    ]


def _patience(table: PatienceTable) -> Patience:
    return Patience(
        perhaps_duration(table.duration),
        table.on_patience,
        perhaps_duration(table.short_work),
        table.until,
        table.message_after_s,
    )


def _retry(table: RetryTable | None) -> Retry:
    return Retry(table.probability, duration_of(table.delay)) if table else Retry()


def _repeat(table: RepeatTable | None) -> Repeat:
    if table is None:
        return Repeat()
    delay = perhaps_duration(table.delay)
    return Repeat(table.solved_probability, table.return_probability, delay)


def _bot(table: BotTable) -> Bot:
    return Bot(table.containment, perhaps_duration(table.duration), _repeat(table.repeat))


def plain_class(kind: ContactClass) -> dict[str, object]:
    """Return a class as a scenario file holds it."""
    bot = kind.bot
    return {
        "id": kind.id,
        "name": plain_text(kind.name),
        "channel": kind.channel.value,
        "groups": _plain_groups(kind),
        "priority": kind.priority,
        **plain_arrivals(kind.arrivals),
        "work": plain_duration(kind.work),
        "reply_work": plain_duration(kind.reply_work),
        "wrap_up": plain_duration(kind.wrap_up),
        "turns": _plain_turns(kind.turns),
        "patience": _plain_patience(kind.patience),
        "waiting_room": kind.waiting_room,
        "dispatch": kind.dispatch.value,
        "latest_agent_first": kind.latest_agent_first,
        "offline": kind.offline.value,
        "retry": _plain_retry(kind.retry),
        "repeat": _plain_repeat(kind.repeat),
        "bot": {
            "containment": bot.containment,
            "duration": plain_duration(bot.duration),
            "repeat": _plain_repeat(bot.repeat),
        },
        "transfers": [_plain_transfer(transfer) for transfer in kind.transfers],
        "stretches": [_plain_stretch(stretch) for stretch in kind.stretches],
    }


def _plain_groups(kind: ContactClass) -> list[object]:
    opens = kind.opens_after_s or (0.0,) * len(kind.groups)
    return [
        {"id": group, "after_s": after_s} if after_s else group
        for group, after_s in zip(kind.groups, opens, strict=True)
    ]


def _plain_turns(turns: Turns | None) -> dict[str, object] | None:
    if turns is None:
        return None
    return {
        "rounds": plain_rounds(turns.rounds),
        "think": plain_duration(turns.think),
        "reply": plain_duration(turns.reply),
        "first_reply": plain_duration(turns.first_reply),
    }


def _plain_patience(patience: Patience) -> dict[str, object]:
    return {
        "duration": plain_duration(patience.duration),
        "on_patience": patience.on_patience.value,
        "short_work": plain_duration(patience.short_work),
        "until": patience.until.value,
        "message_after_s": patience.message_after_s,
    }


def _plain_retry(retry: Retry) -> dict[str, object] | None:
    if retry == Retry():
        return None
    return {"probability": retry.probability, "delay": plain_duration(retry.delay)}


def _plain_repeat(repeat: Repeat) -> dict[str, object]:
    return {
        "solved_probability": repeat.solved_probability,
        "return_probability": repeat.return_probability,
        "delay": plain_duration(repeat.delay),
    }


def _plain_transfer(transfer: Transfer) -> dict[str, object]:
    origins = list(transfer.from_groups)
    return {"to": transfer.to, "probability": transfer.probability, "from": origins}


def _plain_stretch(stretch: ClassStretch) -> dict[str, object]:
    return {
        **plain_stretch(stretch.start_s, stretch.end_s),
        "work": plain_duration(stretch.work),
        "patience": plain_duration(stretch.patience),
    }
