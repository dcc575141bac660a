"""Orders and ratios that name nothing, compare a thing with itself, or run in a circle."""

from collections.abc import Iterator, Mapping

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import OrderRule, WeightPolicy
from engine.errors import Fault
from engine.optimisation.policy_rules import order_formula
from engine.optimisation.rules import SHARE_TOLERANCE
from engine.optimisation.subjects import Subject, subjects


def comparison_faults(policy: WeightPolicy, tree: IndicatorTree) -> tuple[Fault, ...]:
    """Return all faults of the orders and ratios at once.

    Unknown subjects, a subject against itself (or a group of the same leaves), gaps outside
    -1..1, ratios that are not above 0, and orders in a circle whose gaps sum to more than 0. A
    circle of ratios whose product is above 1 contradicts nothing: see :mod:`.emptied`.
    """
    known = subjects(policy, tree)
    pairs = [(f"orders[{i}]", rule.higher, rule.lower) for i, rule in enumerate(policy.orders)] + [
        (f"ratios[{i}]", rule.higher, rule.lower) for i, rule in enumerate(policy.ratios)
    ]
    return (
        *(fault for pair in pairs for fault in _subject_faults(*pair, known)),
        *(
            Fault("policy.gap_range", f"orders[{i}].gap", f"{rule.gap:g}")
            for i, rule in enumerate(policy.orders)
            if not -1 <= rule.gap <= 1
        ),
        *(
            Fault("policy.ratio_range", f"ratios[{i}].ratio", f"{rule.ratio:g}")
            for i, rule in enumerate(policy.ratios)
            if not 0 < rule.ratio < float("inf")
        ),
        *_circle_faults(policy.orders),
    )


def _subject_faults(
    place: str, higher: str, lower: str, known: Mapping[str, Subject]
) -> Iterator[Fault]:
    listed = ", ".join(known)
    unknown = [
        (end, id_) for end, id_ in (("higher", higher), ("lower", lower)) if id_ not in known
    ]
    for end, id_ in unknown:
        yield Fault(
            "policy.unknown_subject", f"{place}.{end}", id_, {"subject": id_, "known": listed}
        )
    if unknown:
        return
    if set(known[higher].members) == set(known[lower].members):
        yield Fault("policy.compared_with_itself", place, f"{higher}, {lower}")


def _circle_faults(orders: tuple[OrderRule, ...]) -> list[Fault]:
    """Return the first circle of orders that asks a share to exceed itself.

    Longest paths from each subject in turn: a way back to it with gaps that sum to more than 0
    contradicts itself, since each share is at least itself plus that sum.
    """
    between = {rule.higher for rule in orders} | {rule.lower for rule in orders}
    apart = [rule for rule in orders if rule.higher != rule.lower]
    for start in sorted(between):
        circle = _circle(start, apart, len(between))
        if circle:
            formulas = "; ".join(map(order_formula, circle))
            total = sum(one.gap for one in circle)
            return [Fault("policy.order_circle", "orders", formulas, {"total": total})]
    return []


def _circle(start: str, orders: list[OrderRule], subjects_: int) -> list[OrderRule]:
    """Return the orders of a circle through ``start`` whose gaps sum to more than 0, or none."""
    best: dict[str, tuple[float, list[OrderRule]]] = {start: (0.0, [])}
    for _ in range(subjects_):
        longer = dict(best)
        for rule in orders:
            if rule.higher not in best:
                continue
            total, path = best[rule.higher]
            total, path = total + rule.gap, [*path, rule]
            if rule.lower == start and total > SHARE_TOLERANCE:
                return path
            seen = any(one.lower == rule.lower for one in path[:-1]) or rule.lower == start
            if not seen and total > longer.get(rule.lower, (-float("inf"), []))[0]:
                longer[rule.lower] = (total, path)
        best = longer
    return []
