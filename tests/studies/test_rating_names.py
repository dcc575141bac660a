"""Roles and indicators are read by id, by name and by the words that sheets use."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.metrics.rater_scores import rated_indicators
from engine.studies.rating_names import FILE, by_id, role_ids

SCHEME = read_scheme(next(path for path in shipped("schemes") if path.stem == "performance-scheme"))
SHARES = {rater.id: rater.share for rater in SCHEME.raters}


def sheet(*rows: tuple[str, str, float]) -> ColumnTable:
    """Return ratings of agent a by rater, role and score; the rows of a file r.csv."""
    raters, roles, scores = zip(*rows, strict=True)
    n = len(rows)
    texts = {"month": ["2026-05"] * n, "agent": ["a"] * n, "rater": raters, "role": roles}
    texts |= {"indicator": ["团队协作"] * n, FILE: ["r.csv"] * n}
    columns = {name: np.array(cells, dtype=object) for name, cells in texts.items()}
    return ColumnTable(np.arange(2, 2 + n), {**columns, "score": np.array(scores, dtype=float)})


@pytest.mark.parametrize(
    "roles",
    [("自评", "主管", "跨部门", "客户"), ("Self", "Supervisor", "Peer", "Customer")],
)
def test_other_departments_and_customers_share_the_part_of_others(roles: tuple[str, ...]) -> None:
    """0.3 x 100 + 0.5 x 80 + 0.2 x (60 + 70) / 2 = 83."""
    rows = zip("wxyz", roles, (100.0, 80.0, 60.0, 70.0), strict=True)

    (found,) = rated_indicators(by_id(sheet(*rows), SCHEME), SHARES, "2026-05")

    assert found.indicator == "collaboration"
    assert found.values[0] == pytest.approx(83, abs=1e-12)


def test_an_unknown_role_is_a_fault_with_its_file_row_and_value() -> None:
    with pytest.raises(InputError, match=r"quality\.unknown_roles") as caught:
        by_id(sheet(("a", "自评", 90), ("b", "月亮", 80)), SCHEME)

    (fault,) = caught.value.faults
    told = (fault.code, fault.file, fault.place, fault.value)
    assert told == ("quality.unknown_role", "r.csv", "row 3, column role", "月亮")


def test_a_name_of_the_catalogue_is_its_id_where_the_scheme_has_none() -> None:
    rows = sheet(("a", "self", 90))
    rows = ColumnTable(rows.labels, {**rows.columns, "indicator": np.array(["Zeal"], object)})

    found = by_id(rows, SCHEME, {"zeal": Text("热忱", "Zeal")})

    assert found.column("indicator").tolist() == ["zeal"]


def test_columns_of_roles_mean_the_schemes_raters() -> None:
    found = role_ids(["self", "客户", "moon"], SCHEME)

    assert found == {"self": "self", "客户": "others"}
