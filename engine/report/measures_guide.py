"""The page of every indicator's definition, made from the definitions themselves."""

from collections.abc import Iterator

from engine.domain.indicators import Population
from engine.domain.texts import Language
from engine.i18n.translate import render_sentence
from engine.metrics.definition import Definition, Table
from engine.metrics.definitions import DEFINITIONS

BEGIN, END = "<!-- indicators: generated -->", "<!-- indicators: end -->"

_HEADINGS = {
    Table.CONTACTS: "Contacts",
    Table.ENQUIRIES: "Attributed orders and reminders",
    Table.PROBLEMS: "Problems",
    Table.ROUNDS: "Platform rates",
    Table.TICKETS: "Tickets",
    Table.SAMPLES: "Quality samples",
    Table.STAFF: "Agent months",
    Table.SURVEYS: "Surveys",
}
_TOGETHER = {
    Table.SALES: Table.ENQUIRIES,
    Table.PLACED: Table.ENQUIRIES,
    Table.REMINDERS: Table.ENQUIRIES,
}
_COLUMNS = (
    *("id", "unit", "better", "whom it belongs to", "definition", "counted over", "window"),
    *("population", "table", "controlled by", "watch when it is paid on"),
)


def indicators_page(language: Language = "en") -> str:
    """Return the tables of all definitions as Markdown, grouped by where they come from."""
    return "\n".join(_lines(language))


def with_indicators(page: str) -> str:
    """Return a page with the part between its two marks made anew."""
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{indicators_page()}\n{END}{after}"


def _lines(language: Language) -> Iterator[str]:
    for table, heading in _HEADINGS.items():
        own = [d for d in DEFINITIONS.values() if _TOGETHER.get(d.table, d.table) is table]
        yield f"### {heading}\n"
        yield f"| {' | '.join(_COLUMNS)} |"
        yield f"|{' --- |' * len(_COLUMNS)}"
        for definition in own:
            yield f"| {' | '.join(_cells(definition, language))} |"
        yield ""


def _cells(definition: Definition, language: Language) -> list[str]:
    population = definition.population
    return [
        f"`{definition.id}`",
        definition.unit,
        definition.direction.value,
        definition.grain.value,
        render_sentence(definition.sentence, language),
        render_sentence(definition.denominator, language),
        definition.window,
        population.value if population is not Population.ALL else "all",
        " or ".join(f"`{table}`" for table in _tables(definition)),
        definition.controllability.value,
        _watch(definition, language),
    ]


def _tables(definition: Definition) -> Iterator[Table]:
    yield definition.table
    if definition.otherwise is not None:
        yield from _tables(definition.otherwise)


def _watch(definition: Definition, language: Language) -> str:
    if definition.gaming is None:
        return "-"
    counters = ", ".join(f"`{counter}`" for counter in definition.counters)
    return f"{render_sentence(definition.gaming, language)} See {counters}."
