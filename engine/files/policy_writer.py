"""Weight policies to policy files that read back equal."""

from collections.abc import Mapping

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.texts import Text
from engine.files.policy_schema import NO_LIMIT
from engine.files.toml_writer import toml_text


def policy_text(
    policy: WeightPolicy,
    scheme: str = "",
    *,
    tree: IndicatorTree | None = None,
    grades: GradeRule | None = None,
) -> str:
    """Return a policy as TOML that reads back equal.

    Parameters
    ----------
    scheme
        The path of its scheme file, or empty.
    tree, grades
        Of a policy without a scheme: its own indicators and grades.
    """
    own = None if tree is None else [_named(leaf.id, leaf.name) for leaf in tree.leaves]
    return toml_text(
        {
            "schema_version": 1,
            "id": policy.id,
            "scheme": scheme,
            "objective": policy.objective.value,
            "norm": policy.norm.value,
            "budget": policy.budget,
            "evidence_share": policy.evidence_share,
            "default_floor": policy.default_floor,
            "default_cap": policy.default_cap,
            "largest_move": NO_LIMIT if policy.largest_move is None else policy.largest_move,
            "grid": policy.grid or 0.0,
            "ring_fenced": list(policy.ring_fenced) or None,
            "red_lines": list(policy.red_lines) or None,
            "name": _plain(policy.name),
            "distances": {
                "judged": policy.distances.judged,
                "evidence": policy.distances.evidence,
                "incumbent": policy.distances.incumbent,
            },
            "floors": policy.floors,
            "caps": policy.caps,
            "largest_moves": policy.largest_moves,
            "group_shares": {name: list(pair) for name, pair in policy.group_shares.items()},
            "grades": grades and {"cutoffs": list(grades.cutoffs), "labels": list(grades.labels)},
            "indicators": own,
            **_rule_lists(policy),
        }
    )


def _rule_lists(policy: WeightPolicy) -> dict[str, list[dict[str, object]]]:
    """Return the rules that stand as ``[[..]]`` tables."""
    return {
        "groups": [
            {**_named(each.id, each.name), "members": list(each.members)} for each in policy.groups
        ],
        "orders": [
            {"higher": each.higher, "lower": each.lower, "gap": each.gap} for each in policy.orders
        ],
        "ratios": [
            {"higher": each.higher, "lower": each.lower, "ratio": each.ratio}
            for each in policy.ratios
        ],
        "emphases": [
            {
                **_named(each.id, each.name),
                "multipliers": _filled(each.multipliers),
                "at_least_incumbent": _filled(each.at_least_incumbent),
                "group_shifts": _filled(each.group_shifts),
                "first": list(each.first) or None,
            }
            for each in policy.emphases
        ],
        "triggers": [
            {
                **_named(each.id, each.name),
                "indicator": each.indicator,
                "comparison": each.comparison,
                "threshold": each.threshold,
                "release": each.release,
                "window_days": each.window_days,
                "alpha": each.alpha,
                "raises": dict(each.raises),
                "cap": each.cap,
                "cool_down_months": each.cool_down_months,
            }
            for each in policy.triggers
        ],
    }


def _named(id_: str, name: Text) -> dict[str, object]:
    return {"id": id_, "name": _plain(name)}


def _plain(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _filled(table: Mapping[str, float]) -> dict[str, float] | None:
    return dict(table) or None
