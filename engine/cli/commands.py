"""Which commands there are and where each lives; the rest of the room writes what they do.

Only the command that was asked for is imported: ``heng --help`` must answer at once.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

import typer
from typer.exceptions import TyperException

from engine import __version__
from engine.cli.failures import report_cancelled, report_failure, report_usage

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "run": ("engine.cli.run", "Decide a whole case and write its decision pack."),
        "demo": ("engine.cli.demo", "Run the example case, then open the app on it."),
        "app": ("engine.cli.app", "Open the app on the latest saved run."),
        "check": ("engine.cli.check", "Check files and name every fault at once."),
        "schema": ("engine.cli.check", "Print the JSON Schema of a kind of file."),
        "priorities": (
            "engine.cli.judgements",
            "Priorities and consistency of a judgement matrix.",
        ),
        "best-worst": ("engine.cli.best_worst", "Weights by the best-worst method."),
        "hierarchy": ("engine.cli.hierarchy", "Global weights along a hierarchy of criteria."),
        "panel": (
            "engine.cli.panel",
            "Weights of a whole panel, with bands, from its answers.",
        ),
        "group": ("engine.cli.group", "Weights of several respondents together."),
        "metrics": ("engine.cli.metrics", "Every indicator that a shop's exports can give."),
        "example": ("engine.cli.example", "Write a generated shop's exports to try things on."),
        "questionnaire": (
            "engine.cli.questionnaire",
            "Write a questionnaire on a scheme to send to respondents.",
        ),
        "repair": ("engine.cli.repair", "The fewest judgements to ask again, with consent."),
        "quality": (
            "engine.cli.quality",
            "Quality samples: precision, problems, raters, disputes.",
        ),
        "evidence": (
            "engine.cli.evidence",
            "What the data say about outcomes, graded, claims tested.",
        ),
        "optimise": (
            "engine.cli.optimise",
            "Recommend weights that the policy allows, with proof and price.",
        ),
        "experiment": ("engine.cli.experiment", "Plan a rollout by team, and its power."),
        "review-effect": ("engine.cli.review_effect", "What a rollout did, with controls."),
        "monthly-review": (
            "engine.cli.monthly_review",
            "Whether a trigger calls for other weights next month.",
        ),
        "recalibrate": (
            "engine.cli.recalibrate",
            "Whether judgement and evidence call for other weights.",
        ),
        "erlang": ("engine.cli.erlang", "Closed formulas of a queue: Erlang B, C and A."),
        "fit": ("engine.cli.fit", "Fit contact logs and write them as a scenario."),
        "simulate": ("engine.cli.simulate", "Simulate a scenario and judge its targets."),
    }
)
CANCELLED = 130


def call(arguments: Sequence[str]) -> int:
    """Run one command line; whatever goes wrong becomes a sentence and an exit code."""
    told = [argument for argument in arguments if argument != "--debug"] or ["--help"]
    try:
        command = typer.main.get_command(command_line(told))
        code = command.main(args=told, prog_name="heng", standalone_mode=False)
    except TyperException as fault:
        return report_usage(fault, told)
    except Exception as fault:
        if "--debug" in arguments:  # the traceback is what was asked for
            raise
        return report_failure(fault, told)
    if code == CANCELLED:
        report_cancelled(told)
    return code if isinstance(code, int) else 0


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the wanted command real and the others only listed."""
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    line = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    line.callback(invoke_without_command=True)(heng)
    for name, (module, summary) in COMMANDS.items():
        function = getattr(import_module(module), function_name(name)) if name == wanted else listed
        line.command(name, short_help=summary, help=None if name == wanted else summary)(function)
    return line


def function_name(command: str) -> str:
    """Return what the function behind a command is called."""
    return command.replace("-", "_")


def heng(
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
) -> None:
    """Weigh what customer-service teams are measured by, and simulate whether targets hold.

    Every command takes --lang zh|en and --json (one JSON document on stdout; progress and
    messages go to stderr). Exit codes: 0 done, 1 no answer exists, 2 bad input, 3 a mistake
    of ours, 130 cancelled.
    """
    del debug  # taken out by call() before the command line is read: it may stand anywhere
    if version:
        print(__version__)
        raise typer.Exit


def listed() -> None:
    """Stand for a command that was not asked for, in the list of commands only."""
