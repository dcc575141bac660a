"""The answer of a page as one sentence, made from the results and never typed.

The title says the finding with its number; the ground, one line, says what it rests on and how
sure it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.pack import (
    AgentRow,
    BandPart,
    BandRow,
    DecisionPack,
    EffectRow,
    FitPart,
    IntervalRow,
    LeafWeights,
    ReviewPart,
    ScenarioPart,
)
from engine.domain.texts import Language
from engine.report import figures
from engine.report.labels import column_name, said, target_text, word

LARGE_MOVE = 0.05  # a share that moves by 5 points or more is named
NAMED_MOVES = 2
LEAST_ROWS = 30  # a band of fewer rows says nothing
EVEN = 0.5
INCUMBENT, RECOMMENDED = "incumbent", "recommended"


@dataclass(frozen=True, slots=True)
class Headline:
    """What a page answers: the finding, and the one line of ground and doubt below it."""

    title: str
    ground: str


def decision_headline(pack: DecisionPack, language: Language) -> Headline:
    """Return the decision's answer: who changes grade, else which weights, else what is seen."""
    if pack.review is not None:
        return _review_headline(pack, pack.review, language)
    if any(leaf.recommended for leaf in pack.weights):
        return _weights_headline(pack, language)
    return _observed_headline(pack, language)


def peak_headline(
    pack: DecisionPack, language: Language, scenario: str | None = None
) -> Headline | None:
    """Return the answer of the peak: do the targets hold under the load; None without a load.

    Parameters
    ----------
    pack
        The pack.
    language
        zh or en.
    scenario
        Id of a load; None for the one with the most targets missed, then undecided, then the
        heaviest.
    """
    parts = [part for part in pack.scenarios if scenario in (None, part.id)]
    if not parts:
        return None
    part = max(parts, key=lambda part: (*_failures(part), part.factor))
    missed, undecided = _failures(part)
    ground = _peak_ground(part, language)
    if missed:
        return Headline(_missed_title(part, language), ground)
    key = "headline.peak_undecided" if undecided else "headline.peak_held"
    name = part.name.in_language(language)
    count = undecided or len(part.verdicts)
    return Headline(word(key, language, scenario=name, count=count), ground)


def compared_origin(review: ReviewPart) -> str:
    """Return the weight set that moves are counted to: the recommended, else the last one."""
    return RECOMMENDED if RECOMMENDED in review.origins else review.origins[-1]


def moved_leaves(pack: DecisionPack) -> tuple[LeafWeights, ...]:
    """Return the indicators whose share moves by 5 points or more, the largest move first."""
    moves = {leaf.indicator: _move(leaf) for leaf in pack.weights}
    moved = [leaf for leaf in pack.weights if abs(moves[leaf.indicator]) >= LARGE_MOVE - 1e-9]
    return tuple(sorted(moved, key=lambda leaf: -abs(moves[leaf.indicator])))


def shortfalls(part: ScenarioPart) -> tuple[IntervalRow, ...]:
    """Return the intervals in which more arrives than the rostered agents can finish."""
    return tuple(row for row in part.intervals if row.arrivals_per_h > row.capacity_per_h)


def telling_rows(part: BandPart) -> tuple[BandRow, ...]:
    """Return the bands with rows enough to say something, in order."""
    return tuple(row for row in part.rows if row.n >= LEAST_ROWS)


def band_text(row: BandRow, unit: str, language: Language) -> str:
    """Return a band's edges; the last band is open."""
    low = figures.limit(row.low, unit, language)
    if row.high is None:
        return word("table.from", language, low=low)
    return word("table.band", language, low=low, high=figures.limit(row.high, unit, language))


def _review_headline(pack: DecisionPack, review: ReviewPart, language: Language) -> Headline:
    changing = [agent for agent in review.agents if agent.grade_changes]
    ground = word("sentence_gap", language).join(_review_ground(pack, review, language))
    if not changing:
        count = len(review.agents)
        return Headline(word("headline.no_grade_changes", language, agents=count), ground)
    return Headline(_changes_title(changing, review, language), ground)


def _changes_title(changing: Sequence[AgentRow], review: ReviewPart, language: Language) -> str:
    """Return who would change grade, and of how many it can be expected."""
    up = sum(_grade_rise(agent, review) > 0 for agent in changing)
    chances = [agent.change_probability for agent in changing]
    likely = sum(chance > EVEN for chance in chances)
    key = "headline.grade_changes" if likely else "headline.grade_changes_doubtful"
    if len(changing) == 1:
        key = "headline.one_grade_up" if up else "headline.one_grade_down"
    return word(
        key,
        language,
        agents=len(review.agents),
        count=len(changing),
        up=up,
        down=len(changing) - up,
        likely=likely,
        probability=figures.probability(min(chances) if likely else max(chances)),
    )


def _review_ground(pack: DecisionPack, review: ReviewPart, language: Language) -> list[str]:
    told = [word("headline.scored", language, agents=len(review.agents), period=review.period)]
    moves = [_move_text(leaf, language) for leaf in moved_leaves(pack)[:NAMED_MOVES]]
    if moves:
        told.append(word("headline.moves", language, moves=_joined(moves, language)))
    pay = review.pay_change_cny
    if pay is not None:
        amount = figures.money(pay.value, language, with_sign=True)
        interval = figures.quantity_range(pay.low, pay.high, "CNY", language)
        key = "headline.pay" if pay.low is None else "headline.pay_interval"
        told.append(word(key, language, amount=amount, interval=interval))
    return told


