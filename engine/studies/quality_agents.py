"""Each agent's quality: means by design, pass share, and the samples a stated precision takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.metric_report import Estimate
from engine.metrics.proportions import clopper_pearson, finite_share
from engine.metrics.quality_design import DesignMeans, design_means
from engine.metrics.sample_size import exact_share_size, mean_size
from engine.metrics.sampling_errors import FEW

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What precision is wanted.

    ``half_width`` of a pass share (0..0.5), ``points_half_width`` of a mean score, in points;
    ``population`` contacts of each agent the samples are drawn from, None for many.
    """

    confidence: float
    half_width: float
    points_half_width: float
    population: int | None = None


@dataclass(frozen=True, slots=True)
class AgentQuality:
    """One agent's samples; ``agent`` is empty for everybody together.

    ``passing`` is the pass share of random samples with its exact interval; ``deviation`` the
    standard deviation of scores within agents, the agent's own from ``FEW`` random samples on:
    the interval of an agent's mean of random samples rests on the same.
    ``needed_pass`` and ``needed_mean`` are the random samples that the plan's precision takes
    (None where no spread is known).
    """

    agent: str
    means: DesignMeans
    passing: Estimate
    deviation: float
    needed_pass: int | None
    needed_mean: int | None


def agent_qualities(  # noqa: PLR0913 (columns of one table, aligned)
    agents: Sequence[str],
    scores: NDArray[np.float64],
    passed: NDArray[np.float64],
    targeted: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    counted: NDArray[np.bool_],
    plan: Plan,
) -> tuple[AgentQuality, tuple[AgentQuality, ...]]:
    """Return everybody's quality, and each agent's in order of id.

    Parameters
    ----------
    agents, scores, passed, targeted, probabilities
        (n,) by sample; scores, passes (0/1) and probabilities nan where unknown.
    counted
        (n,) which samples count at all.

    Raises
    ------
    InputError
        ``quality.probability`` outside ]0, 1]; ``quality.population`` below an agent's samples;
        those of :mod:`engine.metrics.sample_size` for a plan that has no meaning.
    """
    names = np.array(agents, dtype=object)
    pooled, freedom = _pooled_deviation(names, scores, counted & ~targeted)

    def quality(agent: str, own: NDArray[np.bool_], population: int | None) -> AgentQuality:
        own = own & counted
        random = own & ~targeted
        means = design_means(scores[own], targeted[own], probabilities[own], plan.confidence)
        known = scores[random & ~np.isnan(scores)]
        deviation = pooled
        if len(known) >= FEW:
            deviation = float(known.std(ddof=1))
        elif agent != EVERYBODY:
            mean = _mean(known, pooled, freedom, plan)
            means = replace(means, random_only=mean)
        passes = passed[random & ~np.isnan(passed)]
        passing = _passing(int(passes.sum()), len(passes), population, plan)
        return AgentQuality(
            agent, means, passing, deviation, *_needed(passing, deviation, population, plan)
        )

    everybody = np.ones(len(names), dtype=np.bool_)
    people = sorted({str(name) for name in names[counted]})
    whole = None if plan.population is None else plan.population * max(len(people), 1)
    shop = quality(EVERYBODY, everybody, whole)
    return shop, tuple(quality(name, names == name, plan.population) for name in people)


def _mean(known: NDArray[np.float64], deviation: float, freedom: int, plan: Plan) -> Estimate:
    """Return the mean of few scores, its interval by the spread within all agents."""
    size = len(known)
    if size == 0 or not deviation > 0:  # alike scores do not say that the next one is alike
        value = float(known.mean()) if size else np.nan
        return Estimate(value, size, np.nan, np.nan, "t")
    mean = float(known.mean())
    half = float(stats.t.ppf((1 + plan.confidence) / 2, freedom) * deviation / np.sqrt(size))
    return Estimate(mean, size, mean - half, mean + half, "t")


def _passing(hits: int, size: int, population: int | None, plan: Plan) -> Estimate:
    if population is None:
        return clopper_pearson(hits, size, plan.confidence)
    return finite_share(hits, size, population, plan.confidence)


def _needed(
    passing: Estimate, deviation: float, population: int | None, plan: Plan
) -> tuple[int | None, int | None]:
    share = None
    if passing.size:
        # two passes and two fails are added: nobody is planned for as if he never failed
        expected = (passing.value * passing.size + 2) / (passing.size + 4)
        share = _share_size(plan.half_width, expected, plan.confidence, population)
    mean = None
    if deviation > 0:
        mean = mean_size(plan.points_half_width, deviation, plan.confidence, population)
    return share, mean


@lru_cache(maxsize=4096)  # for speed: many agents have the same passes of the same size
def _share_size(
    half_width: float, expected: float, confidence: float, population: int | None
) -> int:
    return exact_share_size(half_width, expected, confidence, population)


def _pooled_deviation(
    names: NDArray[np.object_], scores: NDArray[np.float64], random: NDArray[np.bool_]
) -> tuple[float, int]:
    """Return the standard deviation within agents and its degrees of freedom.

    nan and 0 where nobody has two samples.
    """
    inside = random & ~np.isnan(scores)
    _, place = np.unique(names[inside].astype(str), return_inverse=True)
    counts = np.bincount(place)
    freedom = int(counts.sum() - len(counts))
    if not freedom:
        return float("nan"), 0
    means = np.bincount(place, scores[inside]) / counts
    return float(np.sqrt(((scores[inside] - means[place]) ** 2).sum() / freedom)), freedom
