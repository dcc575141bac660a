"""``heng quality``: samples, forms, raters, sample sizes and agreement."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.services.quality import QualityRequest
    from engine.studies.sample_plan import SampleWish

DEFAULT_CONFIDENCE = 0.95
DEFAULT_POWER = 0.8
DEFAULT_HALF_WIDTH = 0.05
DEFAULT_POINTS = 2.0
WORST_SHARE = 0.5  # the share of which most samples are needed

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE...", help="Samples, ratings, staff with ratings: CSV, XLSX, Parquet."
    ),
]
FormOption = Annotated[
    str, typer.Option("--form", help="A form file, or a shipped form: session, ticket.")
]
PeriodOption = Annotated[str, typer.Option("--period", help="One month, as 2026-05.")]
SchemeOption = Annotated[
    str, typer.Option("--scheme", help="A scheme file or id: the raters' shares, the rated leaves.")
]
StrataOption = Annotated[
    Path | None,
    typer.Option("--strata", help="A table of two columns: a stratum and its contacts."),
]
AppealOption = Annotated[
    list[str] | None,
    typer.Option(
        "--appeal",
        metavar="SAMPLE[:ITEM]",
        help="Leave a disputed sample, or one item of it, out; repeatable.",
    ),
]
MapOption = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="TOML", help="A header map that you confirmed; repeatable."),
]
ConfidenceOption = Annotated[float, typer.Option("--confidence", help="Of every interval.")]
HalfWidthOption = Annotated[
    float, typer.Option("--half-width", help="Wanted half width of a pass share.")
]
PointsOption = Annotated[
    float | None,
    typer.Option("--points-half-width", help="Wanted half width of a mean score, in points."),
]
PopulationOption = Annotated[
    int | None, typer.Option("--population", help="Contacts of an agent to draw from; else many.")
]
SampleSizeOption = Annotated[
    bool, typer.Option("--sample-size", help="Only plan: how many samples are needed.")
]
ExpectedOption = Annotated[float, typer.Option("--expected", help="Pass share expected.")]
DeviationOption = Annotated[
    float | None, typer.Option("--deviation", help="Standard deviation of a score, in points.")
]
DifferenceOption = Annotated[
    float | None,
    typer.Option("--difference", help="Between two agents: a share; with --deviation, points."),
]
PowerOption = Annotated[float, typer.Option("--power", help="To find that difference.")]
PassedOption = Annotated[int | None, typer.Option("--passed", help="So many samples passed ..")]
OfOption = Annotated[int | None, typer.Option("--of", help=".. of so many: their interval.")]
AgreementOption = Annotated[
    bool, typer.Option("--agreement", help="FILE holds items in rows and raters in columns.")
]
CategoriesOption = Annotated[
    str, typer.Option("--categories", help="In ascending order, divided by commas.")
]


def quality(
    files: FilesArgument = None,
    form: FormOption = "session",
    period: PeriodOption = "",
    scheme: SchemeOption = "",
    strata: StrataOption = None,
    appeal: AppealOption = None,
    map_: MapOption = None,
    confidence: ConfidenceOption = DEFAULT_CONFIDENCE,
    half_width: HalfWidthOption = DEFAULT_HALF_WIDTH,
    points_half_width: PointsOption = None,
    population: PopulationOption = None,
    sample_size: SampleSizeOption = False,
    expected: ExpectedOption = WORST_SHARE,
    deviation: DeviationOption = None,
    difference: DifferenceOption = None,
    power: PowerOption = DEFAULT_POWER,
    passed: PassedOption = None,
    of: OfOption = None,
    agreement: AgreementOption = False,
    categories: CategoriesOption = "",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Quality samples: scores, problems, precision, raters' agreement and leniency, disputes.

    Random samples make the means; targeted ones only where the probability of each sample is
    given. --sample-size plans samples, --passed 18 --of 20 says how well a share is known,
    --agreement compares raters of the same items.
    """
    language = chosen_language(lang)
    counting = passed is not None or of is not None
    if sum((sample_size, counting, agreement)) > 1 or ((sample_size or counting) and files):
        raise InputError("quality.one_question")
    if counting:
        _interval(passed, of, population, confidence, json_, language)
    elif sample_size:
        from engine.studies.sample_plan import SampleWish

        share = (half_width, expected, population)
        wish = SampleWish(confidence, power, *share, deviation, points_half_width, difference)
        _plan(wish, json_, language)
    elif agreement:
        _agreement(files or [], categories, confidence, json_, language)
    else:
        from engine.services.quality import QualityRequest
        from engine.studies.quality_agents import Plan

        points = DEFAULT_POINTS if points_half_width is None else points_half_width
        plan = Plan(confidence, half_width, points, population)
        told = (period, scheme, strata, tuple(appeal or ()), tuple(map_ or ()))
        request = QualityRequest(tuple(files or ()), form, plan, *told)
        _report(request, json_, language)


def _report(request: "QualityRequest", json_: bool, language: Language) -> None:
    from engine.cli.quality_document import outcome_document
    from engine.cli.quality_text import outcome_text
    from engine.services.quality import quality_outcome

    outcome = quality_outcome(request)
    document = {"heng": header(outcome.inputs), **outcome_document(outcome, request.plan)}
    emit(document, lambda: outcome_text(outcome, request.plan, language), json_)


def _interval(
    passed: int | None,
    of: int | None,
    population: int | None,
    confidence: float,
    json_: bool,
    language: Language,
) -> None:
    from engine.cli.quality_document import estimate_document
    from engine.cli.quality_plan_text import interval_text
    from engine.metrics.proportions import clopper_pearson, finite_share, wilson

    if passed is None or of is None:
        raise InputError("quality.passed_of")
    if of < 1:
        raise InputError("quality.counts", hits=passed, size=of)
    found = [clopper_pearson(passed, of, confidence), wilson(passed, of, confidence)]
    if population is not None:
        found.append(finite_share(passed, of, population, confidence))
    document = {
        "heng": header(),
        "passed": passed,
        "of": of,
        "population": population,
        "confidence": confidence,
        "share": passed / of,
        "intervals": {each.method: estimate_document(each) for each in found},
    }
    emit(document, lambda: interval_text(passed, found, confidence, language), json_)


def _plan(wish: "SampleWish", json_: bool, language: Language) -> None:
    from engine.cli.quality_document import plan_document
    from engine.cli.quality_plan_text import plan_text
    from engine.studies.sample_plan import sample_plan

    plan = sample_plan(wish)
    document = {"heng": header(), **plan_document(wish, plan)}
    emit(document, lambda: plan_text(wish, plan, language), json_)


def _agreement(
    files: list[Path], categories: str, confidence: float, json_: bool, language: Language
) -> None:
    from engine.cli.agreement_text import agreement_document, agreement_text
    from engine.files.rating_table_file import read_rating_table
    from engine.services.agreement import agreement_of

    if len(files) != 1:
        raise InputError("quality.one_table", count=len(files))
    names = tuple(name.strip() for name in categories.split(",")) if categories else ()
    table = read_rating_table(files[0], names)
    report = agreement_of(table, confidence, ordered=bool(names))
    document = {"heng": header(files), "confidence": confidence, **agreement_document(report)}
    emit(document, lambda: agreement_text(report, language), json_)
