"""Heng's names for the columns of contacts, and what values they can possibly hold.

Columns of other names are kept as they are: a case may ask about them.
"""

from collections.abc import Mapping
from types import MappingProxyType

Range = tuple[float | None, float | None]

_SECONDS: Range = (0, None)
_COUNT: Range = (0, None)
_FROM_ONE: Range = (1, None)

IDS = frozenset({"contact_id", "problem_id", "customer_id"})  # text or whole numbers
TEXTS = frozenset({"agent", "group", "shift", "contact_class", "channel"})
TIMES = frozenset({"started"})
FLAGS = frozenset(
    {"bot_first", "bot_ended", "solved", "invited", "rated", "complaint", "presale", "paid"}
    | {"returned", "repurchase_30d", "repurchase_90d"}
)
RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "attempt": _FROM_ONE,
        "rounds": _COUNT,
        "frt_s": _SECONDS,
        "art_s": _SECONDS,
        "handle_s": _SECONDS,
        "attention_s": _SECONDS,
        "open_chats": _COUNT,
        "attitude": (0, 100),
        "csat": (1, 5),
        "customer_value": (None, None),
        "order_value": (0, None),
    }
)
