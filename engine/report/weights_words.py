"""How a report on weights is said: rules with their formulas, prices, clashes, reasons, proofs.

Shared by the command line, the app and the printed pack, so that all say the same.
"""

from engine.domain.texts import Language
from engine.domain.weights_report import ConflictPart, LeafDecision, RulePart, SolverPart
from engine.i18n.translate import render, render_sentence

PERCENT = 100.0
_AREA = "weights_words"
_INFEASIBLE = "infeasible"


def rule_words(rule: RulePart, language: Language) -> str:
    """Return a rule in words with its formula, and the emphasis if its words do not name it."""
    said = render_sentence(rule.sentence, language)
    if rule.emphasis and "emphasis" not in rule.sentence.values:
        about = {"rule": said, "formula": rule.formula, "emphasis": rule.emphasis}
        return _say("rule_emphasis", language, **about)
    return _say("rule", language, rule=said, formula=rule.formula)


def price_words(rule: RulePart, language: Language) -> str:
    """Return what a rule costs; empty where the objective has no prices."""
    return "" if rule.price is None else render_sentence(rule.price, language)


def why_words(leaf: LeafDecision, language: Language) -> str:
    """Return why an indicator has its share: the main reason, then the second."""
    said = [render_sentence(each, language) for each in (leaf.why, leaf.also) if each is not None]
    return ("" if language == "zh" else " ").join(said)


def proof_words(solver: SolverPart, language: Language) -> str:
    """Return what is proven of an answer; only a proven one is ever called the best."""
    if solver.proven:
        return _say("proven", language)
    if solver.why == _INFEASIBLE:
        return _say("proven_none", language)
    figures = {"bound": solver.bound, "objective": solver.objective}
    word = "no_bound" if solver.bound is None else "not_proven"
    said = _say(word, language, **figures)
    if solver.reproducible:
        return said
    return _say("between", language).join([said, _say("not_reproducible", language)])


def conflict_lines(part: ConflictPart, language: Language) -> tuple[str, ...]:
    """Return a clash line by line: its rules, whether fewer clash, and the least way out."""
    rules = part.rules if part.step is None else (*part.rules, part.step)
    return (
        _clash(part, language),
        *(f"  {rule_words(rule, language)}" for rule in rules),
        _say("smallest" if part.smallest else "irreducible", language),
        _say("least", language, points=PERCENT * part.least_total_violation),
        *(f"  {line}" for line in change_lines(part, language)),
    )


def change_lines(part: ConflictPart, language: Language) -> tuple[str, ...]:
    """Return the least way out of a clash: which limit moves where, by how many points."""
    ways = part.upwards or tuple("<=" in rule.formula for rule, _ in part.changes)
    return tuple(
        _say(
            "raise" if upwards else "lower",
            language,
            formula=rule.formula,
            points=PERCENT * amount,
        )
        for (rule, amount), upwards in zip(part.changes, ways, strict=True)
    )


def _clash(part: ConflictPart, language: Language) -> str:
    word = "clash" if len(part.rules) > 1 else "clash_one"
    if not part.premises:
        return _say(word, language, count=len(part.rules))
    said = [render(f"measure.optimisation.premise.{each}", {}, language) for each in part.premises]
    premises = _say("and", language).join(said)
    return _say(f"{word}_with", language, count=len(part.rules), premises=premises)


def _say(word: str, language: Language, **values: object) -> str:
    return render(f"{_AREA}.{word}", values, language)
