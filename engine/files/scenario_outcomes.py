"""The table of outcomes in a scenario file: to the domain and back."""

from typing import Annotated

from pydantic import Field

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.files.documents import Faults
from engine.files.scenario_names import check_known
from engine.files.schemas import FilledText, Id, Share, TableModel

Intercept = Annotated[float, Field(ge=-50, le=50)]
Slope = Annotated[float, Field(ge=-10, le=10)]  # e^10: one unit more, 22,000 times the odds
SCENARIO = "scenario"
_LOGITS = ("satisfaction", "conversion", "complaint")


class LogitTable(TableModel):
    """Log-odds of an outcome of one contact."""

    intercept: Intercept
    log_frt: Slope = 0.0
    art_min: Slope = 0.0
    solved: Slope = 0.0
    classes: dict[Id, Slope] = Field(default_factory=dict)


class OutcomesTable(TableModel):
    """What customers do after the contact."""

    source: FilledText = SCENARIO
    invite_rate: Share = 0.0
    rating_rate: Share = 0.0
    satisfaction: LogitTable | None = None
    conversion: LogitTable | None = None
    conversion_classes: tuple[Id, ...] = ()
    silent_conversion: Share = 0.0
    order_value_cny: Annotated[float, Field(ge=0, le=10_000_000)] = 0.0
    counterfactual_frt_s: Annotated[float, Field(ge=0, le=86_400)] = 30.0
    complaint: LogitTable | None = None
    return_rate: Share = 0.0


def check_outcomes(table: OutcomesTable, classes: list[str], faults: Faults) -> None:
    """Note classes that the scenario does not have."""
    for place, kind in enumerate(table.conversion_classes):
        check_known(kind, classes, ("outcomes", "conversion_classes", place), faults)
    for name in _LOGITS:
        logit: LogitTable | None = getattr(table, name)
        for kind in logit.classes if logit else ():
            check_known(kind, classes, ("outcomes", name, "classes", kind), faults, value=kind)


def outcomes_of(table: OutcomesTable) -> Outcomes:
    """Return the domain's noun."""
    return Outcomes(
        source=table.source,
        invite_rate=table.invite_rate,
        rating_rate=table.rating_rate,
        satisfaction=_logit(table.satisfaction),
        conversion=_logit(table.conversion),
        conversion_classes=table.conversion_classes,
        silent_conversion=table.silent_conversion,
        order_value_cny=table.order_value_cny,
        counterfactual_frt_s=table.counterfactual_frt_s,
        complaint=_logit(table.complaint),
        return_rate=table.return_rate,
    )


def plain_outcomes(outcomes: Outcomes | None) -> dict[str, object] | None:
    """Return the table as a scenario file holds it; None where outcomes are not modelled."""
    if outcomes is None:
        return None
    return {
        "source": outcomes.source,
        "invite_rate": outcomes.invite_rate,
        "rating_rate": outcomes.rating_rate,
        "satisfaction": _plain_logit(outcomes.satisfaction),
        "conversion": _plain_logit(outcomes.conversion),
        "conversion_classes": list(outcomes.conversion_classes),
        "silent_conversion": outcomes.silent_conversion,
        "order_value_cny": outcomes.order_value_cny,
        "counterfactual_frt_s": outcomes.counterfactual_frt_s,
        "complaint": _plain_logit(outcomes.complaint),
        "return_rate": outcomes.return_rate,
    }


def _logit(table: LogitTable | None) -> OutcomeLogit | None:
    if table is None:
        return None
    return OutcomeLogit(
        table.intercept, table.log_frt, table.art_min, table.solved, tuple(table.classes.items())
    )


def _plain_logit(logit: OutcomeLogit | None) -> dict[str, object] | None:
    if logit is None:
        return None
    return {
        "intercept": logit.intercept,
        "log_frt": logit.log_frt,
        "art_min": logit.art_min,
        "solved": logit.solved,
        "classes": dict(logit.classes),
    }
