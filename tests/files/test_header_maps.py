"""Headers and what they mean: exact names only, layouts told by evidence, never by guessing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.records import TABLES, TableKind
from engine.domain.texts import Text
from engine.files.cell_values import Reading
from engine.files.header_maps import HeaderMap, HeaderTarget, folded_header, match_headers
from engine.files.header_schema import shipped_header_maps

MAPS = shipped_header_maps()
AGENT = HeaderTarget("agent", Reading.TEXT, status="seen")
FRT = HeaderTarget("frt", Reading.SECONDS, "mean", status="seen")
ALL_DAY = HeaderTarget("frt", Reading.SECONDS, "mean", "all_day", status="seen")


def layout(id_: str, headers: dict[str, HeaderTarget], *, confirmed: bool = False) -> HeaderMap:
    nothing = Text("无", "none")
    return HeaderMap(id_, TableKind.AGENT_DAYS, nothing, nothing, headers, confirmed=confirmed)


@pytest.mark.parametrize(
    "spelling",
    [
        "首次响应时长（秒）",
        "首次响应时长（秒)",
        " 首次响应时长 (秒) ",
        "首次响应时长【秒】",
        "\ufeff首次响应时长(秒)",
    ],
)
def test_width_blanks_and_brackets_tell_no_headers_apart(spelling: str) -> None:
    assert folded_header(spelling) == "首次响应时长(秒)"


def test_what_stands_in_brackets_does_tell_headers_apart() -> None:
    match = match_headers(["客服昵称", "3分钟人工回复率 (会话)", "3分钟人工回复率"], MAPS)

    assert match.chosen is not None
    assert [each.target.variant for each in match.matched] == ["", "contact", "customer"]


@pytest.mark.parametrize(
    ("headers", "chosen"),
    [
        (["旺旺昵称", "日期", "咨询人数", "接待人数", "平均响应时长（秒)"], "taobao_reception"),
        (["客服", "询单->最终付款人数", "销售额", "客单价"], "chitu_presale"),
        (["客服", "咨询量", "30s应答率", "满意率"], "jd_workload"),
        (["客服账号", "咨询人数", "3分钟人工回复率(8-23点)", "去退销售额"], "pdd_agent_day"),
        (["全天首响时长", "全天满意率", "有效评价数"], "feige_2025"),
        (["customer_id", "sent_at", "sender", "agent", "contact_id"], "messages"),
        (["会话ID", "客服", "开始时间", "首次响应时长(秒)"], "contacts"),
        (["订单号", "买家昵称", "订单金额", "付款时间"], "orders"),
        (["month", "agent", "rater", "role", "indicator", "score"], "ratings"),
    ],
)
def test_the_map_that_knows_most_names_is_chosen(headers: list[str], chosen: str) -> None:
    match = match_headers(headers, MAPS)

    assert match.chosen is not None
    assert (match.chosen.id, match.evidence[chosen]) == (chosen, len(headers))


@pytest.mark.parametrize(
    "kind", [kind for kind in TABLES if kind not in {TableKind.ROUNDS, TableKind.AGENT_DAYS}]
)
def test_hengs_own_names_are_always_known(kind: TableKind) -> None:
    own = list(TABLES[kind].columns)

    match = match_headers(own, MAPS)

    assert match.chosen is not None
    assert (match.chosen.kind, match.unknown, match.guessed) == (kind, (), ())
    assert match.columns == {name: name for name in own}


def test_equal_layouts_of_different_meaning_are_named_and_none_is_chosen() -> None:
    maps = [
        layout("a", {"客服": AGENT, "首响": FRT}),
        layout("b", {"客服": AGENT, "首响": ALL_DAY}),
    ]

    match = match_headers(["客服", "首响"], maps)

    assert (match.chosen, match.ambiguous) == (None, ("a", "b"))


def test_equal_layouts_of_one_meaning_are_alike() -> None:
    maps = [layout("a", {"客服": AGENT, "首响": FRT}), layout("b", {"客服": AGENT, "首响": FRT})]

    match = match_headers(["客服", "首响"], maps)

    assert match.chosen is not None
    assert (match.chosen.id, match.alike) == ("a", ("b",))


def test_a_confirmed_map_goes_before_an_equal_one() -> None:
    maps = [
        layout("a", {"客服": AGENT, "首响": FRT}),
        layout("b", {"客服": AGENT, "首响": ALL_DAY}, confirmed=True),
    ]

    match = match_headers(["客服", "首响"], maps)

    assert match.chosen is not None
    assert match.chosen.id == "b"


def test_unknown_and_guessed_headers_are_listed() -> None:
    match = match_headers(["客服", "接待量", "应答率", "心情", ""], MAPS)

    assert [(each.position, each.header) for each in match.unknown] == [(3, "心情")]
    assert match.guessed == ("应答率",)


def test_a_header_or_a_meaning_twice_is_named() -> None:
    match = match_headers(
        ["旺旺昵称", "咨询人数", "咨询人数 ", "首次响应时长", "首次响应时长（秒)"], MAPS
    )

    assert match.duplicates == ("咨询人数", "咨询人数 ", "首次响应时长", "首次响应时长（秒)")


def test_a_guess_gives_way_to_a_name_that_was_seen() -> None:
    match = match_headers(["客服", "客服姓名", "咨询量", "接待量"], MAPS)

    assert match.duplicates == ()
    assert [each.header for each in match.unknown] == ["客服姓名"]


def test_two_guesses_of_one_meaning_are_named() -> None:
    match = match_headers(["订单号", "买家ID", "买家昵称", "订单金额"], MAPS)

    assert match.duplicates == ("买家ID", "买家昵称")


def test_a_missing_column_is_named() -> None:
    assert match_headers(["订单号", "买家昵称", "付款时间"], MAPS).missing == ("order_value",)


def test_a_block_of_a_two_row_header_is_a_variant() -> None:
    rating = next(each for each in MAPS if each.id == "taobao_rating")

    variants = [rating.target(f"{block}/满意率") for block in ("总", "邀请", "自主", "别的")]

    assert [target and target.variant for target in variants] == [
        "",
        "invited",
        "spontaneous",
        None,
    ]


def test_nothing_known_chooses_nothing() -> None:
    match = match_headers(["甲", "乙"], MAPS)

    assert (match.chosen, match.evidence, len(match.unknown)) == (None, {}, 2)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.data())
def test_the_order_of_columns_changes_no_meaning(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(MAPS))
    headers = data.draw(st.lists(st.sampled_from(sorted(each.headers)), min_size=3, unique=True))
    shuffled = data.draw(st.permutations(headers))

    first, second = match_headers(headers, MAPS), match_headers(shuffled, MAPS)

    assert first.evidence == second.evidence
    assert first.columns == second.columns


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("平均响应时长(分钟)", "art"), ("平均响应时长（hrs）", "art"),
        ("旺旺回复率(%)", "reply_rate"), ("旺旺回复率%", "reply_rate"),
        ("接待人数(人)", "throughput"),
        ("接待人数(万)", ""), ("接待人数(8-23点)", ""), ("平均响应时长(元)", ""), ("(分钟)", ""),
    ],
)  # fmt: skip
def test_a_unit_that_the_cells_can_have_tells_no_headers_apart(header: str, column: str) -> None:
    (reception,) = (each for each in MAPS if each.id == "taobao_reception")

    target = reception.target(header)

    assert (target.column if target else "") == column


def test_surveys_without_a_contact_are_known_by_their_agent_and_time() -> None:
    match = match_headers(["客户编号", "客服", "答卷时间", "推荐意愿"], MAPS)

    assert match.chosen is not None
    assert match.chosen.kind is TableKind.SURVEYS
