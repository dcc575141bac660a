"""Questionnaires on schemes, shipped and one's own."""

from pathlib import Path

import pytest

from engine.domain.indicators import Direction
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.files.survey_file import read_survey
from engine.services.questionnaires import (
    definition,
    named_scheme,
    questionnaire_on,
    write_questionnaire,
)


@pytest.mark.parametrize("path", shipped("schemes"), ids=lambda path: path.stem)
def test_every_shipped_scheme_can_be_asked_and_read_back(path: Path, tmp_path: Path) -> None:
    written = write_questionnaire(path.stem, tmp_path / "new" / "q.xlsx", "zh")

    survey = read_survey([tmp_path / "new" / "q.xlsx"])

    tree = written.questionnaire.tree
    assert written.scheme == path
    assert survey.tree.items == tree.items
    pairs = sum(len(items) * (len(items) - 1) // 2 for items in tree.asked.values())
    assert written.questionnaire.questions == pairs
    assert len(survey.notes) == pairs + 1


def test_a_scheme_is_named_by_path_or_id(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(named_scheme("team-2026").read_bytes())

    assert named_scheme(str(own)) == own
    with pytest.raises(InputError, match="team-2026"):
        named_scheme("nothing")


def test_items_are_explained_by_unit_and_direction() -> None:
    scheme = read_scheme(named_scheme("team-2026"))
    asked = questionnaire_on(scheme)

    assert asked.definitions["frt"].en == "in seconds; lower is better"
    assert asked.definitions["frt"].zh == "单位：秒；越低越好"
    assert set(asked.definitions) == set(scheme.tree.leaf_ids)
    assert {definition(leaf).en.partition("; ")[2] for leaf in scheme.tree.leaves} <= {
        "higher is better",
        "lower is better",
        "best within a band",
    }
    assert len(Direction) == 3


def test_the_file_must_be_a_workbook_that_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not_xlsx"):
        write_questionnaire("team-2026", tmp_path / "q.csv", "en")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"questionnaire\.folder"):
        write_questionnaire("team-2026", tmp_path / "file" / "q.xlsx", "en")
