"""What ``heng repair`` says: as a document for machines, as text for people."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.ahp.scales import ratio_text
from engine.cli.output import shown_path
from engine.domain.texts import Language
from engine.i18n.translate import render
from engine.services.repairs import Accepted, Answers
from engine.studies.judgement_repair import JudgementRepair, RepairPair, RepairSet


def repair_document(answers: Answers, repair: JudgementRepair) -> dict[str, object]:
    """Return a repair under the keys of the command-line contract."""
    return {
        "items": answers.matrix.items,
        "respondent": answers.respondent or None,
        "node": answers.node or None,
        "changes_needed": repair.changes_needed,
        "proven": repair.proven,
        "bound": repair.bound,
        "complete": repair.complete,
        "sets_found": repair.sets_found,
        "sets": [_set_document(each) for each in repair.sets],
        "ratio_before": repair.ratio_before,
        "limit": repair.limit,
        "random_index": {
            "name": repair.random_index_name,
            "value": repair.random_index,
            "missing": repair.missing,
        },
    }


def accepted_document(
    accepted: Accepted, left: JudgementRepair, written: Sequence[Path]
) -> dict[str, object]:
    """Return what was agreed to, what is left to ask, and the files written."""
    return {
        "accepted": [
            {
                "pair": [change.first, change.second],
                "old": change.old,
                "new": change.new,
                "who": change.who,
                "when": change.when,
            }
            for change in accepted.changes
        ],
        "after": {"ratio": left.ratio_before, "changes_needed": left.changes_needed},
        "written": [shown_path(path) for path in written],
    }


def repair_text(answers: Answers, repair: JudgementRepair, language: Language) -> str:
    """Return a repair for people: how many answers, which, and that nothing was changed."""
    values = {
        "ratio": repair.ratio_before,
        "limit": repair.limit,
        "name": repair.random_index_name,
        "random_index": repair.random_index,
    }
    lines = [
        render("repair.whose", {"respondent": answers.respondent, "node": answers.node}, language)
    ]
    lines = lines if answers.respondent else []
    if not repair.random_index:
        return "\n".join([*lines, render("repair.by_definition", {}, language)])
    if not repair.changes_needed:
        return "\n".join([*lines, render("repair.nothing", values, language)])
    lines += [render("repair.above", values, language), _needed(repair, language)]
    for number, each in enumerate(repair.sets, 1):
        lines += _set_lines(number, each, language)
    more = repair.sets_found - len(repair.sets)
    lines += [render("repair.more", {"count": more}, language)] if more else []
    if not all(each.on_scale for each in repair.sets):
        lines.append(render("repair.off_scale", {}, language))
    return "\n".join([*lines, render("repair.consent", {}, language)])


def accepted_text(accepted: Accepted, left: JudgementRepair, language: Language) -> str:
    """Return what was agreed to, for people, and whether anything is left to ask."""
    lines = [
        render(
            "repair.accepted",
            {
                "first": change.first,
                "second": change.second,
                "old": ratio_text(change.old),
                "new": ratio_text(change.new),
                "who": change.who,
            },
            language,
        )
        for change in accepted.changes
    ]
    key = "repair.left" if left.changes_needed else "repair.nothing_left"
    told = {"ratio": left.ratio_before, "limit": left.limit, "count": left.changes_needed}
    return "\n".join([*lines, render(key, told, language)])


def _set_document(each: RepairSet) -> dict[str, object]:
    return {
        "pairs": [
            {
                "pair": [pair.first, pair.second],
                "stated": pair.stated,
                "implied": pair.implied,
                "suggested": pair.suggested,
            }
            for pair in each.pairs
        ],
        "ratio_after": each.ratio_after,
        "ratio_implied": each.ratio_implied,
        "on_scale": each.on_scale,
    }


def _needed(repair: JudgementRepair, language: Language) -> str:
    """Return the sentence on how many answers have to change, and how sure that is."""
    values = {
        "count": repair.changes_needed,
        "bound": repair.bound,
        "sets": repair.sets_found,
    }
    if not repair.proven:
        return render("repair.not_proven", values, language)
    if not repair.complete:
        return render("repair.not_complete", values, language)
    single = "one" if repair.changes_needed == 1 else "several"
    only = "only" if repair.sets_found == 1 else "any"
    return render(f"repair.{single}_{only}", values, language)


def _set_lines(number: int, each: RepairSet, language: Language) -> Iterator[str]:
    """Yield a set's judgements; of a single one on one line, of several below their number."""
    after = {"number": number, "ratio_after": each.ratio_after}
    told = [_pair_text(pair, language) for pair in each.pairs]
    if len(told) == 1:
        yield render("repair.single", {**after, "judgement": told[0]}, language)
        return
    yield render("repair.set", after, language)
    yield from (f"     {text}" for text in told)


def _pair_text(pair: RepairPair, language: Language) -> str:
    values = {
        "first": pair.first,
        "second": pair.second,
        "stated": ratio_text(pair.stated),
        "suggested": ratio_text(pair.suggested),
        "implied": _about(pair.implied),
    }
    return render("repair.judgement", values, language)


def _about(ratio: float) -> str:
    """Return a ratio that nobody stated, to two digits: ``2.4``, ``1/3.1``."""
    return f"{ratio:.2g}" if ratio >= 1 else f"1/{1 / ratio:.2g}"
