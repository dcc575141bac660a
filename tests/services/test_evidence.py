"""A table asked what a specification file says; options stand above the file."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.evidence import EvidenceRequest, asked_evidence

SPEC = """schema_version = 1
bootstraps = 0
[[evidence]]
id = "admission"
outcome = "admit"
levers = ["gre", "gpa"]
[[evidence.terms]]
column = "rank"
role = "confounder"
transform = "category"
reference = "1"
"""
DATA = Path(__file__).parents[1] / "cases" / "evidence-data" / "ucla_admit.csv"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.toml"
    path.write_text(SPEC)
    return path


def test_the_published_logit_of_admissions(spec: Path) -> None:
    (fit,) = asked_evidence(EvidenceRequest(DATA, spec)).report.fits

    found = {row.name: row.value for row in fit.coefficients}
    assert found["gre"] == pytest.approx(0.002264, abs=1e-6)
    assert found["gpa"] == pytest.approx(0.804038, abs=1e-6)
    assert found["rank=4"] == pytest.approx(-1.551464, abs=1e-6)


def test_options_stand_above_the_file(spec: Path) -> None:
    request = EvidenceRequest(DATA, spec, scheme="performance-scheme", level=0.8, bootstraps=20)

    answer = asked_evidence(request)

    assert answer.report.level == 0.8
    assert answer.report.importance[0].bootstraps == 20
    assert [path.name for path in answer.inputs][2:] == ["performance-scheme.toml"]


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ({"level": 95.0}, "option_level"),
        ({"bootstraps": -1}, "option_bootstraps"),
        ({"seed": -3}, "option_seed"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    spec: Path, option: dict[str, float], code: str
) -> None:
    with pytest.raises(InputError, match=rf"evidence\.{code}") as refused:
        asked_evidence(EvidenceRequest(DATA, spec, **option))  # type: ignore[arg-type]  # by name

    assert [each.code for each in refused.value.faults] == [f"evidence.{code}"]


def test_data_that_do_not_fit_name_file_and_question(spec: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("admit,gre,gpa,rank\n" + "70,3,2,1\n10,3,1,2\n" * 30)

    with pytest.raises(InputError, match=r"evidence\.outcome_range") as refused:
        asked_evidence(EvidenceRequest(table, spec))

    (fault,) = refused.value.faults
    assert (fault.file, fault.place) == ("t.csv", "evidence admission: column admit")


def test_stages_are_told(spec: Path) -> None:
    told: list[str] = []

    asked_evidence(EvidenceRequest(DATA, spec), lambda stage, _done, _all: told.append(stage))

    assert list(dict.fromkeys(told)) == [
        *(
            "evidence_inputs",
            "evidence_fits",
            "evidence_parts",
            "evidence_weights",
            "evidence_checks",
        ),
    ]
