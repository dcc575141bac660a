"""Which columns tell who answered."""

import pytest

from engine.files.survey_people import people_columns, person


@pytest.mark.parametrize(
    ("header", "respondent", "name", "role", "weight"),
    [
        (("respondent", "A_vs_B"), 0, None, None, None),
        (("序号", "提交答卷时间", "1、您的姓名", "2、您所在的部门", "3、A比B"), 0, 2, 3, None),
        (("A_vs_B", "Weight", "ID", "Role"), 2, None, 3, 1),
        (("姓名", "A比B"), 0, 0, None, None),
        (("序号", "编号", "A比B"), 1, None, None, None),
        (("A_vs_B", "B_vs_C"), None, None, None, None),
    ],
)
def test_people_are_found_by_the_usual_names(
    header: tuple[str, ...],
    respondent: int | None,
    name: int | None,
    role: int | None,
    weight: int | None,
) -> None:
    columns = people_columns(header)

    assert (columns.respondent, columns.name) == (respondent, name)
    assert (columns.role, columns.weight) == (role, weight)


def test_what_a_platform_adds_is_ignored_by_name() -> None:
    header = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分", "编号",
              "开始答题时间", "2、您的性别：", "感想")  # fmt: skip

    columns = people_columns(header)

    assert [header[index] for index in columns.ignored] == [
        "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分", "开始答题时间",
        "2、您的性别：",
    ]  # fmt: skip
    assert 10 not in columns.all


def test_a_person_is_called_by_the_id_where_there_is_no_name() -> None:
    columns = people_columns(("respondent", "name_zh", "role", "weight"))

    first, faults = person(columns, (2, ("R1", "", "qa", "1.5")), 1, "x.csv")

    assert (first.respondent, first.name.zh, first.name.en) == ("R1", "R1", "R1")
    assert (first.role, first.weight, faults) == ("qa", 1.5, [])


def test_without_an_id_column_people_are_numbered() -> None:
    columns = people_columns(("A_vs_B",))

    assert person(columns, (7, ("3",)), 4, "x.csv")[0].respondent == "4"


@pytest.mark.parametrize("weight", ["", "0", "-1", "x", "nan", "inf", "11", "1_0"])
def test_a_missing_id_and_a_weight_that_is_none_are_faults(weight: str) -> None:
    columns = people_columns(("id", "weight"))

    _, faults = person(columns, (3, (" ", weight)), 1, "x.csv")

    assert [(fault.code, fault.place, fault.value) for fault in faults] == [
        ("survey.no_id", "row 3", ""),
        ("survey.weight", "row 3", weight),
    ]


@pytest.mark.parametrize(
    ("cells", "sums_up"),
    [(("合计", "", "3"), True), (("", "平均值", "3"), True), (("1", "Total", "3"), True),
     (("1", "Max", "3"), False), (("1", "甲", "total"), False)],
)  # fmt: skip
def test_a_row_of_totals_is_nobodys(cells: tuple[str, ...], sums_up: bool) -> None:
    assert people_columns(("序号", "姓名", "A比B")).sums_up(cells) is sums_up
