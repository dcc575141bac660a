"""The four weight sets side by side, and the policy rules that shaped the recommended one."""

from engine.app.blocks import Cell, foot, legend, put, section, table
from engine.app.pictures import put_chart
from engine.app.session import View
from engine.domain.pack import LeafWeights, RulePart, SolverPart
from engine.report import figures
from engine.report.charts import weights_chart
from engine.report.labels import origin_name, said
from engine.report.tokens import ORIGINS


def put_weights(view: View) -> None:
    """Draw the dot-and-interval chart with its legend and the indicators evidence is silent on."""
    leaves = sorted(view.pack.weights, key=lambda leaf: -_share_to_sort_by(leaf))
    present = [origin for origin in ORIGINS if any(getattr(leaf, origin) for leaf in leaves)]
    if not any(leaf.evidence_speaks for leaf in leaves):
        present = [origin for origin in present if origin != "evidence"]
    compared = {"incumbent", "recommended"} <= set(present)
    subtitle = "app.weights.subtitle" if compared else "app.weights.subtitle_plain"
    put(
        section(view.say("app.weights.title", count=len(leaves)), view.say(subtitle)),
        legend([(origin, origin_name(origin, view.language)) for origin in present], view.tokens),
    )
    put_chart(
        weights_chart(leaves, view.tokens, view.language), view.say("app.weights.description")
    )
    silent = [leaf for leaf in leaves if not leaf.evidence_speaks]
    if "evidence" in present and silent:
        put(foot(view.say("app.weights.silent", names=_names(silent, view))))


def _share_to_sort_by(leaf: LeafWeights) -> float:
    point = leaf.recommended or leaf.judged or leaf.incumbent
    return 0.0 if point is None else point.value


def _names(leaves: list[LeafWeights], view: View) -> str:
    stop = view.say("app.list_mark")
    return stop.join(leaf.name.in_language(view.language) for leaf in leaves)


def put_policy(view: View) -> None:
    """Draw the rules that bind with what they cost, and whether the solver proved its answer."""
    policy = view.pack.policy_name
    if policy is None:
        return
    name, rules = policy.in_language(view.language), view.pack.binding
    subtitle = view.say("app.policy.subtitle", policy=name, count=len(rules))
    title = section(view.say("app.policy.title"), subtitle)
    notes = [view.say("app.policy.cost_note" if rules else "app.policy.none")]
    if view.pack.solver is not None:
        notes.append(_proof(view.pack.solver, view))
    heads = [(view.say("app.policy.rule"), ""), (view.say("app.policy.cost"), "r")]
    shown = [table(heads, [_rule(rule, view) for rule in rules])] if rules else []
    put(title, *shown, foot(view.say("app.sentence_gap").join(notes)))


def _rule(rule: RulePart, view: View) -> list[Cell]:
    price = figures.NONE if rule.shadow_price is None else figures.number(rule.shadow_price, 3)
    return [said(rule.sentence, view.language), price]


def _proof(solver: SolverPart, view: View) -> str:
    key = "app.policy.proven" if solver.proven else "app.policy.unproven"
    gap = figures.share(solver.gap)
    return view.say(key, solver=solver.solver, version=solver.version, gap=gap)
