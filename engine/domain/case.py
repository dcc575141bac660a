"""A whole case: which files answer which part of the decision; parts may be absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.specification import BandQuestion, Specification
from engine.domain.texts import Text

if TYPE_CHECKING:  # a plan of evidence has a layout as a case has: neither room owns the other
    from engine.domain.evidence_plan import Claim, ColumnRole, DispatchQuestion

_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
_NO_RANGES: Mapping[str, tuple[float | None, float | None]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ContactLayout:
    """How the user's contact file maps to Heng's names.

    ``columns`` maps Heng's column to the file's header (absent: same name); ``ranges`` gives the
    least and greatest possible value of a column; rows outside are listed and set aside.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: _NO_COLUMNS)
    ranges: Mapping[str, tuple[float | None, float | None]] = field(
        default_factory=lambda: _NO_RANGES
    )
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Case:
    """What ``heng run`` runs; every part but the id, name and seed may be absent.

    ``generator`` names a generated data set (``shop``) made on first use; ``contacts`` a file of
    the user's, ``records`` and ``samples`` its agent months and quality samples (Parquet).
    ``review_period`` is the month (``2026-05``) whose scores are compared; ``caution`` is a
    sentence of the case's author about its data that readers must see. ``bootstraps`` is the
    number of cluster resamples behind the evidence weights and importances.
    """

    id: str
    name: Text
    seed: int
    path: Path
    generated: bool = False
    caution: Text | None = None
    attribution: str = ""
    generator: str = ""
    contacts: Path | None = None
    records: Path | None = None
    samples: Path | None = None
    layout: ContactLayout = ContactLayout()
    scheme: Path | None = None
    policy: Path | None = None
    panel: Path | None = None
    scenarios: tuple[Path, ...] = ()
    replications: int = 100
    review_period: str = ""
    evidence: tuple[Specification, ...] = ()
    bands: tuple[BandQuestion, ...] = ()
    columns: "tuple[ColumnRole, ...]" = ()
    claims: "tuple[Claim, ...]" = ()
    dispatches: "tuple[DispatchQuestion, ...]" = ()
    bootstraps: int = 1000
