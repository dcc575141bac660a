"""``heng group``: what several respondents' judgements of the same items say together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.columns import share_lines
from engine.cli.judgements import (
    DEFAULT_RANDOM_INDEX,
    CompletionOption,
    FileArgument,
    MethodOption,
    RandomIndexOption,
    ScaleOption,
    consistency_line,
)
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.ahp.group_opinion import GroupOpinion, RespondentOpinion
    from engine.domain.calibration import PairDisagreement

AggregationOption = Annotated[
    Literal["judgements", "priorities", "priorities-arithmetic"],
    typer.Option(
        "--aggregation",
        help="What is averaged: judgements (geometric mean), own priorities (geometric mean) or "
        "own priorities (arithmetic mean).",
    ),
]


def group(
    file: FileArgument,
    method: MethodOption = "eigenvector",
    aggregation: AggregationOption = "judgements",
    completion: CompletionOption = "minimum-lambda",
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    scale: ScaleOption = "saaty",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Weights of a group, how far its members agree, and which pairs divide them.

    FILE holds {"items": [..], "matrices": .., "weights": ..}: matrices is a list or an object
    with one for each respondent, weights (optional) likewise; null is a pair that was not
    answered. GCOMPI and GCI are as published with --method geometric-mean.
    """
    from engine.ahp.completion import Completion
    from engine.ahp.group_opinion import Aggregation, group_opinion
    from engine.ahp.priorities import Method
    from engine.files.group_file import NODE, read_group

    language = chosen_language(lang)
    opinion = group_opinion(
        read_group(file, scale),
        NODE,
        Aggregation(aggregation),
        method=Method(method),
        random_index=random_index,
        completion=Completion(completion),
    )
    document = {"heng": header([file]), **opinion_document(opinion)}
    emit(document, lambda: opinion_text(opinion, language), json_)


def opinion_document(opinion: "GroupOpinion") -> dict[str, object]:
    """Return a group's opinion under the keys of the command-line contract."""
    together = opinion.together
    return {
        "items": together.items,
        "method": together.method.value,
        "aggregation": opinion.aggregation.value,
        "weights": opinion.weights,
        "gci": together.geometric_consistency_index,
        "gcompi": opinion.gcompi,
        "priority_violations": opinion.priority_violations,
        "consensus": opinion.consensus,
        "consensus_2013": opinion.consensus_2013,
        "matrix": opinion.matrix.values,
        "completed": together.completed,
        "filled": together.filled,
        "completion": together.completion.value,
        "lambda_max": together.lambda_max,
        "consistency_index": together.consistency_index,
        "consistency_ratio": together.consistency_ratio,
        "random_index": {"name": together.random_index_name, "value": together.random_index},
        "circular_triads": together.circular_triads,
        "methods_disagree": together.methods_disagree,
        "by_judgements": together.weights,
        "by_priorities": {"geometric": opinion.by_geometric, "arithmetic": opinion.by_arithmetic},
        "respondents": [_respondent(each) for each in opinion.respondents],
        "disagreement": [_disagreement(each) for each in opinion.pairs],
    }


def opinion_text(opinion: "GroupOpinion", language: Language) -> str:
    """Return a group's opinion for people: weights, consistency, agreement, disputes."""
    from engine.i18n.translate import render

    heard = _heard(opinion)
    if opinion.aggregation.value != "judgements":
        heard = [each for each in heard if each.diagnosis is not None]
    title = f"group.respondents.{opinion.aggregation.value}"
    shares = zip(opinion.together.items, opinion.weights.tolist(), strict=True)
    method = render(f"ahp.method.{opinion.together.method.value}", {}, language)
    lines = [render(title, {"heard": len(heard)}, language), method]
    lines += share_lines(dict(shares))
    consistency = {"sentence": consistency_line(opinion.together, language)}
    lines.append(render("group.consistency_of_judgements", consistency, language))
    lines += _other_ways(opinion, language)
    lines += _people(opinion, language)
    lines += _agreement(opinion, language)
    lines += _disputes(opinion, language)
    return "\n".join(lines)


