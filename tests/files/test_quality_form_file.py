"""Quality form files: the shipped ones, and what is wrong with others."""

from pathlib import Path

import pytest

from engine.domain.quality import Veto
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.quality_form_file import named_quality_form, read_quality_form

SHIPPED = shipped("quality")
TEXT = next(path for path in SHIPPED if path.stem == "session").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_forms_can_be_read(path: Path) -> None:
    form = read_quality_form(path)

    assert form.id == path.stem
    assert sum(item.most for item in form.items) >= form.full_score - form.pass_mark
    assert form.red_lines


def test_the_forms_differ_in_their_score_and_veto() -> None:
    session, ticket = (read_quality_form(named_quality_form(id_)) for id_ in ("session", "ticket"))

    assert (session.scores, session.veto) == ("session_score", Veto.ZERO)
    assert (ticket.scores, ticket.veto) == ("ticket_score", Veto.FAIL)
    assert not set(session.names) & set(ticket.names)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    wrong = TEXT.replace("most = 16", "most = 4").replace('id = "abuse"', 'id = "cold"')
    path.write_text(wrong.replace("pass_mark = 80", "pass_mark = 100"), encoding="utf-8")
    line = wrong.splitlines().index('id = "cold"') + 1

    with pytest.raises(InputError) as refused:
        read_quality_form(path)

    codes = {fault.code for fault in refused.value.faults}
    assert codes == {"quality_form.most", "quality_form.item_twice"}
    places = " ".join(fault.place for fault in refused.value.faults)
    assert f"line {line}" in places


def test_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace('severity = "minor"', 'severity = "tiny"'), encoding="utf-8")

    with pytest.raises(InputError, match=r"document\.invalid"):
        read_quality_form(path)


def test_an_unknown_form_names_the_shipped_ones() -> None:
    with pytest.raises(InputError, match=r"quality_form\.unknown.*session, ticket"):
        named_quality_form("moon")
