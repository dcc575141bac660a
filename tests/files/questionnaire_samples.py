"""Small questionnaires and filled ones for tests."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from engine.ahp.question_order import question_order
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Response
from engine.domain.texts import Language, Text
from engine.files.questionnaire_workbook import Questionnaire, questionnaire_workbook

TREE = ItemTree(
    {"goal": ("service", "conduct"), "service": ("csat", "frt", "fcr")},
    {
        "goal": Text("目标", "Goal"),
        "service": Text("服务结果", "Service"),
        "conduct": Text("服务行为", "Conduct"),
        "csat": Text("满意率", "Satisfaction"),
        "frt": Text("首次响应时间", "First response"),
        "fcr": Text("一次解决率", "Resolution"),
    },
)


def questionnaire(tree: ItemTree = TREE) -> Questionnaire:
    return Questionnaire(
        scheme="sample",
        name=Text("样例方案", "Sample scheme"),
        tree=tree,
        order={node: question_order(items) for node, items in tree.asked.items()},
        definitions={"frt": Text("单位：秒；越低越好", "in seconds; lower is better")},
    )


def response(tree: ItemTree, answers: Mapping[tuple[str, str, str], float]) -> Response:
    """Return a response from {(node, first, second): how many times the first matters}."""
    judgements = {}
    for node, items in tree.asked.items():
        values = np.full((len(items),) * 2, np.nan)
        np.fill_diagonal(values, 1.0)
        for i, j in combinations(range(len(items)), 2):
            if (ratio := answers.get((node, items[i], items[j]))) is not None:
                values[i, j], values[j, i] = ratio, 1 / ratio
        if len(items) ** 2 - len(items) > np.isnan(values).sum():
            judgements[node] = JudgementMatrix(items, values)
    return Response("R1", Text("甲", "Ann"), "qa", judgements)


ANSWERS = {
    ("goal", "service", "conduct"): 3.0,
    ("service", "csat", "frt"): 1 / 7,
    ("service", "frt", "fcr"): 1.0,
}


def filled(folder: Path, language: Language = "en", name: str = "filled.xlsx") -> Path:
    path = folder / name
    content = questionnaire_workbook(questionnaire(), language, response(TREE, ANSWERS))
    path.write_bytes(content)
    return path
