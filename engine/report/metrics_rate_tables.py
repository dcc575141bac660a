"""The tables of platform rates and of attribution: the same records under each rule."""

from collections.abc import Iterator

from engine.domain.attribution import AttributionPolicy
from engine.domain.metric_report import AttributionOutcome, PlatformRate, PolicyMove
from engine.report import figures
from engine.report.metrics_words import MetricsWords, finite
from engine.report.tables import (
    SHARE_FORMAT,
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    number_cell,
    text_cell,
)

_DAY = len("2026-05-18")  # of a time: the window begins and ends with a day
_AMOUNTS = {
    "enquiries": "enquiries",
    "buyers": "buyers",
    "open": "open",
    "agent_sales": "agent_sales_cny",
    "silent_sales": "silent_sales_cny",
    "shop_sales": "shop_sales_cny",
}


def rates_table(words: MetricsWords) -> Table:
    """Return each platform rule's rate with its counts, what it leaves out, and its source."""
    heads = ("rule", "window", "rate", "interval", "counted", "mean", "left_out", "fact")
    columns = tuple(Column(words.say(f"rates.{head}")) for head in heads)
    rows = tuple(_rate_row(words, rate) for rate in words.report.platform_rates)
    title, subtitle = words.say("rates.title"), words.say("rates.subtitle")
    return Table("rates", title, subtitle, columns, rows, (words.say("rates.verify"),))


def agent_rates_table(words: MetricsWords) -> Table:
    """Return what each agent met and was counted for under each platform rule."""
    columns = (
        Column(words.say("attribution.agent")),
        Column(words.say("rates.rule")),
        Column(words.say("rates.rate"), numeric=True, number_format=SHARE_FORMAT),
        Column(words.say("rates.counted"), numeric=True, number_format=WHOLE_FORMAT, parts=("n",)),
    )
    rows = tuple(
        (
            text_cell(each.agent),
            text_cell(rate.rule.name.in_language(words.language)),
            _share_cell(each.met, each.counted),
            Cell(f"{each.met} / {each.counted}", (each.met, each.counted)),
        )
        for rate in words.report.platform_rates
        for each in rate.agents
    )
    title, subtitle = words.say("rates.title"), words.say("rates.subtitle")
    return Table("rates_agents", title, subtitle, columns, rows, (words.say("rates.verify"),))


def attribution_table(words: MetricsWords) -> Table:
    """Return what each policy gives the agents, the silent orders and the shop."""
    columns = (
        Column(words.say("attribution.policy")),
        *(Column(words.say(f"attribution.{head}")) for head in _AMOUNTS),
        Column(words.say("attribution.conversion")),
        Column(words.say("rates.fact")),
    )
    outcomes = words.report.attribution
    rows = tuple(_policy_row(words, outcome) for outcome in outcomes)
    title, subtitle = words.say("attribution.title"), words.say("attribution.subtitle")
    accounts = any(outcome.policy.source for outcome in outcomes)
    notes = (words.say("rates.verify"),) if accounts else ()
    return Table("attribution", title, subtitle, columns, rows, notes)


def ranks_table(words: MetricsWords) -> Table:
    """Return each agent's rank, and grade where there is one, under each policy.

    Beside them how far the policies move the agent, and whether the data can tell.
    """
    outcomes = [outcome for outcome in words.report.attribution if outcome.ranks]
    agents = sorted({agent for outcome in outcomes for agent in outcome.ranks})
    columns = (
        Column(words.say("attribution.agent")),
        *(Column(outcome.policy.name.in_language(words.language)) for outcome in outcomes),
        Column(words.say("attribution.places"), numeric=True, number_format=WHOLE_FORMAT),
        Column(words.say("attribution.separable")),
    )
    moves = {move.agent: move for move in words.report.moves}
    rows = tuple(
        (
            text_cell(agent),
            *(_rank_cell(outcome, agent) for outcome in outcomes),
            *_move_cells(words, moves.get(agent)),
        )
        for agent in agents
    )
    title, subtitle = words.say("attribution.ranks"), words.say("attribution.ranks_subtitle")
    return Table("ranks", title, subtitle, columns, rows)


def _rate_row(words: MetricsWords, rate: PlatformRate) -> tuple[Cell, ...]:
    rule, found = rate.rule, rate.rate
    shown = figures.share(found.value) if rate.assessed else words.say("rates.not_assessed")
    interval = figures.quantity_range(found.low, found.high, figures.SHARE, words.language)
    mean = figures.quantity(rate.mean_s, "s", words.language)
    fact = words.say("rates.grade", grade=rule.grade, date=rule.source_date)
    return (
        text_cell(rule.name.in_language(words.language)),
        text_cell(f"{rate.start[:_DAY]} / {rate.end[:_DAY]}"),
        Cell(shown, (finite(found.value),)),
        text_cell(interval),
        Cell(f"{rate.met} / {rate.counted}", (f"{rate.met} / {rate.counted}",)),
        Cell(mean, (rate.mean_s,)),
        text_cell(words.joined(list(_left_out(words, rate))) or words.say("none")),
        text_cell(fact),
    )


def _left_out(words: MetricsWords, rate: PlatformRate) -> Iterator[str]:
    for reason, count in rate.left_out.items():
        if count:
            yield f"{words.known(f'rates.reason.{reason}', reason)} {count}"


def _share_cell(met: int, counted: int) -> Cell:
    share = met / counted if counted else float("nan")
    return Cell(figures.share(share), (finite(share),))


def _policy_row(words: MetricsWords, outcome: AttributionOutcome) -> tuple[Cell, ...]:
    shop = outcome.shop
    cells = [
        number_cell(shop[key]) if key in shop else Cell(figures.NONE, (None,))
        for key in _AMOUNTS.values()
    ]
    enquiries, buyers = shop.get("enquiries", 0), shop.get("buyers", 0)
    conversion = buyers / enquiries if enquiries else float("nan")
    share = Cell(figures.share(conversion), (finite(conversion),))
    name = outcome.policy.name.in_language(words.language)
    return (text_cell(name), *cells, share, text_cell(_fact(words, outcome.policy)))


def _fact(words: MetricsWords, policy: AttributionPolicy) -> str:
    """Return how well a policy is known; a shop's own needs no source."""
    if not policy.source:
        return words.say("attribution.own")
    if not policy.source_date:
        return words.say("attribution.undated", grade=policy.grade)
    return words.say("rates.grade", grade=policy.grade, date=policy.source_date)


def _move_cells(words: MetricsWords, move: PolicyMove | None) -> tuple[Cell, Cell]:
    if move is None:
        return Cell(figures.NONE, (None,)), text_cell(figures.NONE)
    told = words.say("attribution.told" if move.separable else "attribution.not_told")
    return number_cell(move.places), text_cell(told if move.places else figures.NONE)


def _rank_cell(outcome: AttributionOutcome, agent: str) -> Cell:
    if agent not in outcome.ranks:
        return Cell(figures.NONE, (None,))
    rank, grade = outcome.ranks[agent], outcome.grades.get(agent, "")
    return Cell(f"{rank} ({grade})" if grade else str(rank), (rank,))
