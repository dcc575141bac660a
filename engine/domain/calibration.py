"""What a panel's answers say: the result every calibration report, page and command shows.

Made by ``studies.panel``; read by ``report``, ``cli`` and ``app``. Items are ids; names stand in
:attr:`PanelCalibration.tree`. Ratios are first over second. Weights are shares 0..1 in item order.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel
from engine.domain.pack import Estimate, InputFile
from engine.domain.survey import AnswerNote, Coding
from engine.domain.texts import Finding, Sentence, Text

CALIBRATION_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A judgement to ask again: as stated, as the others imply it, and the ratio after."""

    first: str
    second: str
    stated: float
    implied: float
    suggested: float
    ratio_after: float


@dataclass(frozen=True, slots=True, eq=False)
class NodeAnswers:
    """One respondent's answers about the items of one node.

    ``weights`` is None where the answers do not link all items; ``unconnected`` then names the
    groups that no answer links. ``consistency_ratio`` compares with the random index for this
    many items and gaps. ``next_question`` is the unanswered pair whose answer would help most.
    """

    node: str
    matrix: JudgementMatrix
    weights: tuple[float, ...] | None
    lambda_max: float | None
    consistency_ratio: float | None
    random_index: float
    gci: float | None
    circular_triads: tuple[tuple[str, str, str], ...]
    revise: tuple[RevisionRow, ...]
    methods_disagree: bool
    unconnected: tuple[tuple[str, ...], ...]
    next_question: tuple[str, str] | None

    @property
    def missing(self) -> int:
        """How many pairs were not answered."""
        return self.matrix.missing


@dataclass(frozen=True, slots=True, eq=False)
class RespondentResult:
    """One respondent: every node answered, the worst ratio among them, and the notes.

    ``consistent`` is None where no ratio could be found. ``as_written`` are weights and ratio of
    each node under the reading that takes every positive number as printed, for comparison.
    """

    respondent: str
    name: Text
    role: str
    weight: float
    nodes: tuple[NodeAnswers, ...]
    consistency_ratio: float | None
    worst_node: str
    consistent: bool | None
    notes: tuple[AnswerNote, ...]
    as_written: Mapping[str, tuple[tuple[float, ...], float | None]]


@dataclass(frozen=True, slots=True)
class PairDisagreement:
    """How the panel divides over one pair; ``n`` answered it.

    ``mean`` is the geometric mean of first over second, ``spread`` the geometric standard
    deviation (1 = all the same; None below two answers); the three shares sum to 1.
    """

    node: str
    first: str
    second: str
    n: int
    mean: float
    spread: float | None
    least: float
    greatest: float
    share_first: float
    share_equal: float
    share_second: float


@dataclass(frozen=True, slots=True, eq=False)
class NodeGroup:
    """What the panel says together about one node.

    ``by_judgements`` are the priorities of the aggregated judgements, ``by_priorities`` the
    geometric means of the respondents' own; ``consensus`` is Goepel's S* (0..1, None below two
    respondents), ``incompatibility`` the GCOMPI with the group's weights, and
    ``priority_violations`` the PVN, how much of the respondents' order the group reverses; both
    None below three items. ``by_priorities`` and ``by_priorities_arithmetic`` are None where no
    respondent's answers link all items, ``gci`` where nobody answered some pair.
    ``arithmetic_sd`` is the standard deviation over respondents of their own priorities, beside
    the arithmetic means; None below two. ``share`` is the node's own global weight, 1 for the
    root.
    """

    node: str
    matrix: JudgementMatrix
    filled: tuple[tuple[str, str], ...]
    respondents: int
    by_judgements: tuple[float, ...]
    by_priorities: tuple[float, ...] | None
    by_priorities_arithmetic: tuple[float, ...] | None
    lambda_max: float
    consistency_ratio: float
    random_index: float
    gci: float | None
    methods_disagree: bool
    incompatibility: float | None
    priority_violations: float | None
    consensus: float | None
    pairs: tuple[PairDisagreement, ...]
    share: float = 1.0
    arithmetic_sd: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TreatmentResult:
    """The leaf weights under one way to treat the answers; ``id`` names it.

    ``all`` keeps everybody, ``down-weighted`` multiplies the weight of whoever is above the
    limit by limit / ratio, ``consistent-only`` drops them, ``as-written`` takes every number as
    printed, ``priorities`` aggregates priorities instead of judgements. ``weights`` is None where
    the treatment leaves too few answers; ``why`` then says so. ``largest_change`` is against
    ``all``.
    """

    id: str
    respondents: int
    weights: tuple[float, ...] | None
    consistency_ratios: Mapping[str, float]
    largest_change: float | None
    why: Sentence | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SubGroupResult:
    """The leaf weights of the respondents of one role alone; None where they leave gaps."""

    role: str
    respondents: int
    weights: tuple[float, ...] | None
    largest_change: float | None
    consensus: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LeafResult:
    """One leaf's weight with its band, its rank (1 = greatest), and each rank's probability."""

    leaf: str
    path: tuple[str, ...]
    local: float
    weight: Estimate
    rank: int
    rank_probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that was asked again and changed with its respondent's consent."""

    respondent: str
    node: str
    first: str
    second: str
    old: float
    new: float
    who: str
    when: str


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """Where the bands come from: joint draws (m, leaves), and how they were made."""

    draws: NDArray[np.float64]
    model: str
    level: float
    sigma: float
    redrawn: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class FuzzyLeaf:
    """A leaf's fuzzy weight (least, middle, greatest) and its crisp value, beside the crisp one."""

    leaf: str
    fuzzy: tuple[float, float, float]
    defuzzified: float
    crisp: float


@dataclass(frozen=True, slots=True, eq=False)
class PanelCalibration:
    """A whole panel: inputs, method, people, group, weights with bands, and what to know.

    ``weights`` of the leaves follow the treatment ``all`` (aggregation of judgements, everybody
    kept, answers read with care); ``treatments`` set the others beside it. ``consensus`` is that
    of the nodes, weighted by their global weights; None where no node has one. ``as_written`` are
    the answers with every positive number taken as printed.
    """

    name: Text
    tree: ItemTree
    coding: Coding
    method: str
    completion: str
    random_index: str
    limit: float
    respondents: tuple[RespondentResult, ...]
    nodes: tuple[NodeGroup, ...]
    leaves: tuple[LeafResult, ...]
    treatments: tuple[TreatmentResult, ...]
    subgroups: tuple[SubGroupResult, ...]
    uncertainty: Uncertainty
    notes: tuple[AnswerNote, ...]
    changes: tuple[Change, ...]
    fuzzy: tuple[FuzzyLeaf, ...]
    findings: tuple[Finding, ...]
    consensus: float | None
    as_written: Panel


@dataclass(frozen=True, slots=True)
class CalibrationHeader:
    """Where a calibration comes from; ``created`` is an ISO date and time in UTC."""

    version: str
    schema: int
    seed: int
    inputs: tuple[InputFile, ...]
    created: str
    packages: Mapping[str, str]
