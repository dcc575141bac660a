"""A spread beyond the family's own is told, and told louder where the errors ignore it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.evidence.dispersion import over_dispersion_p_value
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]


def spreads(table: ColumnTable, specification: Specification) -> dict[str, str]:
    found = fit(table, specification).findings
    return {f.sentence.key: f.severity for f in found if "over_dispersed" in f.sentence.key}


def test_berkeley_groups_alarm_under_plain_errors_only(
    cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate(cases["ucb_simpson_grouped_binomial"]["data"]["columns"])
    terms = [Term(name, Role.LEVER, Transform.CATEGORY) for name in ("gender", "dept")]
    asked = {"outcome": "admit", "family": Family.GROUPED, "trials": "n", "cluster": ""}

    plain = spreads(table, specify(*terms, **asked))
    white = spreads(table, specify(*terms, errors=ErrorDefinition.HC1, **asked))

    assert plain == {"finding.evidence.over_dispersed": "alarm"}
    assert white == {"finding.evidence.over_dispersed_met": "note"}


def test_menarche_groups_spread_as_a_binomial(
    cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate(cases["menarche_grouped"]["data"]["columns"])
    asked = {"outcome": "Menarche", "family": Family.GROUPED, "trials": "Total", "cluster": ""}

    assert spreads(table, specify("Age", **asked)) == {}


def test_biochemists_poisson_names_the_negative_binomial(
    cases: Cases, read_data: Callable[[str], ColumnTable], specify: Specify
) -> None:
    expected = cases["biochemists_poisson_nb"]["expected"]
    specification = specify("ment", outcome="art", family=Family.POISSON, cluster="")
    terms = [Term(name, Role.LEVER, Transform.CATEGORY) for name in ("fem", "mar")]
    full = specify(*terms, "kid5", "phd", "ment", outcome="art", family=Family.POISSON, cluster="")

    fitted = fit(read_data("biochemists.csv"), full)

    assert fitted.dispersion == pytest.approx(expected["pearson_dispersion"], rel=1e-7)
    assert spreads(read_data("biochemists.csv"), specification) == {
        "finding.evidence.over_dispersed_counts": "alarm"
    }


def test_rows_of_one_trial_have_no_spread_to_tell(small: ColumnTable, specify: Specify) -> None:
    assert spreads(small, specify("wait_s")) == {}


def test_p_value_is_uniform_under_poisson() -> None:
    """The share of 1,000 samples below 0.05 is within 4 binomial errors (0.0276) of it.

    Under a fresh seed it is not with a probability of 6e-5, were the test exact.
    """
    rng = np.random.default_rng(11)
    mean = np.repeat([0.5, 3.0], 200)

    p_values = [
        over_dispersion_p_value(rng.poisson(mean), mean, np.ones(400)) for _ in range(1_000)
    ]

    assert abs(np.mean(np.array(p_values) < 0.05) - 0.05) < 0.0276
