"""A panel's calibration for people: what was read, the weights, agreement, what to do next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.cli.panel_answers_text import answers_lines
from engine.cli.panel_people_text import next_lines, people_lines
from engine.cli.panel_weights_text import weights_lines
from engine.cli.panel_words import NOTHING, figure, node_name, ratio, said, told
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.calibration import PanelCalibration

MOST_PAIRS = 5
LEAST_NODES = 2


def panel_text(calibration: "PanelCalibration", language: Language) -> str:
    """Return a calibration for people, section by section."""
    sections = (
        answers_lines(calibration, language),
        weights_lines(calibration, language),
        _agreement(calibration, language),
        people_lines(calibration, language),
        _disputes(calibration, language),
        _roles(calibration, language),
        _fuzzy(calibration, language),
        _findings(calibration, language),
        next_lines(calibration, language),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines)


def _agreement(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    from engine.ahp.consensus import consensus_word
    from engine.i18n.translate import render
    from engine.report.labels import random_index_name

    nodes = calibration.nodes
    yield said(
        "agreement.title",
        language,
        limit=calibration.limit,
        name=random_index_name(calibration.random_index, language),
    )
    heading = ["", *(said(f"agreement.{key}", language) for key in _AGREEMENT)]
    rows = [
        [
            node_name(calibration.tree, each.node, language),
            str(each.respondents),
            figure(each.consistency_ratio),
            figure(each.gci),
            figure(each.consensus, 3),
            figure(each.incompatibility, 3),
            figure(each.priority_violations, 3),
        ]
        for each in nodes
    ]
    yield from table([heading, *rows])
    if calibration.consensus is not None:
        word = render(f"group.words.{consensus_word(calibration.consensus)}", {}, language)
        several = "tree" if len(nodes) >= LEAST_NODES else "node"
        key = f"agreement.consensus_{several}"
        yield said(key, language, consensus=calibration.consensus, word=word)


_AGREEMENT = ("respondents", "ratio", "gci", "consensus", "incompatibility", "violations")


def _disputes(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    from engine.ahp.disagreement import most_disputed

    pairs = most_disputed([pair for each in calibration.nodes for pair in each.pairs], MOST_PAIRS)
    if not pairs:
        return
    names = calibration.tree.name
    yield said("disputes.title", language)
    rows = [["", *(said(f"disputes.{key}", language) for key in _DISPUTES)]]
    rows += [
        [
            " : ".join(names(item).in_language(language) for item in (pair.first, pair.second)),
            str(pair.n),
            f"{pair.share_first:.0%}",
            f"{pair.share_equal:.0%}",
            f"{pair.share_second:.0%}",
            f"{pair.mean:.2f}",
            f"{ratio(pair.least)} .. {ratio(pair.greatest)}",
        ]
        for pair in pairs
    ]
    yield from table(rows)


_DISPUTES = ("answers", "first", "equal", "second", "mean", "range")


def _roles(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    if not calibration.subgroups:
        return
    from engine.report.labels import role_name

    roles = calibration.subgroups
    names = [
        role_name(each.role, language) if each.role else said("roles.without", language)
        for each in roles
    ]
    yield said("roles.title", language)
    rows = [["", said("weights.weight", language), *names]]
    rows += [
        [
            calibration.tree.name(leaf.leaf).in_language(language),
            figure(leaf.weight.value),
            *(NOTHING if each.weights is None else figure(each.weights[place]) for each in roles),
        ]
        for place, leaf in enumerate(calibration.leaves)
    ]
    everybody = calibration.treatments[0].respondents
    heads = [str(everybody), *(str(each.respondents) for each in roles)]
    agreed = [calibration.consensus, *(each.consensus for each in roles)]
    rows.append([said("weights.respondents", language), *heads])
    rows.append([said("agreement.consensus", language), *(figure(each, 3) for each in agreed)])
    yield from table(rows)


def _fuzzy(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    if not calibration.fuzzy:
        return
    yield said("fuzzy.title", language)
    rows = [["", *(said(f"fuzzy.{key}", language) for key in ("crisp", "defuzzified", "fuzzy"))]]
    rows += [
        [
            calibration.tree.name(each.leaf).in_language(language),
            figure(each.crisp),
            figure(each.defuzzified),
            " / ".join(figure(corner) for corner in each.fuzzy),
        ]
        for each in calibration.fuzzy
    ]
    yield from table(rows)


def _findings(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if calibration.findings:
        yield said("findings.title", language)
    for finding in calibration.findings:
        severity = render(f"report.severity.{finding.severity}", {}, language)
        sentence = told(finding.sentence, language)
        yield "  " + said("findings.line", language, severity=severity, sentence=sentence)
