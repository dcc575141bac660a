"""The keys of a specification file: limits, defaults, one JSON Schema for editors."""

import pytest
from pydantic import ValidationError

from engine.domain.evidence_plan import ClaimKind, ClaimScale
from engine.files.documents import as_model
from engine.files.evidence_spec_schema import ClaimTable, DispatchTable, EvidenceFile

CLAIM = {
    "id": "c", "evidence": "q", "metric": "frt_s", "by": -1, "change": 0.003, "scale": "relative",
}  # fmt: skip


@pytest.mark.parametrize(
    "keys", [{"level": 0.5}, {"level": 1.0}, {"bootstraps": -1}, {"bootstraps": 20_001}]
)
def test_a_level_or_number_of_resamples_that_cannot_be_is_refused(keys: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        as_model({"schema_version": 1, **keys}, EvidenceFile)


def test_a_claim_is_about_a_change_unless_it_says_at_least() -> None:
    claim = as_model(CLAIM, ClaimTable).noun()

    assert (claim.kind, claim.scale) == (ClaimKind.ABOUT, ClaimScale.RELATIVE)
    assert (claim.margin, claim.low, claim.high) == (None, None, None)
    assert claim.specification == "q"


def test_a_dispatch_is_looked_at_in_quarter_hours() -> None:
    told = {"id": "d", "agent": "agent", "time": "started", "balance": ["customer_value"]}

    assert as_model(told, DispatchTable).noun().minutes == 15


def test_the_schema_for_editors_shows_that_a_cluster_may_be_one_column() -> None:
    schema = EvidenceFile.model_json_schema()

    cluster = schema["$defs"]["QuestionTable"]["properties"]["cluster"]
    assert {"type": "string"} in cluster["anyOf"]