def _respondent(opinion: "RespondentOpinion") -> dict[str, object]:
    found = opinion.diagnosis
    return {
        "id": opinion.respondent,
        "weight": opinion.weight,
        "weights": None if found is None else found.weights,
        "lambda_max": None if found is None else found.lambda_max,
        "consistency_ratio": None if found is None else found.consistency_ratio,
        "acceptable": None if found is None else found.is_acceptable,
        "informative": False if found is None else found.is_informative,
        "gci": None if found is None else found.geometric_consistency_index,
        "circular_triads": opinion.circular_triads,
        "missing": opinion.matrix.missing,
        "unconnected": opinion.unconnected,
        "gcompi": opinion.gcompi,
        "priority_violations": opinion.priority_violations,
    }


def _disagreement(pair: "PairDisagreement") -> dict[str, object]:
    return {
        "pair": [pair.first, pair.second],
        "n": pair.n,
        "mean": pair.mean,
        "spread": pair.spread,
        "least": pair.least,
        "greatest": pair.greatest,
        "share_first": pair.share_first,
        "share_equal": pair.share_equal,
        "share_second": pair.share_second,
    }


def _heard(opinion: "GroupOpinion") -> "list[RespondentOpinion]":
    return [each for each in opinion.respondents if each.weight > 0]


def _other_ways(opinion: "GroupOpinion", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    ways = (opinion.together.weights, opinion.by_geometric, opinion.by_arithmetic)
    changes = [float(abs(way - opinion.weights).max()) for way in ways if way is not None]
    if len(changes) == len(ways):
        yield render("group.other_ways", {"change": max(changes)}, language)


def _people(opinion: "GroupOpinion", language: Language) -> Iterator[str]:
    """Yield who is consistent, and whether the group hides that most are not."""
    from engine.ahp.consistency import CUSTOMARY_LIMIT
    from engine.i18n.translate import render

    comma = render("ahp.list_separator", {}, language)
    heard = _heard(opinion)
    told = {each.respondent: each.diagnosis for each in heard if each.diagnosis is not None}
    judged = {name: found for name, found in told.items() if found.is_informative}
    above = [
        render("group.person", {"name": name, "ratio": found.consistency_ratio}, language)
        for name, found in judged.items()
        if not found.is_acceptable
    ]
    values = {"n": len(judged), "inside": len(judged) - len(above), "limit": CUSTOMARY_LIMIT}
    if above:
        yield render("group.some_inconsistent", {**values, "above": comma.join(above)}, language)
    elif judged:
        yield render("group.all_consistent", values, language)
    if opinion.together.is_acceptable and len(above) > len(judged) - len(above):
        yield render("group.consistent_group_hides", {}, language)
    unlinked = [each.respondent for each in heard if each.diagnosis is None]
    if unlinked:
        yield render("group.unlinked", {"respondents": comma.join(unlinked)}, language)


def _agreement(opinion: "GroupOpinion", language: Language) -> Iterator[str]:
    from engine.ahp.consensus import consensus_word
    from engine.i18n.translate import render

    if opinion.consensus is None:
        yield render("group.no_consensus", {}, language)
    else:
        word = render(f"group.words.{consensus_word(opinion.consensus)}", {}, language)
        yield render("group.consensus", {"value": opinion.consensus, "word": word}, language)
    if opinion.gcompi is not None:
        values = {"gcompi": opinion.gcompi, "violations": opinion.priority_violations}
        yield render("group.compatibility", values, language)


def _disputes(opinion: "GroupOpinion", language: Language) -> Iterator[str]:
    from engine.ahp.disagreement import most_disputed
    from engine.ahp.scales import ratio_text
    from engine.i18n.translate import render

    for pair in most_disputed(opinion.pairs):
        values = {
            "first": pair.first,
            "second": pair.second,
            "n": pair.n,
            "least": ratio_text(pair.least),
            "greatest": ratio_text(pair.greatest),
            "spread": pair.spread,
            "for_first": round(pair.share_first * pair.n),
            "equal": round(pair.share_equal * pair.n),
            "for_second": round(pair.share_second * pair.n),
        }
        yield render("group.disputed", values, language)
