"""What a user may ask of an optimisation beside its files, and what of it cannot be."""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf, isfinite
from pathlib import Path
from typing import TypeVar

from engine.domain.policy import Norm, Objective, WeightPolicy
from engine.errors import Fault, InputError

COMMAND = "heng optimise"  # where a wrong option stands
LARGEST_SEED = 2**32 - 1
MOST_DRAWS = 100_000
MOST_NODES = 100_000
USUAL_SEED, USUAL_DRAWS, USUAL_NODES = 618, 5000, 200
_FILES = ("policy", "judgement", "evidence", "incumbent", "scores", "metrics")

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class OptimiseRequest:
    """What a user asks of ``heng optimise``; None leaves it to the policy file.

    ``incumbent`` and ``scheme`` may be ids of shipped schemes; ``metrics`` are values that are
    read through the scheme's curves, ``scores`` are scores already. Files may be named by text,
    as notebooks do: it becomes a path.
    """

    policy: Path
    judgement: Path | None = None
    evidence: Path | None = None
    incumbent: Path | None = None
    scheme: str | None = None
    scores: Path | None = None
    metrics: Path | None = None
    emphasis: str = ""
    objective: str | None = None
    norm: str | None = None
    evidence_share: float | None = None
    budget: float | None = None
    grid: float | None = None
    draws: int = USUAL_DRAWS
    seed: int = USUAL_SEED
    node_limit: int = USUAL_NODES

    def __post_init__(self) -> None:
        """Take text for a path, and a path for the text that names a scheme."""
        for name in _FILES:
            named = getattr(self, name)
            object.__setattr__(self, name, None if named is None else Path(named))
        if self.scheme is not None:
            object.__setattr__(self, "scheme", str(self.scheme))


def check_options(request: OptimiseRequest) -> None:
    """Refuse every number that cannot be, all at once."""
    limits = {
        "evidence_share": (request.evidence_share, 0.0, 1.0),
        "grid": (request.grid, 0.0, 1.0),
        "budget": (request.budget, 0.0, inf),
        "draws": (request.draws, 1, MOST_DRAWS),
        "seed": (request.seed, 0, LARGEST_SEED),
        "node_limit": (request.node_limit, 0, MOST_NODES),
    }
    faults = [
        _number_fault(name, value, least, most)
        for name, (value, least, most) in limits.items()
        if value is not None and not (isfinite(value) and least <= value <= most)
    ]
    if request.scores is not None and request.metrics is not None:
        faults.append(_fault("optimise.option_twice", "metrics", request.metrics.name, {}))
    faults += _words_unknown(request)
    if faults:
        raise InputError("optimise.options", faults, count=len(faults))


def _number_fault(name: str, value: float, least: float, most: float) -> Fault:
    """Return the fault of a number out of its range, which may have no end."""
    if most == inf:
        return _fault("optimise.option_least", name, value, {"least": f"{least:,.0f}"})
    values: dict[str, object] = {"least": f"{least:,.0f}", "most": f"{most:,.0f}"}
    return _fault("optimise.option_number", name, value, values)


def _words_unknown(request: OptimiseRequest) -> list[Fault]:
    asked: tuple[tuple[str, str | None, type[StrEnum]], ...] = (
        ("objective", request.objective, Objective),
        ("norm", request.norm, Norm),
    )
    return [
        _fault(
            "optimise.option_word", name, word, {"known": ", ".join(each.value for each in kind)}
        )
        for name, word, kind in asked
        if word is not None and _meant(word, kind) is None
    ]


def _fault(code: str, name: str, value: object, values: dict[str, object]) -> Fault:
    option = f"--{name.replace('_', '-')}"
    told = f"{value:g}" if isinstance(value, float) else str(value)
    return Fault(code, option, told, {"option": option, **values}, COMMAND)


def asked_policy(policy: WeightPolicy, request: OptimiseRequest) -> WeightPolicy:
    """Return a policy with what the options say in place of the file; a grid of 0 is none."""
    grid = policy.grid if request.grid is None else request.grid or None
    return replace(
        policy,
        objective=_meant(request.objective, Objective) or policy.objective,
        norm=_meant(request.norm, Norm) or policy.norm,
        evidence_share=_first(request.evidence_share, policy.evidence_share),
        budget=policy.budget if request.budget is None else request.budget,
        grid=grid,
    )


def _first(asked: float | None, otherwise: float) -> float:
    return otherwise if asked is None else asked


def _meant(word: str | None, kind: type[Word]) -> Word | None:
    """Return the word of a list that is meant, however it is capitalised."""
    if word is None:
        return None
    return next((each for each in kind if each.value.lower() == word.strip().lower()), None)
