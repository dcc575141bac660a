"""Which pair a column asks: every form, no guess."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.survey_columns import (
    Labels,
    Pair,
    asks_pairs,
    column_name,
    inferred_tree,
    known_columns,
    matched,
    nearest,
)

TREE = ItemTree(
    {"goal": ("service", "conduct"), "service": ("csat_rate", "frt", "resolution")},
    {
        "goal": Text("总目标", "Overall goal"),
        "service": Text("服务结果", "Service results"),
        "conduct": Text("服务行为", "Conduct"),
        "csat_rate": Text("满意率(%)", "Share of satisfied ratings"),
        "frt": Text("首次响应时间", "First response time"),
        "resolution": Text("问题解决率", "Problem resolution rate"),
    },
)
FRT_FIRST = Pair("service", "frt", "resolution")


@pytest.mark.parametrize(
    "header",
    ["service:frt|resolution", "frt_vs_resolution", "frt_resolution", "frt|resolution",
     "frt:resolution", "frt vs resolution", "FRT VS. Resolution", "Q3_frt_vs_resolution",
     "3、首次响应时间比问题解决率", "首次响应时间与问题解决率", "首次响应时间 和 问题解决率 相比",
     "12、首次响应时间—问题解决率", "首次响应时间——问题解决率", "首次响应时间|问题解决率",
     "首次响应时间和问题解决率哪个更重要?", "4、请比较重要程度—首次响应时间与问题解决率",
     "(3)服务结果:首次响应时间 VS 问题解决率", "First response time vs Problem resolution rate",
     "First response time to Problem resolution rate", "frt vs resolution wrt service",
     "请比较下列两项(首次响应时间与问题解决率)", "首次响应时间相对于问题解决率的重要性",
     "首次响应时间/问题解决率", "首次响应时间---问题解决率", "首次响应时间∶问题解决率",
     "3、指标比较—(1)首次响应时间 VS 问题解决率", "*4、首次响应时间与问题解决率 [单选题]",
     "5、（首次响应时间）对（问题解决率）", "5.[单选题]首次响应时间-问题解决率",
     "6-1、首次响应时间(A) 与 问题解决率(B)", "您认为首次响应时间与问题解决率相比，哪个更重要？",
     "5、“首次响应时间”比“问题解决率”重要多少",
     "首次响应时间比问题解决率(请填写1-9)", "Ｆrt：resolution"],
)  # fmt: skip
def test_every_usual_form_names_its_pair(header: str) -> None:
    assert Labels(TREE).pairs(header) == {FRT_FIRST}


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("满意率(%)与首次响应时间", Pair("service", "csat_rate", "frt")),
        ("首次响应时间比满意率(%)", Pair("service", "frt", "csat_rate")),
        ("csat_rate_frt", Pair("service", "csat_rate", "frt")),
        ("conduct_vs_service", Pair("goal", "conduct", "service")),
        ("总目标:服务行为与服务结果", Pair("goal", "conduct", "service")),
    ],
)
def test_the_direction_is_that_of_the_header(header: str, pair: Pair) -> None:
    assert Labels(TREE).pairs(header) == {pair}


@pytest.mark.parametrize(
    "header",
    ["frt", "frt_vs_frt", "frt_vs_conduct", "goal:frt|resolution", "servise:frt|resolution",
     "conduct:frt|resolution", "frt vs resolution wrt goal", "frt vs resolution wrt servise",
     "frt_vs_resolutions", "备注:首次", "", "与问题解决率相比,首次响应时间的重要程度"],
)  # fmt: skip
def test_what_asks_no_pair_of_the_tree_asks_nothing(header: str) -> None:
    assert Labels(TREE).pairs(header) == set()


def test_a_name_that_stands_in_two_nodes_is_ambiguous_until_the_node_is_named() -> None:
    names = {id_: Text(id_[0], id_[0]) for id_ in ("p1", "p2", "q1", "q2")}
    tree = ItemTree({"goal": ("a", "b"), "a": ("p1", "q1"), "b": ("p2", "q2")}, names)

    pairs, faults = matched([(0, "p|q"), (1, "a:p|q"), (2, "p vs q wrt b")], tree, (), "x.csv")

    assert pairs == {1: Pair("a", "p1", "q1"), 2: Pair("b", "p2", "q2")}
    assert [(fault.code, fault.place) for fault in faults] == [
        ("survey.column_ambiguous", "row 1, column p|q")
    ]
    assert faults[0].values["pairs"] == "a:p1|q1; b:p2|q2"


def test_a_column_for_each_option_is_no_question() -> None:
    header = [(0, "frt_vs_resolution(9)"), (1, "frt_vs_resolution(1)"), (2, "resolution|frt")]

    _, faults = matched(header, TREE, (), "x.csv")

    assert [fault.code for fault in faults] == ["survey.column_option"] * 3
    assert matched(header[:2], TREE, (), "x.csv")[1] == []


@pytest.mark.parametrize(
    ("names", "asks"),
    [(("A比B", "意见"), True), (("goal:A|B",), True), (("客服", "首次响应", "A比B"), False),
     (("contact_id", "frt_s"), False), ((), False)],
)  # fmt: skip
def test_headers_that_plainly_compare_ask_pairs(names: tuple[str, ...], asks: bool) -> None:
    assert asks_pairs(names) is asks


def test_an_unknown_column_is_answered_with_the_nearest_pair() -> None:
    _, faults = matched([(4, "frt_vs_resolutoin")], TREE, ("respondent",), "x.csv")

    assert faults[0].code == "survey.column_unknown"
    assert faults[0].values["nearest"] == "service:frt|resolution"
    known = known_columns(TREE, ("respondent",))
    assert nearest("responent", known) == "respondent"
    assert nearest("首次响应时间比问题解决", known) == "service:frt|resolution"
    assert nearest("nothing like it", known) == "goal:service|conduct"
    assert nearest("x", {}) == ""


def columns(*names: str) -> list[tuple[str, str]]:
    return [("x.csv", name) for name in names]


class TestTreeFromColumns:
    def test_plain_pairs_stand_under_one_goal_in_the_order_met(self) -> None:
        tree = inferred_tree(columns("BL_vs_ST", "GP_vs_QL", "BB_vs_BL"))

        assert tree.items == {"goal": ("BL", "ST", "GP", "QL", "BB")}

    @pytest.mark.parametrize(
        "names",
        [("A比B", "B与C"), ("1、A—B", "2、B—C"), ("Q1_A|B", "Q2_B|C"), ("A:B", "B:C"),
         ("A_B", "B_C"), ("3、A和B相比", "4、B和C相比哪个更重要?"), ("A vs B", "b vs C"),
         ("A-B", "B-C")],
    )  # fmt: skip
    def test_every_form_gives_the_same_items(self, names: tuple[str, ...]) -> None:
        assert inferred_tree(columns(*names)).items == {"goal": ("A", "B", "C")}

    def test_names_may_hold_the_word_and(self) -> None:
        tree = inferred_tree(columns("质量与速度比成本和费用", "成本和费用比满意度"))

        assert tree.items == {"goal": ("质量与速度", "成本和费用", "满意度")}

    def test_the_question_of_a_matrix_is_the_node(self) -> None:
        tree = inferred_tree(columns("3、重要性—A:B", "3、重要性—B:C"))

        assert tree.items == {"重要性": ("A", "B", "C")}

    @pytest.mark.parametrize(
        "names", [("重要性—A/B", "重要性—B/C"), ("top:a_b", "top:b_c"), ("重要性—A、B",)]
    )
    def test_what_may_be_an_item_or_the_node_is_not_guessed(self, names: tuple[str, ...]) -> None:
        with pytest.raises(InputError) as caught:
            inferred_tree(columns(*names))

        codes = [fault.code for fault in caught.value.faults]
        assert codes == ["survey.column_ambiguous"] * len(names)

    def test_a_name_may_hold_a_sign_that_divides_no_other_column(self) -> None:
        tree = inferred_tree(columns("A—B/C", "A—D", "D—B/C"))

        assert tree.items == {"goal": ("A", "B/C", "D")}

    def test_nodes_that_are_items_of_others_give_levels(self) -> None:
        tree = inferred_tree(columns("top:a|b", "b:x|y", "a:u|v"))

        assert tree.items == {"top": ("a", "b"), "a": ("u", "v"), "b": ("x", "y")}

    def test_a_node_may_be_named_after_the_pair(self) -> None:
        tree = inferred_tree(columns("A vs B", "A1 vs A2 wrt A"))

        assert tree.items == {"goal": ("A", "B"), "A": ("A1", "A2")}

    def test_ids_that_look_like_question_numbers_stay(self) -> None:
        assert inferred_tree(columns("q1_vs_q2", "q2_vs_q3")).items == {"goal": ("q1", "q2", "q3")}
        assert inferred_tree(columns("q1_q2", "q2_q3")).items == {"goal": ("q1", "q2", "q3")}

    @pytest.mark.parametrize(
        ("names", "code"),
        [(("a", "b"), "survey.no_pairs"), (("n:a|b", "m:c|d"), "survey.not_one_tree"),
         (("n:m|b", "m:n|d"), "survey.not_one_tree")],
    )  # fmt: skip
    def test_columns_that_give_no_tree_are_named(self, names: tuple[str, ...], code: str) -> None:
        with pytest.raises(InputError) as caught:
            inferred_tree(columns(*names))

        assert [fault.code for fault in caught.value.faults] == [code]

    def test_no_column_gives_no_tree(self) -> None:
        with pytest.raises(InputError, match="no_pairs"):
            inferred_tree([])


@settings(derandomize=True, deadline=None)
@given(
    st.lists(
        st.from_regex(r"[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,4})?", fullmatch=True),
        min_size=2,
        max_size=5,
        unique=True,
    ).filter(lambda ids: "goal" not in ids)
)
def test_the_canonical_name_of_a_pair_names_that_pair_alone(ids: list[str]) -> None:
    tree = ItemTree({"goal": tuple(ids)}, {})
    labels = Labels(tree)

    for first, second in permutations(ids, 2):
        pair = Pair("goal", first, second)
        assert labels.pairs(column_name(pair)) == {pair}
