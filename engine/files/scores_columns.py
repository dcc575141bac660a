"""Which column of a table of agents holds what: the agent, its group, and each indicator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.errors import Fault
from engine.files.cell_columns import folded
from engine.files.spreadsheet import Sheet
from engine.files.weights_names import LeafNames

# headers beside the indicators', folded
_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "agent": frozenset(
            {"agent", "agent_id", "agent id", "agents", "客服", "坐席", "座席", "员工", "客服昵称"}
            | {"客服账号", "客服姓名", "姓名", "工号"}
        ),
        "group": frozenset({"group", "team", "组", "组别", "班组", "分组", "团队"}),
        "population": frozenset({"population", "人群", "岗位", "售前售后"}),
        "period": frozenset({"period", "month", "期间", "月份"}),
    }
)


@dataclass(frozen=True, slots=True)
class AgentColumns:
    """Positions of the columns; ``agent`` is -1 and a fault is there where none names agents."""

    agent: int
    leaves: Mapping[str, int]
    others: Mapping[str, int]
    faults: tuple[Fault, ...]


def agent_columns(sheet: Sheet, names: LeafNames) -> AgentColumns:
    """Return the columns of a table of agents by indicators.

    A header that is neither agent, group, population or period nor a leaf is a fault, and so is
    a leaf with two columns.
    """
    leaves: dict[str, int] = {}
    others: dict[str, int] = {}
    faults: list[Fault] = []
    for position, header in enumerate(sheet.header):
        id_ = names.id(header)
        place = f"row 1, column {header}"
        word = next((key for key, words in _WORDS.items() if folded(header) in words), None)
        if id_ is not None and id_ not in leaves:
            leaves[id_] = position
        elif id_ is None and word is not None and word not in others:
            others[word] = position
        elif id_ is None and word is None:
            faults.append(names.fault("scores_file.unknown_column", place, header, sheet.file))
        else:
            faults.append(Fault("scores_file.column_twice", place, header, {}, sheet.file))
    if "agent" not in others:
        told_headers = ", ".join(sheet.header)
        faults.append(Fault("scores_file.no_agent", "row 1", told_headers, {}, sheet.file))
    return AgentColumns(others.pop("agent", -1), leaves, others, tuple(faults))


def agent_faults(sheet: Sheet, columns: AgentColumns) -> Iterator[Fault]:
    """Yield rows without an agent, and agents that stand there already; a table without rows."""
    if not sheet.rows:
        yield Fault("scores_file.no_rows", "row 1", "", {}, sheet.file)
    if columns.agent < 0:
        return
    seen: set[str] = set()
    for row, cells in sheet.rows:
        agent = cells[columns.agent]
        place = f"row {row}, column {sheet.header[columns.agent]}"
        if not agent:
            yield Fault("scores_file.agent", place, "", {}, sheet.file)
        elif agent in seen:
            yield Fault("scores_file.agent_twice", place, agent, {}, sheet.file)
        seen.add(agent)