def _observed_headline(pack: DecisionPack, language: Language) -> Headline:
    """Return what the records show when nothing is decided: the clearest effect, else the bands."""
    effects = [(fit, row) for fit in pack.evidence for row in fit.effects if row.role == "lever"]
    if effects:
        return _effect_headline(*max(effects, key=_strength), language)
    if pack.bands:
        return _band_headline(pack.bands[0], language)
    return Headline(word("headline.nothing", language), word("headline.nothing_ground", language))


def _weights_headline(pack: DecisionPack, language: Language) -> Headline:
    moved = moved_leaves(pack)
    speaking = sum(leaf.evidence_speaks for leaf in pack.weights)
    ground = word("headline.weights_ground", language, speaking=speaking, all=len(pack.weights))
    if not moved:
        return Headline(word("headline.no_large_move", language), ground)
    moves = _joined([_move_text(leaf, language) for leaf in moved[:NAMED_MOVES]], language)
    return Headline(word("headline.recommended", language, moves=moves), ground)


def _effect_headline(fit: FitPart, row: EffectRow, language: Language) -> Headline:
    title = word(
        "headline.effect",
        language,
        name=fit.name.in_language(language),
        change=figures.points(row.effect.value, language),
        per=said(row.per, language),
    )
    low, high = row.effect.low, row.effect.high
    ground = word(
        "headline.effect_ground",
        language,
        interval=figures.points_range(low, high, language),
        n=figures.number(fit.n),
        clusters=figures.number(fit.clusters),
        grade=fit.grade,
    )
    return Headline(title, ground)


def _band_headline(part: BandPart, language: Language) -> Headline:
    outcome, rows = column_name(part.outcome, language), telling_rows(part)
    ground = word("sentence_gap", language).join(_band_ground(part, rows, language))
    if len(rows) < 2:  # noqa: PLR2004  # one band cannot be compared
        return Headline(word("headline.bands_unknown", language, outcome=outcome), ground)
    first, last = rows[0], rows[-1]
    title = word(
        "headline.bands",
        language,
        outcome=outcome,
        first=figures.number(first.mean.value, 2),
        first_band=band_text(first, part.unit, language),
        last=figures.number(last.mean.value, 2),
        last_band=band_text(last, part.unit, language),
    )
    return Headline(title, ground)


def _band_ground(part: BandPart, rows: Sequence[BandRow], language: Language) -> list[str]:
    told = []
    tied = sum(row.tie == rows[0].tie for row in rows)
    if tied > 1:
        told.append(word("headline.bands_tied", language, tied=tied))
    n, clusters = sum(row.n for row in part.rows), figures.number(part.clusters)
    told.append(word("headline.bands_ground", language, n=figures.number(n), clusters=clusters))
    if len(rows) < len(part.rows):
        told.append(word("headline.bands_few", language, least=LEAST_ROWS))
    return told


def _missed_title(part: ScenarioPart, language: Language) -> str:
    first = min(
        (row for row in part.verdicts if row.verdict == "missed"),
        key=lambda row: row.probability.value,
    )
    name, target = part.name.in_language(language), target_text(first, language)
    short = shortfalls(part)
    if not short:
        return word("headline.peak_missed", language, scenario=name, target=target)
    worst = max(short, key=lambda row: row.arrivals_per_h - row.capacity_per_h)
    return word(
        "headline.peak_missed_when",
        language,
        scenario=name,
        target=target,
        when=_when(part, worst.start_s, language),
        lacking=figures.number(round(worst.arrivals_per_h - worst.capacity_per_h)),
    )


def _when(part: ScenarioPart, start_s: float, language: Language) -> str:
    """Return the wave an instant lies in, else its clock time."""
    waves = [wave for wave in part.waves if wave.start_s <= start_s < wave.end_s]
    if not waves:
        return word("headline.at", language, clock=figures.clock(start_s))
    return word("headline.in_wave", language, wave=waves[0].name.in_language(language))


def _peak_ground(part: ScenarioPart, language: Language) -> str:
    missed, undecided = _failures(part)
    counts = {
        "days": part.replications,
        "targets": len(part.verdicts),
        "held": len(part.verdicts) - missed - undecided,
        "missed": missed,
        "undecided": undecided,
        "contacts": figures.large_number(part.contacts_mean, language),
        "agents": part.agents,
    }
    return word("headline.peak_ground", language, **counts)


def _failures(part: ScenarioPart) -> tuple[int, int]:
    verdicts = [row.verdict for row in part.verdicts]
    return verdicts.count("missed"), verdicts.count("undecided")


def _grade_rise(agent: AgentRow, review: ReviewPart) -> int:
    before = agent.standings[INCUMBENT].grade
    after = agent.standings[compared_origin(review)].grade
    return review.grade_labels.index(before) - review.grade_labels.index(after)


def _move(leaf: LeafWeights) -> float:
    if leaf.incumbent is None or leaf.recommended is None:
        return 0.0
    return leaf.recommended.value - leaf.incumbent.value


def _move_text(leaf: LeafWeights, language: Language) -> str:
    before = figures.share(leaf.incumbent.value if leaf.incumbent else None, 0)
    after = figures.share(leaf.recommended.value if leaf.recommended else None, 0)
    return f"{leaf.name.in_language(language)} {before} \u2192 {after}"


def _strength(entry: tuple[FitPart, EffectRow]) -> float:
    _, row = entry
    return abs(row.effect.value) / row.effect_se if row.effect_se > 0 else 0.0


def _joined(parts: Sequence[str], language: Language) -> str:
    return word("list_mark", language).join(parts)
