"""What a repair says to people, in every case there is."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.cli.repair_text import accepted_text, repair_document, repair_text
from engine.domain.calibration import Change
from engine.domain.judgements import JudgementMatrix
from engine.services.repairs import Accepted, Answers
from engine.studies.judgement_repair import JudgementRepair, RepairPair, RepairSet

MATRIX = JudgementMatrix(("首响", "解决"), np.array([[1.0, 3.0], [1 / 3, 1.0]]))
ANSWERS = Answers(MATRIX, "", "", (Path("answers.json"),))
PAIR = RepairPair("首响", "解决", 3.0, 0.4, 0.5)
ONE = RepairSet((PAIR,), 0.09, 0.02, on_scale=True)
REPAIR = JudgementRepair(1, 1, True, 1, (ONE,), 0.5, 0.1, "simulated", 0.8837, 0)
TWO = replace(REPAIR, changes_needed=2, bound=2, sets=(RepairSet((PAIR, PAIR), 0.09, 0.02, True),))


@pytest.mark.parametrize(
    ("repair", "en", "zh"),
    [
        (REPAIR, "only this one", "只能是这一个"),
        (replace(REPAIR, sets_found=3), "any one of these 3.", "下列 3 个中任选其一"),
        (TWO, "No fewer than 2 answers have to be asked again, and only", "只能是这一组"),
        (replace(TWO, sets_found=4), "any one of these 4 sets", "下列 4 组中任选其一"),
        (replace(TWO, complete=False), "there may be more", "可能还有其他组"),
        (replace(TWO, bound=1, complete=False), "at least 1 have to be", "已证明至少要 1 个"),
        (replace(REPAIR, changes_needed=0, sets=()), "within the limit 0.1", "未超过上限 0.1"),
        (replace(REPAIR, random_index=0.0), "cannot contradict", "不可能互相矛盾"),
        (replace(REPAIR, sets=(replace(ONE, on_scale=False),)), "implied ones", "推出的值"),
    ],
)
def test_each_case_has_its_sentence(repair: JudgementRepair, en: str, zh: str) -> None:
    assert en in repair_text(ANSWERS, repair, "en")
    assert zh in repair_text(ANSWERS, repair, "zh")


def test_a_judgement_is_told_with_what_the_others_imply() -> None:
    text = repair_text(ANSWERS, REPAIR, "en")

    assert "首响 over 解决: judged 3, 1/2 would be enough (the others imply about 1/2.5)" in text
    assert "Ratio then: 0.0900" in text


def test_a_respondent_of_a_panel_is_named() -> None:
    answers = Answers(MATRIX, "r1", "goal", (Path("panel.csv"),))

    assert repair_text(answers, REPAIR, "en").startswith("Respondent r1, node goal")
    assert repair_document(answers, REPAIR)["respondent"] == "r1"


@pytest.mark.parametrize(
    ("left", "en"), [(replace(REPAIR, changes_needed=0), "within the limit"), (TWO, "2 more")]
)
def test_a_kept_change_is_told_with_what_is_left(left: JudgementRepair, en: str) -> None:
    change = Change("", "", "首响", "解决", 3.0, 0.5, "王", "2025-11-02T09:30:00+00:00")

    text = accepted_text(Accepted((change,), MATRIX), left, "en")

    assert "Kept: 首响 over 解决 from 3 to 1/2, agreed by 王." in text
    assert en in text
