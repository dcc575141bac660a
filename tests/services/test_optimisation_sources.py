"""The files behind an optimisation, lined up; their faults are told together."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.services.optimisation_sources import read_sources
from tests.services.weight_files import POLICY, request, written

BARE = 'schema_version = 1\nid = "bare"\nname = { zh = "空", en = "Bare" }\n'


def test_every_source_is_read_over_the_policys_indicators(tmp_path: Path) -> None:
    found = read_sources(request(tmp_path))

    assert found.tree.leaf_ids == ("frt", "fcr", "qa")
    assert found.incumbent is not None
    assert found.incumbent.shares == pytest.approx([0.4, 0.3, 0.3])
    assert found.evidence is not None
    assert found.evidence.low == pytest.approx([0.6, 0.15])
    assert found.grades is not None
    assert found.scores is not None
    assert found.scores.agents == ("a1", "a2", "a3", "a4")


def test_without_scheme_and_indicators_the_weights_name_them(tmp_path: Path) -> None:
    asked = request(tmp_path, policy=written(tmp_path, "bare.toml", BARE), incumbent=None)

    assert read_sources(asked).tree.leaf_ids == ("frt", "fcr", "qa")


def test_effects_are_kept_apart_from_shares(tmp_path: Path) -> None:
    effects = {"indicators": ["a", "b"], "beta": [0.4, -0.3], "delta": [0.3, 0.05]}
    asked = request(
        tmp_path,
        policy=written(tmp_path, "bare.toml", BARE),
        evidence=written(tmp_path, "effects.json", effects),
        judgement=None,
        incumbent=None,
        scores=None,
    )

    found = read_sources(asked)

    assert found.evidence is None
    assert found.effects is not None
    np.testing.assert_array_equal(found.effects.centre, [0.4, -0.3])


def test_without_any_indicator_nothing_can_be_weighed(tmp_path: Path) -> None:
    asked = request(
        tmp_path,
        policy=written(tmp_path, "bare.toml", BARE),
        judgement=None,
        evidence=None,
        incumbent=None,
    )

    with pytest.raises(InputError, match="no_indicators"):
        read_sources(asked)


def test_faults_of_several_files_are_told_together(tmp_path: Path) -> None:
    asked = request(
        tmp_path,
        judgement=written(tmp_path, "negative.json", {"weights": {"frt": -1.0, "fcr": 2.0}}),
        scores=written(tmp_path, "high.csv", "agent,frt,fcr,qa\na1,900,1,1\n"),
    )

    with pytest.raises(InputError) as refused:
        read_sources(asked)

    assert refused.value.code == "optimise.files"
    names = {Path(fault.file).name for fault in refused.value.faults}
    assert names == {"negative.json", "high.csv"}


def test_a_scheme_gives_tree_grades_and_weights_in_force(tmp_path: Path) -> None:
    policy = scenarios_folder() / "policies" / "performance-60-25-15.toml"
    asked = request(
        tmp_path, policy=policy, judgement=None, evidence=None, incumbent=None, scores=None
    )

    found = read_sources(asked)

    assert found.scheme is not None
    assert found.incumbent is not None
    assert found.grades == found.scheme.grades
    keys = {finding.sentence.key for finding in found.findings}
    assert keys <= {
        "finding.optimisation.incumbent_of_scheme",
        "finding.optimisation.incumbent_unpublished",
    }
    assert len(keys) == 1


def test_an_unknown_scheme_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_sources(request(tmp_path, scheme="none-such"))

    assert [fault.place for fault in refused.value.faults] == ["--scheme"]


def test_metrics_need_curves(tmp_path: Path) -> None:
    metrics = written(tmp_path, "metrics.csv", "agent,frt\na1,1\n")

    with pytest.raises(InputError) as refused:
        read_sources(request(tmp_path, scores=None, metrics=metrics))

    assert [fault.code for fault in refused.value.faults] == ["optimise.metrics_scheme"]


def test_a_policy_that_cannot_be_read_is_refused_first(tmp_path: Path) -> None:
    broken = written(tmp_path, "broken.toml", POLICY.replace("0.6", "6"))

    with pytest.raises(InputError, match=r"document\.invalid"):
        read_sources(request(tmp_path, policy=broken))


def test_missing_files_are_all_told_at_once(tmp_path: Path) -> None:
    names = {
        each: tmp_path / f"none-{each}.json"
        for each in ("policy", "judgement", "evidence", "incumbent", "scores")
    }

    with pytest.raises(InputError) as refused:
        read_sources(request(tmp_path, **names))

    assert sorted(Path(fault.file).name for fault in refused.value.faults) == sorted(
        path.name for path in names.values()
    )


def test_a_faulty_policy_hides_no_fault_of_a_weight_file(tmp_path: Path) -> None:
    asked = request(
        tmp_path,
        policy=written(tmp_path, "bad.toml", BARE + "grid = 7\n"),
        judgement=written(tmp_path, "bad.json", {"weights": {"frt": "x"}}),
    )

    with pytest.raises(InputError) as refused:
        read_sources(asked)

    assert [Path(fault.file).name for fault in refused.value.faults] == ["bad.toml", "bad.json"]


def test_blank_scores_are_listed(tmp_path: Path) -> None:
    scores = written(tmp_path, "blank.csv", "agent,frt,fcr,qa\na1,,70,50\na2,60,70,50\n")

    found = read_sources(request(tmp_path, scores=scores))

    (note,) = (f for f in found.findings if f.sentence.key.endswith("blank_scores"))
    assert note.sentence.values == {"file": "blank.csv", "agents": "a1", "count": 1, "total": 2}
