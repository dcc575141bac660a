"""Roles of raters and rated indicators by id, whatever a sheet calls them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from engine.domain.indicators import Rater, Scheme
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import Fault, InputError

FILE = "source_file"
"""A column that may name the file of a rating, for what is said of its role."""

_OTHERS = "others"
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "self": "self self-rating self-assessment 自评 自己 本人 自我评价 员工自评 本人自评",
        "supervisor": "supervisor leader manager superior boss 主管 主管评价 主管评分 上级 "
        "上级评价 直属上级 直接上级 组长 领导 经理",
        "peers": "peer peers colleague colleagues cross-department department departments "
        "跨部门 跨部门评价 其他部门 协作部门 部门 同事 同事评价 同级 同级评价 互评",
        "customers": "customer customers client clients 客户 客户评价 顾客 买家 用户",
        _OTHERS: "others other 他评 其他 其他人 他人 跨部门与客户 跨部门和客户 跨部门及客户 "
        "跨部门/客户 跨部门、客户 跨部门客户",
    }
)
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_PART_OF_OTHERS = ("peers", "customers")


def by_id(
    ratings: ColumnTable, scheme: Scheme, catalogue: Mapping[str, Text] | None = None
) -> ColumnTable:
    """Return ratings with roles and indicators by id where a sheet has names or common words.

    A role is the scheme's rater by id, by name (zh, en), or by a word for the same people.
    Other departments and customers are the scheme's rater ``others`` where it has no rater of
    theirs; several raters of a role are averaged later. An indicator is a leaf of the scheme or
    of the catalogue by id or name.

    Parameters
    ----------
    ratings
        Columns ``role`` and ``indicator``; ``source_file``, where it is there, names the file.
    catalogue
        Names of further indicators by id.

    Raises
    ------
    InputError
        ``quality.unknown_roles`` with a fault for each row whose role is no rater of the scheme.
        A scheme without raters knows no role, and none is refused.
    """
    roles = _roles(scheme.raters)
    indicators = {name: id_ for id_, text in (catalogue or {}).items() for name in _of(id_, text)}
    indicators |= {name: leaf.id for leaf in scheme.tree.leaves for name in _of(leaf.id, leaf.name)}
    columns = dict(ratings.columns)
    for column, ids in (("role", roles), ("indicator", indicators)):
        cells = [ids.get(_folded(cell), str(cell)) for cell in columns[column]]
        columns[column] = np.array(cells, dtype=object)
    found = ColumnTable(ratings.labels, columns)
    if scheme.raters:
        _refuse_unknown(ratings, found, [rater.id for rater in scheme.raters])
    return found


def role_ids(words: Iterable[str], scheme: Scheme) -> dict[str, str]:
    """Return the scheme's rater of each word that means one; the other words are left out."""
    roles = _roles(scheme.raters)
    return {word: roles[_folded(word)] for word in words if _folded(word) in roles}


def _roles(raters: Sequence[Rater]) -> dict[str, str]:
    """Return the rater of each folded word: common words first, the scheme's own win."""
    own = {name: rater.id for rater in raters for name in _of(rater.id, rater.name)}
    meant = {_MEANING[name]: id_ for name, id_ in own.items() if name in _MEANING}
    if _OTHERS in meant:
        meant = {**dict.fromkeys(_PART_OF_OTHERS, meant[_OTHERS]), **meant}
    words = {word: meant[meaning] for word, meaning in _MEANING.items() if meaning in meant}
    return {**words, **own}


def _of(id_: str, name: Text) -> tuple[str, ...]:
    return tuple(_folded(each) for each in (name.zh, name.en, id_) if each)


def _folded(cell: object) -> str:
    """Return a word in half width and lower case, its parts joined by one sign."""
    text = unicodedata.normalize("NFKC", str(cell)).strip().lower()
    return "-".join(text.replace("_", " ").replace("-", " ").split())


def _refuse_unknown(given: ColumnTable, found: ColumnTable, known: Sequence[str]) -> None:
    files = given.columns.get(FILE)
    faults = [
        Fault(
            "quality.unknown_role",
            f"row {given.labels[k]}, column role",
            "" if given.column("role")[k] is None else str(given.column("role")[k]),
            {"known": ", ".join(known)},
            "" if files is None else str(files[k]),
        )
        for k, role in enumerate(found.column("role"))
        if role not in known
    ]
    if faults:
        roles = ", ".join(sorted({fault.value for fault in faults}))
        raise InputError("quality.unknown_roles", faults, roles=roles, known=", ".join(known))
