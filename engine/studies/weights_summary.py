"""The report on weights in a few sentences that a manager can read aloud.

Owns which figures are said, in which order; every figure stands in the report already.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.domain.estimates import Estimate
from engine.domain.texts import Sentence, Text, Value
from engine.domain.weights_report import LeafDecision, RobustRow, RulePart, WeightsReport

PERCENT = 100.0
NO_MOVE = 5e-6  # half a thousandth of a point
NO_PRICE = 1e-7
_SUMMARY = "measure.optimisation.summary"


def summary(report: WeightsReport) -> tuple[Sentence, ...]:
    """Sentences on what is recommended, how far it goes, what it costs and how sure it is.

    Parameters
    ----------
    report
        Finished but for its summary.

    Returns
    -------
    tuple of Sentence
        Three to six: the moves, the distances from the sources, the dearest rule, the proof and
        the intervals, the robust choices, what to look at next. Points are hundredths of the
        whole weight; a distance is the points that change hands, half the sum of all differences.
    """
    if not report.feasible:
        return _of_a_conflict(report)
    sentences = (
        _moves(report),
        _far(report),
        _price(report.binding),
        _sure(report),
        _robust(report),
        _next(report),
    )
    return tuple(sentence for sentence in sentences if sentence is not None)


def _of_a_conflict(report: WeightsReport) -> tuple[Sentence, ...]:
    clash = report.conflict
    about: dict[str, Value] = {
        "policy": _named(report.policy_name),
        "rules": 0 if clash is None else len(clash.rules),
        "points": 0.0 if clash is None else PERCENT * clash.least_total_violation,
    }
    word = "infeasible_emphasis" if report.emphasis else "infeasible"
    return _sentence(word, about | _under(report)), _sentence("check_infeasible")


def _moves(report: WeightsReport) -> Sentence:
    """Return what is recommended against the weights in force, and the two largest moves.

    Where one share moves another does, too: the second is told however small it is.
    """
    leaves = report.indicators
    about: dict[str, Value] = {"policy": _named(report.policy_name), "total": len(leaves)}
    moves = [
        (leaf.recommended.value - leaf.incumbent.value, leaf)
        for leaf in leaves
        if leaf.incumbent is not None
    ]
    if not moves:
        greatest = max(leaves, key=lambda leaf: leaf.recommended.value)
        return _sentence("no_incumbent", about | _share(greatest))
    moved = sum(abs(move) > NO_MOVE for move, _ in moves)
    if not moved:
        return _sentence("unmoved", about)
    moves.sort(key=lambda each: -abs(each[0]))
    for word, (move, leaf) in zip(("first", "second"), moves, strict=False):
        about[word] = _named(leaf.name)
        about[f"{word}_points"] = PERCENT * move
    about |= {"moved": moved, "points": PERCENT * sum(abs(move) for move, _ in moves) / 2}
    return _sentence("emphasis" if report.emphasis else "policy", about | _under(report))


def _under(report: WeightsReport) -> dict[str, Value]:
    """Return the emphasis in force by its name."""
    rows = {row.id: _named(row.name) for row in report.emphases}
    return {"emphasis": rows.get(report.emphasis, report.emphasis)} if report.emphasis else {}


def _far(report: WeightsReport) -> Sentence | None:
    """Return how many points differ from each source.

    Where evidence is silent the share that stands in counts, judged or else present: so the
    figure is that of the frontier.
    """
    leaves = report.indicators
    speaks = sum(leaf.evidence is not None for leaf in leaves)
    judged = _differing((leaf, leaf.judged) for leaf in leaves)
    evidence = None
    if speaks:
        evidence = _differing(
            (leaf, leaf.evidence or leaf.judged or leaf.incumbent) for leaf in leaves
        )
    about: dict[str, Value] = {"speaks": speaks, "total": len(leaves)}
    about |= {"judged": judged or 0.0, "evidence": evidence or 0.0}
    if judged is None:
        return None if evidence is None else _sentence("far_evidence", about)
    return _sentence("far_judged" if evidence is None else "far_both", about)


def _differing(pairs: Iterable[tuple[LeafDecision, Estimate | None]]) -> float | None:
    """Return half the sum of the differences in points; None where the source says nothing."""
    gaps = [abs(leaf.recommended.value - one.value) for leaf, one in pairs if one is not None]
    return PERCENT * sum(gaps) / 2 if gaps else None


def _price(binding: Sequence[RulePart]) -> Sentence:
    """Return how many rules bind, how many of them cost something, and the dearest."""
    if not binding:
        return _sentence("unbound")
    about: dict[str, Value] = {"binding": len(binding)}
    if any(rule.shadow_price is None for rule in binding):
        return _sentence("unpriced", about)
    costly = [rule for rule in binding if (rule.shadow_price or 0.0) > NO_PRICE]
    if not costly:
        return _sentence("cheap", about)
    dearest = max(costly, key=lambda rule: rule.shadow_price or 0.0)
    return _sentence("dearest", about | {"costly": len(costly), "formula": dearest.formula})


def _sure(report: WeightsReport) -> Sentence | None:
    """Return whether the answer is proven, and the widest interval of a share."""
    solver = report.solver
    if solver is None:
        return None
    if solver.proven:
        return _widest(report.indicators)
    if solver.bound is None:
        return _sentence("unproven_bare")
    return _sentence("unproven", {"objective": solver.objective, "bound": solver.bound})


def _widest(leaves: Sequence[LeafDecision]) -> Sentence:
    """Return the widest interval of a proven answer."""
    ends = [
        (leaf.recommended.low, leaf.recommended.high, leaf)
        for leaf in leaves
        if leaf.recommended.low is not None and leaf.recommended.high is not None
    ]
    if not ends:
        return _sentence("sure_bare")
    low, high, widest = max(ends, key=lambda each: each[1] - each[0])
    about: dict[str, Value] = {
        "intervals": len(ends),
        "total": len(leaves),
        "subject": _named(widest.name),
        "low_percent": PERCENT * low,
        "high_percent": PERCENT * high,
    }
    return _sentence("sure", about)


def _robust(report: WeightsReport) -> Sentence | None:
    """Return the robust choice that differs most from the recommended set."""
    if not report.robust:
        return None
    chosen = {leaf.indicator: leaf.recommended.value for leaf in report.indicators}
    farthest = max(report.robust, key=lambda row: _points_from(row, chosen))
    about: dict[str, Value] = {
        "count": len(report.robust),
        "points": _points_from(farthest, chosen),
    }
    return _sentence(f"robust_{farthest.kind.replace('-', '_')}", about)


def _points_from(row: RobustRow, chosen: Mapping[str, float]) -> float:
    return PERCENT * sum(abs(share - chosen[leaf]) for leaf, share in row.shares.items()) / 2


def _next(report: WeightsReport) -> Sentence:
    """Return what to look at next: the grades, else the findings, else the rules."""
    if report.grades is not None:
        part = report.grades
        agents = len(part.agents)
        counts = {
            "agents": agents,
            "changes": part.recommended_changes,
            "fewest": part.changes,
            "least": part.bound,
        }
        if part.certain == agents:
            return _sentence("grades_certain", counts)
        return _sentence("grades", counts | {"open": agents - part.certain})
    grave = sum(finding.severity != "note" for finding in report.findings)
    return _sentence("check", {"count": grave}) if grave else _sentence("check_none")


def _share(leaf: LeafDecision) -> dict[str, Value]:
    return {"subject": _named(leaf.name), "share_percent": PERCENT * leaf.recommended.value}


def _named(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _sentence(word: str, values: Mapping[str, Value] | None = None) -> Sentence:
    return Sentence(f"{_SUMMARY}.{word}", dict(values or {}))
