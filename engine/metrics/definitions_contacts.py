"""The indicators of contacts, of problems (chains of contacts) and of platform response rates.

``answered`` contacts are those that an agent replied to, ``offered`` those that the bot did not
end; :mod:`engine.metrics.table_queries` derives both marks.
"""

from collections.abc import Iterable
from dataclasses import replace

from engine.domain.indicators import Controllability, Direction, Population
from engine.metrics.definition import (
    ANSWERED,
    CREDITED,
    DRAWN_AT_RANDOM,
    MET_BOT,
    OFFERED,
    Definition,
    Grain,
    Kind,
    Table,
)

ENQUIRIES = "presale AND attempt = 1"  # a repeat of an enquiry is no second chance
CLOSE_CONTACTS = ("customer_id", "contact_class", "contact_id")  # what a further contact is
REPEAT_WINDOW = "72h"  # unless the reader's Counting states another

_LOWER, _BAND = Direction.LOWER, Direction.BAND
_TEAM, _SYSTEM = Controllability.TEAM, Controllability.SYSTEM


def contact_definitions() -> Iterable[Definition]:
    """Yield every definition over contacts, problems and rounds."""
    yield from _response()
    yield from _handling()
    yield from _solving()
    yield from _satisfaction()
    yield from _bot()
    yield from _selling()
    yield from _platform_rates()


def share(id_: str, value: str, counted: str = "TRUE", *, needs: tuple[str, ...]) -> Definition:
    """Return the share of answered contacts that count for which ``value`` holds."""
    return Definition(
        id=id_,
        unit="share",
        kind=Kind.SHARE,
        table=Table.CONTACTS,
        among=ANSWERED,
        value=value,
        counted=counted,
        needs=needs,
    )


def mean(id_: str, unit: str, column: str) -> Definition:
    """Return the mean of a column over answered contacts."""
    return Definition(
        id=id_,
        unit=unit,
        kind=Kind.MEAN,
        table=Table.CONTACTS,
        among=ANSWERED,
        value=column,
        needs=(column,),
    )


def _quantile(id_: str, column: str, at: float) -> Definition:
    made = replace(mean(id_, "s", column), kind=Kind.QUANTILE, at=at)
    return replace(made, direction=_LOWER)


def _total(
    id_: str, unit: str, value: str, counted: str = "TRUE", *, needs: tuple[str, ...]
) -> Definition:
    return Definition(
        id=id_,
        unit=unit,
        kind=Kind.TOTAL,
        table=Table.CONTACTS,
        among=ANSWERED,
        value=value,
        counted=counted,
        needs=needs,
    )


def _response() -> Iterable[Definition]:
    """Yield how fast contacts are answered, and whether they are."""
    yield replace(mean("frt", "s", "frt_s"), direction=_LOWER).gamed("art", "resolution")
    yield _quantile("frt_p50", "frt_s", 0.5)
    yield _quantile("frt_p90", "frt_s", 0.9)
    rounds = replace(mean("art", "s", "art_s"), kind=Kind.RATIO, direction=_LOWER)
    yield replace(
        rounds, value="art_s::DOUBLE * rounds", per="rounds", needs=("art_s", "rounds")
    ).gamed("resolution", "fcr")
    within = "CASE WHEN replied IS FALSE THEN FALSE ELSE frt_s <= $attainment_s END"
    attained = share("frt_attainment", within, needs=("frt_s",))
    yield replace(attained, among=OFFERED).gamed("frt", "resolution")
    replied = share("reply_rate", "replied", needs=("replied",))
    yield replace(replied, among=OFFERED).gamed("resolution")
    slow = _total("slow", "count", "(frt_s > $slow_s)::INT", needs=("frt_s",))
    yield replace(slow, direction=_LOWER)


def _handling() -> Iterable[Definition]:
    """Yield what answering takes."""
    yield replace(mean("aht", "s", "handle_s"), direction=_LOWER).gamed("resolution", "repeat")
    yield replace(_quantile("aht_p50", "handle_s", 0.5))
    open_chats = replace(mean("concurrency", "count", "open_chats"), value="open_chats + 1")
    yield replace(open_chats, direction=_BAND, controllability=_SYSTEM)
    handled = _total("throughput", "count", "1", needs=())
    yield replace(handled, direction=_BAND, controllability=_SYSTEM).gamed("resolution", "aht")
    passed_on = share("transfer", "transferred", needs=("transferred",))
    yield replace(passed_on, direction=_LOWER, controllability=_TEAM).gamed("resolution")


def _solving() -> Iterable[Definition]:
    """Yield whether problems end; windows look at the customer's contacts before and after."""
    yield share("resolution", "solved", needs=("solved",)).gamed("repeat", "csat_score")
    starts = "starts_problem AND window_ended"
    fcr = share("fcr", "NOT followed", starts, needs=CLOSE_CONTACTS)
    yield replace(fcr, window=REPEAT_WINDOW).gamed("repeat", "csat_score")
    repeat = share("repeat", "followed", "window_ended", needs=CLOSE_CONTACTS)
    yield replace(repeat, window=REPEAT_WINDOW, direction=_LOWER).gamed("resolution", "csat_score")
    yield Definition(
        id="resolution_time",
        unit="s",
        kind=Kind.MEAN,
        table=Table.PROBLEMS,
        direction=_LOWER,
        controllability=_TEAM,
        window="problem",
        value="resolution_s",
        needs=("resolution_s",),
        counters=("resolution", "repeat"),
    )


