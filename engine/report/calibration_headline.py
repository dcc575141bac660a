"""A calibration's answer as one sentence: what weighs most, and whether it can be relied on."""

from engine.domain.calibration import LeafResult
from engine.report import figures
from engine.report.calibration_people_tables import limit_text
from engine.report.calibration_tables import by_rank
from engine.report.calibration_words import CalibrationWords
from engine.report.headline import Headline
from engine.studies.panel_consistency import ConsistencyCount, careful_count

HALF = 0.5


def calibration_headline(words: CalibrationWords) -> Headline:
    """Return what weighs most with its band, and below it who was asked and how sure it is.

    The leader is named alone only where it has rank 1 in as many draws as the level of the bands
    asks. A group whose ratio keeps the limit while most members break it is told in the title.
    """
    count = consistency_count(words)
    title = _leader(words)
    if _hides(words, count):
        title = words.say(
            "headline.hides",
            title=title,
            consistent=count.consistent,
            respondents=count.respondents,
        )
    return Headline(title, _ground(words, count))


def consistency_count(words: CalibrationWords) -> ConsistencyCount:
    """Return how many respondents keep the limit."""
    calibration = words.calibration
    return careful_count(calibration.respondents, calibration.tree, calibration.limit)


def people_sentence(words: CalibrationWords) -> str:
    """Return how many respondents keep the limit, beside the group's own ratio."""
    count = consistency_count(words)
    ratios = [each.consistency_ratio for each in words.calibration.nodes]
    return words.say(
        "headline.people_hides" if _hides(words, count) else "headline.people",
        consistent=count.consistent,
        respondents=count.respondents,
        limit=limit_text(words),
        group=figures.number(max(ratios), 3),
    )


def _leader(words: CalibrationWords) -> str:
    first, *others = by_rank(words.calibration.leaves)
    drawn = words.calibration.uncertainty
    values = {"name": words.item(first.leaf), "weight": _weight(first, words)}
    if not others or first.rank_probabilities[0] >= drawn.level:
        return words.say("headline.first", **values)
    second = others[0]
    return words.say(
        "headline.open",
        **values,
        second=words.item(second.leaf),
        second_weight=_weight(second, words),
    )


def _weight(leaf: LeafResult, words: CalibrationWords) -> str:
    weight = leaf.weight
    value = figures.share(weight.value)
    if weight.low is None:
        return value
    band = figures.quantity_range(weight.low, weight.high, figures.SHARE, words.language)
    return words.say("headline.with_band", value=value, band=band)


def _hides(words: CalibrationWords, count: ConsistencyCount) -> bool:
    """Tell whether the group keeps the limit while most of its members do not."""
    calibration = words.calibration
    kept = all(each.consistency_ratio <= calibration.limit for each in calibration.nodes)
    return kept and count.respondents > 1 and count.consistent < HALF * count.respondents


def _ground(words: CalibrationWords, count: ConsistencyCount) -> str:
    calibration = words.calibration
    told = {
        "people": len(calibration.respondents),
        "consistent": count.consistent,
        "respondents": count.respondents,
        "limit": limit_text(words),
        "level": words.level(),
    }
    if calibration.consensus is None:
        return words.say("headline.ground_alone", **told)
    return words.say("headline.ground", **told, consensus=words.consensus(calibration.consensus))
