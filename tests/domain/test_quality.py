"""Quality forms refuse what contradicts itself."""

from dataclasses import replace

import pytest

from engine.domain.quality import FormItem, ProblemType, QualityForm, RedLine, Severity, Veto
from engine.domain.texts import Text
from engine.errors import InputError

NAME = Text("名", "name")
COLD = FormItem("cold", NAME, 8, 16, Severity.NORMAL, ProblemType.ATTITUDE)
ABUSE = RedLine("abuse", NAME, ProblemType.ATTITUDE)
FORM = QualityForm("f", NAME, NAME, "session_score", 100, 80, Veto.ZERO, (COLD,), (ABUSE,))


def test_form_names_its_items_and_red_lines_by_id() -> None:
    assert FORM.item_ids == ("cold",)
    assert FORM.red_line_ids == ("abuse",)
    assert list(FORM.names) == ["cold", "abuse"]


def test_every_contradiction_is_told_at_once() -> None:
    twice = replace(ABUSE, id="cold")
    taken = replace(COLD, id="rater")
    dear = replace(COLD, id="dear", points=20, most=10)

    with pytest.raises(InputError) as refused:
        replace(FORM, items=(COLD, dear, taken), red_lines=(twice,), pass_mark=101)

    codes = [fault.code for fault in refused.value.faults]
    assert codes == [
        "quality_form.item_twice",
        "quality_form.most",
        "quality_form.reserved",
        "quality_form.pass_mark",
    ]
    assert refused.value.faults[1].place == "dear"
