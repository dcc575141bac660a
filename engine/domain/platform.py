"""What a platform counts: dated third-party facts, to be verified with the platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.domain.texts import Text

Unit = Literal["round", "message", "contact", "session", "customer_day"]
Quantity = Literal["rate", "mean"]
HoursOf = Literal["asked", "session_start", "asked_or_answered"]
ClockStart = Literal["first_unanswered", "last"]
MeasuredBy = Literal["first", "mean", "every"]
Asks = Literal["all", "needs_person", "asked_person"]
Offline = Literal["excluded", "failed", "counted"]
NeverAnswered = Literal["out", "in"]

NO_QUESTIONS = ("advertising", "fraud", "red_packet")
"""Kinds of a customer's message that ask nothing, unless a rule says otherwise."""

ASKS_PERSON = "asks_person"
"""The kind of a customer's message that asks for a person instead of the bot."""

AUTOMATIC, GREETING = "automatic", "greeting"
"""The kinds of a message in an agent's name that no person wrote."""

_PLAIN_WORDS = (
    "text image picture photo video voice audio emoji emoticon sticker file link url card goods "
    "order location html markdown reply 文本 文字 图片 视频 语音 音频 表情 文件 链接 卡片 商品 "
    "商品卡片 订单 订单卡片 位置 回复 普通消息 文本消息 图片消息 视频消息 语音消息 文字消息 人工 "
    "人工回复"
)
PLAIN_KINDS = frozenset(_PLAIN_WORDS.split())
"""Kinds that tell what a message holds, in lower case: nothing of who wrote it."""


@dataclass(frozen=True, slots=True)
class ExemptPeriod:
    """Days that a platform does not assess, both ends included."""

    name: Text
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class PlatformFact:
    """One fact behind a rule: which key it settles, where it was read, how well it is known.

    ``grade`` is ``official`` (the owner's own page), ``copy`` (a page that reproduces or cites
    the owner's notice), ``third-party`` (two or more independent pages agree), ``single`` (one
    page), ``code`` (seen in public source code that reads real exports) or ``memory`` (ours,
    unverified).
    """

    key: str
    value: str
    source: str
    date: str
    grade: str
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class PlatformRule:
    """One response-time rule of one platform.

    Parameters
    ----------
    unit
        What is counted. ``round``: from the first unanswered question to the answer; ``message``:
        each message of a customer by itself; ``contact`` and ``session``: the shop's contact;
        ``customer_day``: everything that a customer asks in a shop on one day.
    threshold_s
        Seconds within which a unit counts as answered; exactly so many are in time.
    hours_start_s, hours_end_s
        Counted hours in seconds of the local day, half-open; over midnight when the start is
        the later one.
    bot_reply_counts, greeting_counts, assist_reply_counts, automatic_reply_counts
        Whether a bot before any person, a greeting, a bot in a person's stead (assist) or an
        automatic text in the human stage is an answer; a person always is.
    offline_counts
        Whether messages left while all agents were offline count at all; ``offline`` says how.
    window_days
        The rolling window: so many days, the last of them the day assessed.
    grade
        How well the rule as a whole is known (a to d), with source and date.
    platform, indicator
        The platform's id; the indicator of the catalogue that the rule defines, empty for none.
    quantity
        ``rate``: share of units answered in time; ``mean``: their mean seconds.
    measured_by
        What decides a unit of several rounds: its first round, the mean wait of its rounds, or
        every one of them.
    hours_of
        What must lie in the counted hours: the question, the session's first message, or the
        question or its answer.
    clock_start
        Where the clock of a repeated question runs from: the first one unanswered, or the last.
    split_gap_s
        Silence that ends a session where the log does not say; None: Heng's own.
    round_cap_s
        Longest wait that one round brings into a mean.
    asks
        Whose questions count. ``all``; ``needs_person``: those that no bot answered before a
        person was asked for; ``asked_person``: from the customer's request for a person on.
    offline
        Messages left while nobody was online: ``excluded`` (counted apart), ``failed``
        whatever came later, or ``counted`` like any other.
    no_question_kinds
        Kinds of message that ask nothing; neither do those of blocked customers.
    never_answered
        Whether rounds never answered enter a mean; they then wait until the counted hours end.
    same_day_only, zero_wait_counts
        Whether an answer on a later day is none; whether waits of 0 s count.
    minimum_volume
        Units below which the platform does not assess.
    exempt
        Days left out.
    facts, contradictions
        What was read where; contradictions are shown as variants, never averaged.
    """

    id: str
    name: Text
    unit: Unit
    threshold_s: float
    hours_start_s: float
    hours_end_s: float
    bot_reply_counts: bool
    greeting_counts: bool
    offline_counts: bool
    window_days: int
    valid_from: str
    valid_to: str
    source: str
    source_date: str
    grade: str
    note: Text
    platform: str = ""
    indicator: str = ""
    quantity: Quantity = "rate"
    measured_by: MeasuredBy = "first"
    hours_of: HoursOf = "asked"
    clock_start: ClockStart = "first_unanswered"
    split_gap_s: float | None = None
    round_cap_s: float | None = None
    asks: Asks = "all"
    assist_reply_counts: bool = False
    automatic_reply_counts: bool = False
    offline: Offline = "counted"
    no_question_kinds: tuple[str, ...] = NO_QUESTIONS
    never_answered: NeverAnswered = "out"
    same_day_only: bool = False
    zero_wait_counts: bool = True
    minimum_volume: int = 0
    exempt: tuple[ExemptPeriod, ...] = ()
    facts: tuple[PlatformFact, ...] = ()
    contradictions: tuple[PlatformFact, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Who can answer, as senders of messages."""
        others = {
            "assist": self.assist_reply_counts,
            "auto": self.automatic_reply_counts,
            "bot": self.bot_reply_counts,
            "greeting": self.greeting_counts,
        }
        return ("agent", *(sender for sender, counts in others.items() if counts))

    @property
    def bot_settles(self) -> bool:
        """Whether a question that the bot answered by itself is left out."""
        return self.asks != "all" and not self.bot_reply_counts

    def in_force(self, day: date) -> bool:
        """Tell whether the rule holds on a day; an open end holds for ever."""
        text = day.isoformat()
        return self.valid_from <= text and (not self.valid_to or text <= self.valid_to)


def rules_in_force(
    rules: Iterable[PlatformRule], platform: str, day: date
) -> tuple[PlatformRule, ...]:
    """Return a platform's rules of a day, in the order given; variants may hold side by side."""
    return tuple(rule for rule in rules if rule.platform == platform and rule.in_force(day))
