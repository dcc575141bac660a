"""Disputes of quality scores: how often, how often upheld, and an agent's mean without them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.domain.metric_report import Estimate
from engine.domain.quality import QualityForm
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.proportions import wilson
from engine.metrics.quality_problems import mean_estimate
from engine.metrics.quality_scores import form_scores

RED_LINE = "red_line"
ITEM_SIGN = ":"
"""Between a sample and its disputed item: ``s2:cold``."""


@dataclass(frozen=True, slots=True)
class RaterDisputes:
    """One rater's disputes: share of the samples disputed, and of those decided upheld.

    ``undecided`` disputes have no answer yet. ``change`` is the mean of the score after less
    the score before over the upheld ones (nan without ``score_before``).
    """

    rater: str
    disputed: Estimate
    upheld: Estimate
    undecided: int
    change: float


@dataclass(frozen=True, slots=True)
class Appeal:
    """An agent's mean of random samples as it stands, and without what is disputed.

    ``items`` are the disputed items of a sample that else counts; the other ``samples`` are left
    out as a whole.
    """

    agent: str
    samples: tuple[str, ...]
    standing: Estimate
    without: Estimate
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def rater_disputes(
    samples: ColumnTable, scores: NDArray[np.float64], confidence: float
) -> tuple[RaterDisputes, ...]:
    """Return the disputes by rater, in order of id.

    Parameters
    ----------
    samples
        With ``rater``, ``disputed``, and, as far as known, ``upheld`` and ``score_before``.
    scores
        (n,) the scores as they stand now.

    Raises
    ------
    InputError
        ``quality.upheld`` for a sample that was upheld though never disputed.
    """
    disputed, upheld = _numbers(samples, "disputed"), _numbers(samples, "upheld")
    wrong = np.flatnonzero((upheld == 1) & (disputed != 1))
    if wrong.size:
        raise InputError("quality.upheld", row=int(samples.labels[wrong[0]]))
    before = _numbers(samples, "score_before")
    raters = np.array([str(each or "") for each in samples.column("rater")], dtype=object)
    found = []
    for rater in sorted(set(raters) - {""}):
        own = raters == rater
        known, asked = own & ~np.isnan(disputed), own & (disputed == 1)
        decided = asked & ~np.isnan(upheld)
        kept = asked & (upheld == 1)
        moves = (scores - before)[kept]
        moves = moves[~np.isnan(moves)]
        found.append(
            RaterDisputes(
                rater,
                wilson(int(asked.sum()), int(known.sum()), confidence),
                wilson(int(kept.sum()), int(decided.sum()), confidence),
                int((asked & ~decided).sum()),
                float(moves.mean()) if moves.size else np.nan,
            )
        )
    return tuple(found)


def appeal(
    samples: ColumnTable,
    scores: NDArray[np.float64],
    disputed: Sequence[str],
    form: QualityForm,
    confidence: float,
) -> Appeal:
    """Return an agent's mean as it stands, and with the disputed samples or items left out.

    Parameters
    ----------
    samples
        The random samples, with ``sample_id``, ``agent`` and, where items are disputed, a column
        for each item of the form.
    scores
        (n,) points, nan where a sample has none.
    disputed
        Ids of samples of one agent, at least one; ``s2:cold`` disputes one item (its id or its
        name) or red line of a sample, whose score is then made of the others.

    Raises
    ------
    InputError
        ``quality.appeal_unknown`` for ids that are no random sample; ``quality.appeal_item`` for
        an item that the form does not have; ``quality.column_needed`` for one that the
        samples do not show; ``quality.appeal_agents`` when the samples are of
        several agents; as :func:`engine.metrics.quality_scores.form_scores`.
    """
    ids = [str(each) for each in samples.column("sample_id")]
    asked = _asked(disputed, ids, form)
    named = np.isin(ids, list(asked))
    people = np.array([str(each) for each in samples.column("agent")], dtype=object)
    agents = sorted(set(people[named]))
    if len(agents) != 1:
        raise InputError("quality.appeal_agents", agents=", ".join(agents))
    items = {sample: parts for sample, parts in asked.items() if parts}
    revised = scores if not items else _rescored(samples, scores, items, form)
    whole = np.isin(ids, [sample for sample in asked if sample not in items])
    own = (people == agents[0]) & ~np.isnan(scores)
    return Appeal(
        agents[0],
        tuple(asked),
        mean_estimate(scores[own], confidence),
        mean_estimate(revised[own & ~whole], confidence),
        items,
    )


def _asked(
    disputed: Sequence[str], ids: Sequence[str], form: QualityForm
) -> dict[str, tuple[str, ...]]:
    """Return the disputed items of each sample; none where the whole sample is disputed."""
    words = {_folded(word): id_ for id_, name in form.names.items() for word in (name.zh, name.en)}
    words |= {_folded(id_): id_ for id_ in (*form.names, RED_LINE)}
    known, asked, unknown = set(ids), dict[str, tuple[str, ...]](), []
    for told in disputed:
        sample, _, item = unicodedata.normalize("NFKC", told).rpartition(ITEM_SIGN)
        if told in known:
            asked[told] = ()
        elif sample not in known:
            unknown.append(told)
        elif _folded(item) not in words:
            raise InputError("quality.appeal_item", item=item, form=form.id)
        elif asked.get(sample) != ():
            asked[sample] = (*asked.get(sample, ()), words[_folded(item)])
    if unknown:
        raise InputError("quality.appeal_unknown", samples=", ".join(unknown))
    return asked


def _rescored(
    samples: ColumnTable,
    scores: NDArray[np.float64],
    items: Mapping[str, Sequence[str]],
    form: QualityForm,
) -> NDArray[np.float64]:
    """Return the scores, those of the samples in question without their disputed items."""
    columns = dict(samples.columns)
    ids = samples.column("sample_id")
    for sample, parts in items.items():
        for part in parts:
            if part not in columns:
                raise InputError("quality.column_needed", columns=part)
            cells = columns[part].astype(np.float64)
            columns[part] = np.where(ids == sample, 0.0, cells)
    made = form_scores(ColumnTable(samples.labels, columns), form).scores
    return np.where(np.isin(ids.astype(str), list(items)), made, scores)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace())


def _numbers(samples: ColumnTable, name: str) -> NDArray[np.float64]:
    if name not in samples.columns:
        return np.full(len(samples), np.nan)
    return samples.column(name).astype(np.float64)
