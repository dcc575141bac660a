"""``heng run``: a whole case, from its files to the decision pack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.pack import DecisionPack, LeafWeights
    from engine.services.cases import RunOptions

DEFAULT_WORKERS = 2
LARGEST_SEED = 2**32 - 1  # as in a case file; importing that room here would cost every --help

ReplicationsOption = Annotated[
    int | None, typer.Option("--replications", min=1, help="Simulated days for each load.")
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=LARGEST_SEED, help="Instead of the case's seed."),
]
WorkersOption = Annotated[
    int,
    typer.Option("--workers", min=1, help="Side by side; figures do not depend on it."),
]


def run(
    case: Annotated[Path, typer.Argument(metavar="CASE.toml", help="The case to decide.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the decision pack.")
    ],
    contacts: Annotated[
        Path | None, typer.Option("--contacts", metavar="PATH", help="Your contact records.")
    ] = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    workers: WorkersOption = DEFAULT_WORKERS,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Decide a whole case: write pack.json, report.html and tables.xlsx, and print the answer.

    A case may lack parts; the pack names what is absent. A target that fails is part of the
    answer, so the exit code is 0 whenever the pack was written.
    """
    from engine.services.cases import RunOptions

    language = chosen_language(lang)
    options = RunOptions(contacts, replications, seed, workers, language)
    pack = decided(case, out, options)
    emit(summary(pack, out), lambda: summary_text(pack, out, language), json_)


def decided(case: Path, out: Path, options: "RunOptions") -> "DecisionPack":
    """Run a case with its progress on stderr and return the pack."""
    from engine.cli.progress import shown_progress
    from engine.services.cases import run_case

    with shown_progress(options.language) as tell:
        return run_case(case, out, options, tell)


def summary(pack: "DecisionPack", out: Path) -> dict[str, object]:
    """Return the pack's answer as a document: weights, grade changes, targets, what is absent."""
    from dataclasses import asdict

    from engine.report.headline import compared_origin

    head = pack.heng
    review = pack.review
    return {
        "heng": {
            "version": head.version,
            "schema": head.schema,
            "seed": head.seed,
            "inputs": [asdict(file) for file in head.inputs],
        },
        "case": head.case_id,
        "generated": head.generated,
        "answer": {language: _answer(pack, language) for language in _LANGUAGES},
        "weights": [_weights(leaf) for leaf in pack.weights],
        "grade_changes": [
            {
                "agent": agent.agent,
                "from": agent.standings["incumbent"].grade,
                "to": agent.standings[compared_origin(review)].grade,
                "probability": agent.change_probability,
            }
            for agent in (review.agents if review else ())
            if review and agent.grade_changes
        ],
        "targets": [
            {
                "load": part.id,
                "measure": row.measure,
                "scope": row.scope,
                "threshold": row.threshold,
                "probability": asdict(row.probability),
                "verdict": row.verdict,
            }
            for part in pack.scenarios
            for row in part.verdicts
        ],
        "evidence": _evidence(pack),
        "absent": [sentence.key for sentence in pack.absent],
        "set_aside": len(pack.set_aside),
        "files": [f"{out.name}/{name}" for name in _written()],
    }


def summary_text(pack: "DecisionPack", out: Path, language: Language) -> str:
    """Return the pack's answer for people: the headlines, what is absent, where the files are."""
    from engine.i18n.translate import render, render_sentence

    label = render("report.example_data", {}, language)
    name = pack.heng.case_name.in_language(language)
    lines = [f"{name} [{label}]" if pack.heng.generated else name, ""]
    lines += _answer(pack, language)
    lines += ["", *(render_sentence(sentence, language) for sentence in pack.absent)]
    lines += [*([""] if pack.absent else []), render("cli.written", {}, language)]
    lines += [f"  {out / file}" for file in _written()]
    return "\n".join(lines)


_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_SETS = ("incumbent", "judged", "evidence", "recommended")


def _answer(pack: "DecisionPack", language: Language) -> list[str]:
    from engine.report.evidence_headline import evidence_headline
    from engine.report.evidence_words import EvidenceWords
    from engine.report.headline import decision_headline, peak_headline

    decision, peak = decision_headline(pack, language), peak_headline(pack, language)
    told = [decision.title, decision.ground]
    if pack.evidence_report is not None and pack.evidence_report.claims:
        claims = evidence_headline(EvidenceWords(pack.evidence_report, language))
        told += [claims.title, claims.ground]
    return told if peak is None else [*told, peak.title, peak.ground]


def _evidence(pack: "DecisionPack") -> dict[str, object] | None:
    """Return the grades of the questions and the verdicts on the claims; None without a report."""
    from dataclasses import asdict

    report = pack.evidence_report
    if report is None:
        return None
    return {
        "grade": report.grade,
        "questions": [{"id": fit.id, "grade": fit.grade} for fit in report.fits],
        "claims": [
            {
                "id": claim.id,
                "verdict": claim.verdict,
                "estimate": asdict(claim.estimate),
                "grade": claim.grade,
            }
            for claim in report.claims
        ],
    }


def _weights(leaf: "LeafWeights") -> dict[str, object]:
    from dataclasses import asdict

    sets = {name: getattr(leaf, name) for name in _SETS}
    shares = {name: None if part is None else asdict(part) for name, part in sets.items()}
    return {"indicator": leaf.indicator, **shares}


def _written() -> tuple[str, ...]:
    from engine.services.packs import PACK_FILE, REPORT_FILE, TABLES_FILE

    return (PACK_FILE, REPORT_FILE, TABLES_FILE)
