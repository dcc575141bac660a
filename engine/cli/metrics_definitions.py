"""``heng metrics --definitions`` and ``--sql``: what each indicator is, before any data."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.output import emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.metrics.definition import Definition


def show_definitions(scheme: str | None, language: Language, as_json: bool) -> None:
    """Print every definition of the catalogue, or those of a scheme in its order."""
    from engine.files.scheme_file import read_scheme
    from engine.metrics.definitions import DEFINITIONS, definition_of
    from engine.services.questionnaires import named_scheme

    chosen = list(DEFINITIONS.values())
    inputs = []
    if scheme is not None:
        path = named_scheme(scheme)
        inputs.append(path)
        chosen = [definition_of(leaf) for leaf in read_scheme(path).tree.leaf_ids]
    document = {
        "heng": header(inputs),
        "indicators": [definition_document(each, language) for each in chosen],
    }
    emit(document, lambda: "\n".join(definition_lines(chosen, language)), as_json)


def show_query(indicator: str, period: str | None, window_h: float, as_json: bool) -> None:
    """Print the SQL of an indicator over tables of Heng's names and columns."""
    from engine.metrics.counting import Counting
    from engine.metrics.printed_queries import printed_query

    query = printed_query(indicator, period, Counting(repeat_window_h=window_h))
    emit({"heng": header(), "indicator": indicator, "sql": query}, lambda: query, as_json)


def definition_document(definition: "Definition", language: Language) -> dict[str, object]:
    """Return one definition as plain values; sentences are in the reader's language."""
    from engine.i18n.translate import render_sentence
    from engine.report.metrics_words import indicator_name

    gaming = definition.gaming
    return {
        "id": definition.id,
        "name": indicator_name(definition.id, language),
        "definition": render_sentence(definition.sentence, language),
        "denominator": render_sentence(definition.denominator, language),
        "unit": definition.unit,
        "kind": definition.kind.value,
        "direction": definition.direction.value,
        "population": definition.population.value,
        "window": definition.window,
        "controllability": definition.controllability.value,
        "table": definition.table.value,
        "needs": list(definition.needs),
        "gaming_risk": None if gaming is None else render_sentence(gaming, language),
        "countered_by": list(definition.counters),
    }


def definition_lines(definitions: "Sequence[Definition]", language: Language) -> Iterator[str]:
    """Yield each definition for people: name and id, then what, over what, who can move it."""
    from engine.i18n.translate import render

    def word(key: str) -> str:
        return render(f"indicators.{key}", {}, language)

    for definition in definitions:
        told = definition_document(definition, language)
        unit = told["unit"] or "1"
        direction = word(f"direction.{definition.direction.value}")
        controllability = word(f"controllability.{definition.controllability.value}")
        population = word(f"population.{definition.population.value}")
        yield f"{told['name']} [{definition.id}] {unit}, {direction}"
        yield f"  {told['definition']}"
        yield f"  {word('definitions.denominator')}: {told['denominator']}"
        yield "  " + "; ".join(
            [
                f"{word('definitions.population')} {population}",
                f"{word('definitions.window')} {definition.window}",
                f"{word('definitions.controllability')} {controllability}",
                f"{word('definitions.origin')} {definition.table.value}",
            ]
        )
        if told["gaming_risk"]:
            counters = ", ".join(definition.counters)
            yield f"  {word('definitions.gaming')}: {told['gaming_risk']}"
            yield f"  {word('definitions.counter')}: {counters}"
        yield ""
