"""The pack's parts hold every figure of the fit, in the pack's own shape."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.domain.specification import BandQuestion, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Text
from engine.evidence import regressions
from engine.evidence.bands import band_means
from engine.evidence.confounding import confounding
from engine.evidence.effects import average_marginal_effects, shift_effect
from engine.evidence.grade import evidence_grade
from engine.evidence.parts import band_part, fit_part, said_once

Specify = Callable[..., Specification]
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)
LOG = Term("wait_s", Role.LEVER, Transform.LOG1P, indicator="frt")


def test_fit_part_tells_the_fit(small: ColumnTable, specify: Specify) -> None:
    fit = regressions.fit(small, specify(LOG, FLAG))
    contrast = confounding(fit, "flag")

    part = fit_part(fit, evidence_grade(fit, contrast), contrast)

    effect = average_marginal_effects(fit)[0]
    row = part.effects[0]
    assert (part.n, part.dropped, part.clusters, part.grade) == (600, 0, 40, "C")
    assert (part.model, part.errors, part.withheld) == ("logit", "clustered_g_n_k", "flag")
    assert part.controls == ("flag",)
    assert (row.effect.value, row.effect.low, row.effect.high) == (
        effect.value,
        effect.low,
        effect.high,
    )
    assert row.without_confounder is not None
    assert row.without_confounder.value == average_marginal_effects(contrast.fit)[0].value
    assert part.effects[1].without_confounder is None


def test_shift_follows_its_term_with_and_without(small: ColumnTable, specify: Specify) -> None:
    fit = regressions.fit(small, specify(LOG, FLAG))
    contrast = confounding(fit, "flag")

    part = fit_part(fit, evidence_grade(fit, contrast), contrast, {"wait_s": 10.0})

    row = part.effects[1]
    assert row.per.key == "effect.per_shift"
    assert row.effect.value == shift_effect(fit, "wait_s", 10.0).value
    assert row.without_confounder is not None
    assert row.without_confounder.value == shift_effect(contrast.fit, "wait_s", 10.0).value


def test_findings_are_told_once(small: ColumnTable, specify: Specify) -> None:
    fit = regressions.fit(small, specify(LOG, FLAG))
    contrast = confounding(fit, "flag")

    findings = fit_part(fit, evidence_grade(fit, contrast), contrast).findings

    keys = [finding.sentence.key for finding in findings]
    assert keys == [
        "finding.evidence.assignment_observed",
        "finding.evidence.withheld",
    ]


def test_few_clusters_are_told_by_the_grade_alone(bank: ColumnTable, specify: Specify) -> None:
    fit = regressions.fit(bank, specify("emp_var_rate", "age", cluster="wave"))

    part = fit_part(fit, evidence_grade(fit))

    keys = [finding.sentence.key for finding in part.findings]
    assert part.grade == "D"
    assert keys == ["finding.evidence.too_few_clusters"]


def test_band_part_tells_the_bands(small: ColumnTable) -> None:
    question = BandQuestion("b", Text("段", "bands"), "y", "wait_s", (0.0, 30.0), "agent", "s")
    means = band_means(small, question)

    part = band_part(means)

    assert [row.n for row in part.rows] == [row.rows for row in means.rows]
    assert part.rows[0].mean.value == pytest.approx(
        float(np.mean(small.column("y")[small.column("wait_s") < 30]))
    )
    assert part.rows[1].high is None
    assert (part.clusters, part.unit) == (40, "s")


def test_findings_are_said_once_and_few_clusters_by_the_grade() -> None:
    def few(key: str, cluster: str) -> Finding:
        return Finding("caution", Sentence(f"finding.evidence.{key}", {"cluster": cluster}))

    graded, own, other = (
        few("few_clusters_shown", "agent"),
        few("few_clusters", "agent"),
        few("few_clusters", "week"),
    )

    assert said_once([graded, own, other, graded]) == (graded, other)