def _satisfaction() -> Iterable[Definition]:
    """Yield what customers say."""
    score = replace(mean("csat_score", "points", "csat"), within=(1.0, 5.0))
    yield surveyed(score.gamed("invite_rate", "rating_rate", "repeat"))
    satisfied = share("csat_rate", "csat >= $satisfied_from", needs=("csat",))
    yield surveyed(satisfied.gamed("invite_rate", "rating_rate", "fcr"))
    bad = share("bad_rating", "csat <= $dissatisfied_to", needs=("csat",))
    yield surveyed(replace(bad, direction=_LOWER).gamed("invite_rate", "rating_rate"))
    yield share("invite_rate", "invited", needs=("invited",))
    yield share("rating_rate", "rated", "invited", needs=("rated", "invited"))
    points = "CASE WHEN nps >= 9 THEN 100 WHEN nps > 6 THEN 0 WHEN nps <= 6 THEN -100 END"
    promoters = replace(mean("nps", "points", "nps"), value=points, within=(-100.0, 100.0))
    yield surveyed(replace(promoters, controllability=_TEAM).gamed("repurchase"))
    yield surveyed(share("praise", "praised", needs=("praised",)).gamed("csat_score"))
    complaint = share("complaint", "complaint", needs=("complaint",))
    yield replace(complaint, direction=_LOWER, controllability=_TEAM).gamed("csat_score")
    yield replace(
        mean("attitude", "points", "attitude").gamed("qa_session"),
        otherwise=_attitude_of_samples(),
    )


def surveyed(of_contacts: Definition) -> Definition:
    """Return an indicator by contacts, or else of the surveys by their own agent and time.

    Answers that carry no contact cannot be joined to one, yet say whom they are about.
    """
    own = replace(of_contacts, table=Table.SURVEYS, among="")
    return replace(of_contacts, otherwise=own)


def _attitude_of_samples() -> Definition:
    """Return attitude as the mean of its three parts, from quality samples."""
    return Definition(
        id="attitude",
        unit="points",
        kind=Kind.MEAN,
        table=Table.SAMPLES,
        value="(100 * polite::INT + emotion + empathy) / 3",
        among=DRAWN_AT_RANDOM,
        weight="sample_weight",
        needs=("polite", "emotion", "empathy"),
        counters=("qa_session",),
    )


def _bot() -> Iterable[Definition]:
    """Yield the bot's own rates; its contacts belong to nobody, so these are the shop's."""
    to_human = share("to_human", "NOT bot_ended", needs=("bot_first", "bot_ended"))
    yield replace(
        to_human, among=MET_BOT, direction=_BAND, controllability=_SYSTEM, grain=Grain.SHOP
    )
    needs = ("bot_first", "bot_ended", "solved")
    solved = share("bot_solved", "bot_ended AND solved", needs=needs)
    yield replace(solved, among=MET_BOT, controllability=_SYSTEM, grain=Grain.SHOP).gamed(
        "to_human", "repeat"
    )


def _selling() -> Iterable[Definition]:
    """Yield what contacts bring, as far as the contacts' own columns say it."""
    returned = share("return", "returned", "paid", needs=("returned", "paid"))
    again = share("repurchase", "repurchase_90d", needs=("repurchase_90d",))
    kept = share("retention", "retained", needs=("retained",))
    yield replace(again, window="90d", controllability=_SYSTEM)
    yield replace(kept, controllability=_SYSTEM)
    needs = ("order_value", "paid")
    value = "CASE WHEN paid THEN order_value ELSE 0 END"
    sold = replace(mean("aov", "CNY", "order_value"), counted="paid", needs=needs)
    yield attributed(returned)
    yield attributed(share("conversion", "paid", ENQUIRIES, needs=("paid",)))
    yield attributed(sold)
    yield attributed(
        _total("sales", "CNY", value, f"{ENQUIRIES} AND paid IS NOT NULL", needs=needs)
    )


def attributed(flagged: Definition) -> Definition:
    """Return an indicator of sales by the orders' attribution, else by the contacts' flags.

    Where orders were credited under a stated policy, they win over what the contact log says.
    """
    table, value, needs = _ATTRIBUTED[flagged.id]
    own = "" if table is Table.ENQUIRIES else CREDITED
    credited = replace(
        flagged,
        table=table,
        among=own,
        value=value,
        counted="TRUE",
        needs=needs,
        controllability=_SYSTEM,
        counters=_SALES_COUNTERS[flagged.id],
    )
    if flagged.id == "return":
        credited = replace(credited, direction=_LOWER)
    else:
        credited = replace(credited, population=Population.PRESALE)
    same = replace(
        credited,
        table=flagged.table,
        among=flagged.among,
        value=flagged.value,
        counted=flagged.counted,
        needs=flagged.needs,
    )
    return replace(credited, otherwise=same)


_ATTRIBUTED = {
    "conversion": (Table.ENQUIRIES, "converted", ("converted",)),
    "aov": (Table.SALES, "sale_value", ("sale_value", "is_silent")),
    "sales": (Table.SALES, "sale_value", ("sale_value", "is_silent")),
    "return": (Table.SALES, "returned", ("returned", "is_silent")),
}
_SALES_COUNTERS = {
    "conversion": ("csat_rate", "return"),
    "aov": ("csat_rate", "conversion", "return"),
    "sales": ("return", "csat_rate"),
    "return": (),
}


def _platform_rates() -> Iterable[Definition]:
    """Yield the rates that a platform's own rule counts."""
    for id_ in ("rate_3min", "rate_30s"):
        yield Definition(
            id=id_,
            unit="share",
            kind=Kind.SHARE,
            table=Table.ROUNDS,
            window="30d",
            counters=("resolution", "art"),
        )
