"""Heng (衡) weighs what customer-service teams are measured by.

The public names are loaded when first used, so that ``import engine`` costs nothing.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.ahp.diagnosis import diagnose
    from engine.services.cases import run_case
    from engine.services.checks import check_files
    from engine.services.evidence import EvidenceRequest, asked_evidence
    from engine.services.optimisation import OptimiseRequest, asked_weights
    from engine.services.panels import PanelRequest, calibrate_panel
    from engine.studies.judgement_repair import repair

try:
    __version__ = version("heng-engine")
except PackageNotFoundError:
    __version__ = "0.0.0"

_HOMES = {
    "EvidenceRequest": "engine.services.evidence",
    "OptimiseRequest": "engine.services.optimisation",
    "PanelRequest": "engine.services.panels",
    "asked_evidence": "engine.services.evidence",
    "asked_weights": "engine.services.optimisation",
    "calibrate_panel": "engine.services.panels",
    "check_files": "engine.services.checks",
    "diagnose": "engine.ahp.diagnosis",
    "repair": "engine.studies.judgement_repair",
    "run_case": "engine.services.cases",
}

__all__ = [
    "EvidenceRequest",
    "OptimiseRequest",
    "PanelRequest",
    "__version__",
    "asked_evidence",
    "asked_weights",
    "calibrate_panel",
    "check_files",
    "diagnose",
    "repair",
    "run_case",
]


def __getattr__(name: str) -> object:
    """Return a public name from the room it lives in."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
