"""``heng optimise``: weights that management can publish, proven, explained, and tested."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.failures import NO_ANSWER
from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    message,
    shown_path,
)
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.services.optimisation import OptimiseAnswer

DEFAULT_SEED, DEFAULT_DRAWS, DEFAULT_NODES = 618, 5000, 200  # engine.services: USUAL_*

PolicyOption = Annotated[
    Path, typer.Option("--policy", metavar="POLICY.toml", help="What may be published.")
]
JudgementOption = Annotated[
    Path | None, typer.Option("--judgement", metavar="FILE", help="Judged weights.")
]
EvidenceOption = Annotated[
    Path | None, typer.Option("--evidence", metavar="FILE", help="Evidence weights, or effects.")
]
IncumbentOption = Annotated[
    Path | None,
    typer.Option("--incumbent", metavar="FILE", help="Weights in force; else the scheme's."),
]
SchemeOption = Annotated[
    str | None, typer.Option("--scheme", help="Scheme file or shipped id, if not the policy's.")
]
ScoresOption = Annotated[
    Path | None, typer.Option("--scores", metavar="FILE", help="Agents by leaves, 0 to 100.")
]
MetricsOption = Annotated[
    Path | None,
    typer.Option("--metrics", metavar="FILE", help="Agents by indicators, as heng metrics writes."),
]
EmphasisOption = Annotated[
    str,
    typer.Option("--emphasis", metavar="ID", help="Adds the rules of an emphasis of the policy."),
]
ObjectiveOption = Annotated[
    str | None,
    typer.Option(
        "--objective",
        help="blend, distances, worst-case, max-min, regret, fewest-changes.",
    ),
]
NormOption = Annotated[str | None, typer.Option("--norm", help="L1 or Linf.")]
ShareOption = Annotated[
    float | None,
    typer.Option("--evidence-share", help="How far to follow evidence: 0 not at all, 1 alone."),
]
BudgetOption = Annotated[
    float | None, typer.Option("--budget", help="How many evidence shares may err at once (Gamma).")
]
GridOption = Annotated[
    float | None, typer.Option("--grid", help="Publishable step, such as 0.005; 0 for none.")
]
DrawsOption = Annotated[int, typer.Option("--draws", help="Weight sets drawn for acceptabilities.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of those draws.")]
NodesOption = Annotated[
    int,
    typer.Option("--node-limit", help="Nodes after which the search for fewer grade changes ends."),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write report.json, weights.json, weights.csv."),
]


def optimise(
    policy: PolicyOption,
    judgement: JudgementOption = None,
    evidence: EvidenceOption = None,
    incumbent: IncumbentOption = None,
    scheme: SchemeOption = None,
    scores: ScoresOption = None,
    metrics: MetricsOption = None,
    emphasis: EmphasisOption = "",
    objective: ObjectiveOption = None,
    norm: NormOption = None,
    evidence_share: ShareOption = None,
    budget: BudgetOption = None,
    grid: GridOption = None,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = DEFAULT_SEED,
    node_limit: NodesOption = DEFAULT_NODES,
    out: OutOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Recommend weights between judgement and evidence that the policy allows.

    Says which rules bind and what they cost, how far judgement and evidence lie apart, how
    robust the answer is, and whose grade changes. Exit code 0: done; 1: the policy leaves no
    weights, the clashing rules are named; 2: bad input.
    """
    from engine.cli.optimise_document import optimise_document
    from engine.cli.optimise_text import optimise_text
    from engine.services.optimisation import OptimiseRequest, asked_weights

    language = chosen_language(lang)
    request = OptimiseRequest(
        policy=policy,
        judgement=judgement,
        evidence=evidence,
        incumbent=incumbent,
        scheme=scheme,
        scores=scores,
        metrics=metrics,
        emphasis=emphasis,
        objective=objective,
        norm=norm,
        evidence_share=evidence_share,
        budget=budget,
        grid=grid,
        draws=draws,
        seed=seed,
        node_limit=node_limit,
    )
    answer = asked_weights(request)
    document = {"heng": header(answer.inputs, seed), **optimise_document(answer.report, language)}
    _write(answer, document, out, language)
    emit(document, lambda: optimise_text(answer.report, language), json_)
    if not answer.report.feasible:
        raise typer.Exit(NO_ANSWER)


def _write(
    answer: "OptimiseAnswer", document: dict[str, object], out: Path | None, language: Language
) -> None:
    from engine.cli.output import json_text
    from engine.i18n.translate import render
    from engine.services.optimisation import write_report

    if out is None:
        return
    for path in write_report(answer, json_text(document), out):
        message(render("cli.evidence.written", {"file": shown_path(path)}, language))
