"""The words for yes and no, for who wrote a message and of what kind, as exports write them."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_DONE = [
    *(
        "解决",
        "付款",
        "支付",
        "回复",
        "评价",
        "参评",
        "邀评",
        "邀请",
        "转接",
        "转出",
        "退货",
        "投诉",
    ),
    *("确认", "屏蔽", "拉黑", "通过", "成交", "表扬", "复购", "超时"),
]
_YES = {"true", "t", "yes", "y", "1", "1.0", "是", "有", "已", "√", "✓", "通过", "合格"}
_YES |= {f"已{done}" for done in _DONE}
_NO = {"false", "f", "no", "n", "0", "0.0", "否", "无", "未", "没有", "✗", "不通过", "不合格"}
# how a quality sample was drawn
_YES |= {"targeted", "risk", "定向", "定向抽检", "风险", "专项"}
_NO |= {"random", "随机", "随机抽检"}
_NO |= {"\u00d7"}  # the sign of multiplication, beside a tick
_NO |= {f"未{done}" for done in _DONE}

_SENDERS: Mapping[str, str] = MappingProxyType(
    {
        "customer": "customer buyer client user visitor 买家 客户 顾客 用户 访客 消费者 会员",
        "agent": "agent staff seller human merchant 客服 人工 人工客服 客服人员 卖家 商家 坐席",
        "assist": "assist assisted 辅助 机器人辅助 智能辅助 辅助回复 半自动 半自动机器人",
        "auto": "auto automatic 自动应答 自动答复 人工阶段自动回复",
        "bot": "bot robot chatbot ai 机器人 店小蜜 智能客服 智能机器人 全自动机器人 机器人客服",
        "greeting": "greeting welcome autoreply auto_reply 自动回复 欢迎语 自动欢迎语 首句欢迎语",
        "system": "system notice platform 系统 系统消息 系统提示 平台 平台消息",
    }
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "advertising": "advertising advertisement 广告 广告消息 营销消息",
        "fraud": "fraud 欺诈 诈骗 欺诈消息 诈骗消息",
        "red_packet": "red_packet 红包 红包消息",
        "asks_person": "asks_person 转人工 要求人工 请求人工 人工请求",
        "automatic": "automatic auto auto_reply auto-reply autoreply automatic_reply "
        "automatic-reply 自动 自动回复 自动应答 自动答复 自动消息 系统自动回复 人工阶段自动回复 "
        "关键词回复 关键词自动回复 离线自动回复 离开自动回复 忙碌自动回复 客服自动回复",
        "greeting": "greeting welcome welcome_message 欢迎语 欢迎消息 自动欢迎语 首句欢迎语 "
        "问候语 开场白",
    }
)
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_SENDER_OF_WORD = {word: sender for sender, words in _SENDERS.items() for word in words.split()}


def flags_of(words: pa.ChunkedArray) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return flags from texts (n,), missing where there is none, and (n,) which are no flags."""
    codes, folded = _folded_words(words)
    yes = np.array([word in _YES for word in folded] + [False])[codes]
    no = np.array([word in _NO for word in folded] + [False])[codes]
    return pa.array(yes, mask=~yes & ~no), ~yes & ~no & (codes >= 0)


def senders_of(words: pa.ChunkedArray) -> tuple[pa.Array, Mapping[str, NDArray[np.int64]]]:
    """Return who wrote each message (n,), and the places of each word that names nobody known."""
    codes, folded = _folded_words(words)
    known = np.array([_SENDER_OF_WORD.get(word) for word in folded] + [None], dtype=object)
    places = {
        word: np.flatnonzero(codes == code)
        for code, word in enumerate(folded)
        if known[code] is None
    }
    return pa.array(known[codes], pa.string()), places


def kinds_of(words: pa.ChunkedArray) -> pa.Array:
    """Return what kind each message is (n,): a kind that rules know, or the word as it is."""
    codes, folded = _folded_words(words)
    known = np.array(
        [_KIND_OF_WORD.get(word.replace(" ", "_")) for word in folded] + [None], dtype=object
    )
    return pc.coalesce(pa.array(known[codes], pa.string()), words.combine_chunks())


def _folded_words(words: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """Return each text's place among the different ones, -1 where missing, and those, folded."""
    coded = pc.dictionary_encode(words.combine_chunks())
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    folded = [
        unicodedata.normalize("NFKC", w).strip().lower() for w in coded.dictionary.to_pylist()
    ]
    return codes, folded
