"""Scorecards: what each agent scores under a weight set, leaf by leaf.

Owns which leaves apply to an agent and how the weight of the others is shared; curves come from
:mod:`engine.scoring.curves`, grades from :mod:`engine.scoring.grades`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Indicator, IndicatorTree, Population, Scheme
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import WeightSet
from engine.errors import Fault, InputError
from engine.scoring.curves import leaf_scores


@dataclass(frozen=True, slots=True, eq=False)
class Scorecards:
    """Scores of all agents under one weight set.

    Parameters
    ----------
    agents, indicators
        a agents in the table's order, k leaves in the scheme's file order.
    scores
        (a,), 0..100; nan for an agent to whom no weighted leaf applies.
    contributions
        (a, k), points of the score that come from each leaf: rows sum to the score; 0 where the
        leaf does not apply.
    effective_shares
        (a, k), each agent's weights after sharing: rows sum to 1, or are 0 without a score.
    leaf_scores
        (a, k), 0..100; nan where the leaf does not apply or has no value.
    findings
        Leaves whose weight was shared among the others, with the number of agents.
    """

    agents: tuple[str, ...]
    indicators: tuple[str, ...]
    scores: NDArray[np.float64]
    contributions: NDArray[np.float64]
    effective_shares: NDArray[np.float64]
    leaf_scores: NDArray[np.float64]
    findings: tuple[Finding, ...]


def scores(table: MetricTable, weights: WeightSet, scheme: Scheme) -> Scorecards:
    """Scorecards of a period's metrics under a weight set.

    A leaf that does not apply to an agent's population, or has no value, gives its weight to the
    agent's other leaves in proportion to theirs.

    Parameters
    ----------
    table
        Must have a column for each leaf of the scheme (nan where not measured); others are
        ignored.
    weights
        Over exactly the leaves of the scheme, in any order.

    Raises
    ------
    InputError
        ``scoring.missing_indicators`` naming leaves without a column;
        ``weights.other_indicators`` when the weights are not over the scheme's leaves.
    """
    leaves = scheme.tree.leaves
    shares = weights.aligned(scheme.tree.leaf_ids).shares
    values = leaf_values(table, scheme.tree)
    applies = applicable(table.populations, leaves)
    of_leaves = np.where(applies, leaf_scores([leaf.curve for leaf in leaves], values), np.nan)
    effective = effective_shares(shares, ~np.isnan(of_leaves))
    contributions = effective * np.nan_to_num(of_leaves)
    scored = effective.sum(axis=1) > 0
    return Scorecards(
        table.agents,
        scheme.tree.leaf_ids,
        np.where(scored, contributions.sum(axis=1), np.nan),
        contributions,
        effective,
        of_leaves,
        _findings(leaves, shares, applies, np.isnan(values), scored),
    )


def leaf_values(table: MetricTable, tree: IndicatorTree) -> NDArray[np.float64]:
    """Return the table's values as (agents, leaves) in the tree's order, aligned by id.

    Raises
    ------
    InputError
        ``scoring.missing_indicators`` naming every leaf without a column.
    """
    return table.values[:, leaf_columns(table, tree)]


def leaf_columns(table: MetricTable, tree: IndicatorTree) -> list[int]:
    """Return the column of the table that holds each leaf of the tree.

    Raises
    ------
    InputError
        ``scoring.missing_indicators`` naming every leaf without a column.
    """
    missing = [leaf for leaf in tree.leaf_ids if leaf not in table.indicators]
    if missing:
        faults = [
            Fault("scoring.missing_indicator", leaf, "", {"indicator": leaf}) for leaf in missing
        ]
        raise InputError("scoring.missing_indicators", faults, period=table.period)
    return [table.indicators.index(leaf) for leaf in tree.leaf_ids]


def applicable(populations: tuple[str, ...], leaves: tuple[Indicator, ...]) -> NDArray[np.bool_]:
    """Return (agents, leaves): whether a leaf is counted over contacts that the agent serves.

    An agent of population ``all`` serves both presale and after-sale.
    """
    own = np.array(populations, dtype=object)[:, None]
    of_leaf = np.array([leaf.population.value for leaf in leaves], dtype=object)[None, :]
    everyone = Population.ALL.value
    return np.asarray((own == of_leaf) | (own == everyone) | (of_leaf == everyone), dtype=bool)


def effective_shares(
    shares: NDArray[np.float64], available: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Shares of the available leaves, scaled so that they sum to one.

    Parameters
    ----------
    shares
        (..., k) weights.
    available
        (..., k), broadcast against the shares.

    Returns
    -------
    ndarray
        (..., k); a row without any weighted available leaf is 0.
    """
    kept = np.where(available, shares, 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(kept, total, out=np.zeros_like(kept), where=total > 0))


def _findings(
    leaves: tuple[Indicator, ...],
    shares: NDArray[np.float64],
    applies: NDArray[np.bool_],
    missing: NDArray[np.bool_],
    scored: NDArray[np.bool_],
) -> tuple[Finding, ...]:
    findings = []
    for place, leaf in enumerate(leaves):
        if shares[place] == 0:
            continue
        elsewhere = int((~applies[:, place]).sum())
        without = int((applies[:, place] & missing[:, place]).sum())
        if elsewhere:
            findings.append(_leaf_finding("note", "not_applicable", leaf, elsewhere, len(applies)))
        if without:
            findings.append(_leaf_finding("caution", "no_value", leaf, without, len(applies)))
    if not bool(scored.all()):
        count = int((~scored).sum())
        findings.append(Finding("alarm", Sentence("measure.scoring.not_scored", {"agents": count})))
    return tuple(findings)


def _leaf_finding(
    severity: Literal["note", "caution"], key: str, leaf: Indicator, agents: int, total: int
) -> Finding:
    name = {"zh": leaf.name.zh, "en": leaf.name.en}
    return Finding(
        severity,
        Sentence(f"measure.scoring.{key}", {"indicator": name, "agents": agents, "total": total}),
    )
